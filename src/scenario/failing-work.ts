/** Work that fails, as data: at which events, and how often. */
export interface FailingWork {
  /** Only events of this truck. */
  readonly key?: string;
  /** Only the event with this seq, of each truck or of `key`. */
  readonly seq?: number;
  /** Of the fleet's events each n-th: those whose place in the order of the fleet, from 1, is a multiple of it. */
  readonly everyNth?: number;
  /** How often the work on such an event fails before it succeeds. Default: always, a poison event. */
  readonly times?: number;
}

/**
 * What a reader of a stream does with an event whose work failed `attempts` times. `retry` (default): again, for ever, and the lane waits.
 * `skip`: it goes on as if nothing had been, and so does `skip-receive` with all that was received behind it (what the KCL does with an
 * exception): wrong on purpose. `discard`: it gives the event up, and says so. `dead-letter`: the same, and the event goes elsewhere.
 */
export type StreamFailure = "retry" | "skip" | "skip-receive" | "discard" | "dead-letter";

/**
 * What a consumer of a queue does with a message whose work failed `attempts` times in a row. `leave` (default): it works on nothing more
 * of the receive; all that is left comes again after the visibility timeout. `stop-group`: nothing more of that truck, the others go on.
 * `release`: the same, and what is left of the truck is visible again at once. `go-on`: with the next message of the truck too, wrong on
 * purpose. `discard`, `dead-letter`: it is deleted, and the consumer says so.
 */
export type QueueFailure = "leave" | "stop-group" | "release" | "go-on" | "discard" | "dead-letter";

export type Failure = StreamFailure | QueueFailure;
