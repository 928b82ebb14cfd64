import type { Message } from "./message.ts";

/**
 * The order in which a queue's visible messages are offered: what tells a FIFO queue from a standard one. The queue owns the
 * messages and their states, and tells the shelf of every change after making it.
 */
export interface Shelf {
  /** A new message, in whatever state. */
  readonly add: (message: Message) => void;
  /** A message has become visible. */
  readonly show: (message: Message) => void;
  /** A message has been removed. */
  readonly remove: (message: Message) => void;
  /** Picks up to so many visible messages; `hide` is called for each as it is picked, and makes it invisible. */
  readonly pick: (limit: number, isLongPoll: boolean, hide: (message: Message) => void) => void;
  readonly clear: () => void;
}
