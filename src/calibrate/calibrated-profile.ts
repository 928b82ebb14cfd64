import type { LatencyProfile } from "../emulator/latency.ts";

/** What one kind of request took: all that was measured, also what the model has no use for. */
export interface Measurement {
  /** `service.Action`, and what it was for where that is not all. */
  readonly what: string;
  /** Samples behind the figures. */
  readonly requests: number;
  /** Requests that took the SDK more than one attempt; they are no samples, since the model draws the time of each attempt. */
  readonly retried: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** A latency profile that was measured on a target; the model takes it as any other. */
export interface CalibratedProfile extends LatencyProfile {
  readonly evidence: "measured";
  readonly measurements: readonly Measurement[];
}
