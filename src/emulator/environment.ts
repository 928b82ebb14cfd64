import type { WriteRefusal } from "./assumed/adversity.ts";
import type { FaultInjector } from "./faults.ts";
import type { LatencyProfile } from "./latency.ts";
import type { QuotaWindowKind } from "./quota-window.ts";

/** Messages that the service itself took out of one queue and put into another. */
export interface DeadLetters {
  readonly source: string;
  readonly target: string;
  readonly messages: readonly DeadLetter[];
}

/** One of them, as it was where it came from. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  /** Of a FIFO queue. */
  readonly sequenceNumber: string | undefined;
}

/** What every part of the model is told about the world it lives in. */
export interface Environment {
  readonly seed: number;
  readonly hasQuotas: boolean;
  readonly region: string;
  readonly accountId: string;
  /** What goes before `/<account>/<queue>` in a queue URL. */
  readonly queueUrlBase: string;
  readonly latency: LatencyProfile;
  readonly quotaWindow: QuotaWindowKind;
  readonly writeRefusal: WriteRefusal;
  readonly faults: FaultInjector;
  /** Told of dead letters, if somebody wants to know. */
  readonly onDeadLetters?: ((moved: DeadLetters) => void) | undefined;
}
