import type { ClientLoad } from "../client/client-load.ts";
import type { BrokenKey } from "../metrics/broken-keys.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Track } from "../metrics/tracks.ts";
import type { Verdict } from "../verify/anomaly.ts";
import type { Plan } from "../workload/event.ts";

/** What a run gives to the reports: judged and measured, nothing formatted. */
export interface RunOutcome {
  readonly plan: Plan;
  readonly verdict: Verdict;
  /** The history around what broke, of a few keys. */
  readonly brokenKeys: readonly BrokenKey[];
  /** A few keys as the first application saw them move. */
  readonly tracks: readonly Track[];
  readonly metrics: Metrics;
  readonly evidence: "modelled" | "measured";
  /** Service time that passed, from the start of sending to the end of draining. */
  readonly durationMs: number;
  readonly interrupted: boolean;
  /** Why the run ended early, when the target failed in mid-run: what was recorded by then is judged. */
  readonly failure?: string;
  /** What could not be deleted, in sentences. */
  readonly leftOver: readonly string[];
  /** How busy this client was; real time only. */
  readonly client?: ClientLoad;
  readonly costUsd: number;
}
