import type { ClientLoad } from "../client/client-load.ts";
import type { LatencyProfile } from "../emulator/latency.ts";
import type { TargetKind } from "../targets/target.ts";

export interface Quantiles {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
}

/** What one kind of request took: all that was measured, also what the model has no use for. */
export interface Measurement extends Quantiles {
  /** `service.Action`, and what it was for where that is not all. */
  readonly what: string;
  /** Samples behind the figures. */
  readonly requests: number;
  /** Requests that took the SDK more than one attempt; they are no samples, since the model draws the time of each attempt. */
  readonly retried: number;
  readonly maxMs: number;
  /** What the model draws for it with this profile: whole milliseconds, lognormal through the measured p50 and p99. */
  readonly modelled?: Quantiles;
}

/** From a put to its being readable: found by reading at many ages of a record, each read saying only "there" or "not yet". */
export interface PropagationMeasurement {
  readonly what: string;
  readonly reads: number;
  /** The age that parts the reads best. */
  readonly ms: number;
  /** Reads that this age does not explain: the propagation varies, or the ages are known no better. */
  readonly contradicting: number;
  /** The youngest record that was there: below this nothing is known. */
  readonly youngestThereMs: number;
}

/** Where and how it was measured. */
export interface Circumstances {
  readonly on: string;
  readonly target: TargetKind;
  readonly region: string;
  /** ISO 8601. */
  readonly at: string;
  readonly tookS: number;
  readonly http: string;
  readonly client: ClientLoad;
  readonly convoy: string;
  readonly node: string;
}

export interface NotOffered {
  readonly what: string;
  readonly reason: string;
}

/** A latency profile that was measured on a target; the model takes it as any other. */
export interface CalibratedProfile extends LatencyProfile {
  readonly evidence: "measured";
  readonly circumstances: Circumstances;
  readonly measurements: readonly Measurement[];
  readonly propagation: readonly PropagationMeasurement[];
  /** What could not be measured; the profile has the default there. */
  readonly notOffered: readonly NotOffered[];
}
