import type { LatencyProfile } from "../latency.ts";
import type { QuotaWindowKind } from "../quota-window.ts";
import type { AdversityProfile } from "./adversity.ts";

/** What the model takes for granted where AWS says nothing: everything in it is somebody's measurement, or assumed. */
export interface Model {
  readonly latency: LatencyProfile;
  readonly adversity: AdversityProfile;
  readonly quotaWindow: QuotaWindowKind;
  /**
   * The answer to GetShardIterator takes up to so much longer, drawn for each: readers that begin together do not poll in step. 0: they
   * do.
   */
  readonly pollPhaseMs: number;
}
