import type { Message, MessageState } from "./message.ts";

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
  /** Picks up to so many visible messages. */
  readonly pick: (limit: number, isLongPoll: boolean, take: Take) => void;
  readonly clear: () => void;
}
