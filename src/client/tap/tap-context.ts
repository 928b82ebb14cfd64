import type { HistoryRecord } from "../../history/record.ts";
import type { Health } from "../health.ts";
import type { Life } from "../life.ts";

/** Whose requests they are: an application's consumer, or a producer. */
export interface Caller {
  readonly app: string;
  readonly consumer: string;
}

/** Whose client it is, and how long it lives. */
export interface Tapped {
  readonly caller: Caller;
  readonly life?: Life | undefined;
  /** Code of the user's, of which only its requests tell what it does. */
  readonly isOwnCode?: boolean;
}

/** Requests as AWS would bill them. */
export interface Usage {
  /** One record that Kinesis took, with its partition key. */
  readonly put: (bytes: number) => void;
  /** Bytes of data and keys that GetRecords gave. */
  readonly read: (bytes: number) => void;
  /** Bytes of data and keys that were pushed by enhanced fan-out. */
  readonly fanOut: (bytes: number) => void;
  /** One SQS request that succeeded, with its payload. */
  readonly sqs: (payloadBytes: number) => void;
}

/** What the taps of a run share with it. */
export interface TapContext {
  /** On the run's clock. */
  readonly nowMs: () => number;
  /** An instant of the wall clock on the run's. */
  readonly atMsOf: (date: Date) => number;
  readonly record: (record: HistoryRecord) => void;
  readonly health: Health;
  readonly usage: Usage;
  /** Whether the run is over: what is cut short then may have been carried out. */
  readonly isStopped: () => boolean;
  /** Told of every attempt that may have been carried out and whose answer did not come. */
  readonly lostResponse: () => void;
}
