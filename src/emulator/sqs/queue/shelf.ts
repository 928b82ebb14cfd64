import type { Message, MessageState } from "./message.ts";
import type { QueueSettings } from "./queue-attributes.ts";

/** What a pick is to look for. A line is a part of the queue: a server, or a partition of a high-throughput FIFO queue. */
export interface Picking {
  readonly limit: number;
  readonly isLongPoll: boolean;
  /** Whether this line may be looked into; asked once per pick, only for one that has something. Default: yes. */
  readonly mayServe?: (line: number) => boolean;
  /** Is called once per pick for each line that something was taken from. */
  readonly onServe?: (line: number) => void;
}

/** Is called for each message as it is picked, and makes it invisible; false if it is to be passed over, because it will be removed. */
export type Take = (message: Message) => boolean;

/**
 * The order in which a queue's visible messages are offered: what tells a FIFO queue from a standard one. The queue owns the
 * messages and their states, and tells the shelf of every change after making it.
 */
export interface Shelf {
  /** A new message, in whatever state. */
  readonly add: (message: Message) => void;
  /** A message has become visible, from that state. */
  readonly show: (message: Message, from: MessageState) => void;
  /** A message has been removed; it was in that state. */
  readonly remove: (message: Message, from: MessageState) => void;
  readonly pick: (picking: Picking, take: Take) => void;
  /** The queue has these settings now. */
  readonly configure: (settings: QueueSettings) => void;
  readonly clear: () => void;
}
