import type { WriteRefusal } from "./assumed/adversity.ts";
import type { FaultInjector } from "./faults.ts";
import type { LatencyProfile } from "./latency.ts";
import type { QuotaWindowKind } from "./quota-window.ts";

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
}
