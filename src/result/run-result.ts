/**
 * What crosses from a run to the reports, and to whoever wants to merge, compare or plot runs: judged, measured, and typed, with nothing
 * formatted in it.
 *
 * Plain data: it can be cloned to another thread and written as JSON without loss. So there are no maps in it (a map is a list whose
 * rows name what they are about, in a fixed order), no `undefined`, NaN or infinity (what there is not is absent), and nothing that differs
 * between two runs with the same seed in virtual time (that goes to run.json).
 */
import type { ClientLoad } from "../client/client-load.ts";
import type { ClockKind } from "../clock/clock.ts";
import type { BrokenKey } from "../metrics/broken-keys.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Track } from "../metrics/tracks.ts";
import type { Override } from "../scenario/overrides.ts";
import type { TargetKind } from "../targets/target.ts";
import type { AnomalyCounts, AnomalyKind, Verdict, VerdictWord } from "../verify/anomaly.ts";
import type { ProfileName } from "../verify/profile.ts";
import type { PlainScenario } from "./plain-scenario.ts";

export type { HistoryRecord } from "../history/record.ts";
export type { BrokenKey } from "../metrics/broken-keys.ts";
export type { ClientLoad } from "../client/client-load.ts";
export type { KeyMetrics } from "../metrics/key-metrics.ts";
export type { Track, TrackPosition } from "../metrics/tracks.ts";
export type { LatencyDistribution } from "../metrics/latency.ts";
export type { Metrics } from "../metrics/metrics.ts";
export type { SecondMetrics } from "../metrics/time-series.ts";
export { anomalyKinds } from "../verify/anomaly.ts";
export type { PlainScenario } from "./plain-scenario.ts";
export type { Anomaly, AnomalyKind, Verdict, VerdictWord } from "../verify/anomaly.ts";

/** Of the form of a result. A change that an older reader would misread makes it one more. */
export const resultVersion = 1;

/** One run. */
export interface RunResult {
  readonly version: typeof resultVersion;
  /** The scenario's name; of a history alone, its file's. */
  readonly name: string;
  /** What was asked for. Absent: a history is all that is known of this run. */
  readonly setup?: RunSetup;
  /** `modelled`: figures come from a model of AWS. `measured`: from a service that was really asked. `unknown`: the history does not say. */
  readonly evidence: "modelled" | "measured" | "unknown";
  readonly state: RunState;
  /** Why the run ended early, when the target failed in mid-run: what was recorded by then is judged. */
  readonly failure?: string;
  /** Why the run was ended early by its own rules: what was agreed to be spent was used up. What was recorded is judged. */
  readonly endedBy?: string;
  /** Service time that passed, from the start of sending to the end of draining. */
  readonly durationMs: number;
  /** What the verdict was to guarantee. */
  readonly guarantee: ProfileName;
  readonly verdict: VerdictResult;
  /** The history around what broke, of a few keys of each anomaly: what a timeline shows. */
  readonly brokenKeys: readonly BrokenKey[];
  /** A few keys as a map of the primary application would have shown them; only where the plan says where they were. */
  readonly tracks?: readonly Track[];
  readonly metrics: Metrics;
  /** What AWS would bill, by list price. */
  readonly costUsd?: number;
  /** How busy the client was; real time only. */
  readonly clientLoad?: ClientLoad;
  readonly caveats: readonly Caveat[];
  /** What could not be deleted, in sentences. */
  readonly leftOver: readonly string[];
  readonly expectations: readonly ExpectationResult[];
}

/** `failed`: the target did, in mid-run. `unknown`: a history without an end. */
export type RunState = "complete" | "interrupted" | "failed" | "unknown";

export interface RunSetup {
  /** As run: with the overrides, and every default filled in. */
  readonly scenario: PlainScenario;
  /** What the command line changed. */
  readonly overrides: readonly Override[];
  readonly seed: number;
  readonly clock: ClockKind;
  readonly target: TargetFacts;
  readonly load: PlannedLoad;
  /** What the command line is, behind `convoy`, that runs it again. */
  readonly replay: readonly string[];
  /** What the model took for granted, as far as this design rests on it; absent of a target that is none. */
  readonly assumptions?: readonly AssumedValue[];
}

/** One assumption of the model as it was in a run, by its name in the list of assumptions. */
export interface AssumedValue {
  readonly name: string;
  readonly value: string;
}

export interface TargetFacts {
  readonly kind: TargetKind;
  /** What answers there, in words. */
  readonly label: string;
  /** The model's latency, where it is not the default: what `--latency` called it, and where it comes from. */
  readonly latency?: { readonly name: string; readonly source: string };
}

/** What the workload was to send. */
export interface PlannedLoad {
  readonly keyCount: number;
  readonly payloadBytes: number;
  readonly sendingMs: number;
  readonly arrival: "open" | "closed";
  /** Of an open loop. */
  readonly eventCount?: number;
  /** Shards that the load takes; only where it has a fixed rate and place (Kinesis, open loop, partition key = key). */
  readonly shardsNeeded?: {
    /** Absent: a single key is too much for a shard. */
    readonly forTheseKeys?: number;
    readonly forAnEvenSpread: number;
  };
}

export interface VerdictResult extends Omit<Verdict, "countsByKey"> {
  /** Only keys with any. */
  readonly countsByKey: readonly KeyCounts[];
}

export interface KeyCounts {
  readonly key: string;
  /** Kinds that were found. */
  readonly counts: Partial<AnomalyCounts>;
}

/** Something that the target does otherwise than AWS, and that this run's figures depend on. */
export interface Caveat {
  /** Id of the rule of AWS that was asked about. */
  readonly rule: string;
  readonly statement: string;
  readonly answer: "no" | "unclear" | "not offered";
  readonly seen?: string;
  /** What it means for a benchmark. */
  readonly meaning?: string;
  /** Which figures then say little: the judgement on order, or rates, latencies and throttles. */
  readonly touches: readonly ("order" | "traffic")[];
}

/** Whether something that the scenario expects came true, with what was found. `not-judged`: it is stated for other circumstances. */
export type ExpectationResult = { readonly outcome: "held" | "failed" | "not-judged" } & (
  | {
      readonly kind: "verdict";
      /** `either`: that it was judged. */
      readonly expected: VerdictWord | "either";
      readonly found: VerdictWord;
    }
  /** A negative control must show it. */
  | { readonly kind: "anomaly"; readonly anomaly: AnomalyKind; readonly found: number }
  | FigureResult
);

export interface FigureResult {
  readonly kind: "figure";
  /** Column of summary.csv. */
  readonly column: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly is?: string | number | boolean;
  /** Absent: this run has no such figure. */
  readonly found?: string | number | boolean;
}

/** Whether the run did all that it was to do. */
export function hasPassed({ failure, endedBy, expectations }: RunResult): boolean {
  const isWhole = failure === undefined && endedBy === undefined;
  return isWhole && expectations.every(({ outcome }) => outcome !== "failed");
}

/** Whether the target failed in mid-run, or kept what should have been deleted. */
export function hasTargetFailed({ failure, leftOver }: RunResult): boolean {
  return failure !== undefined || leftOver.length > 0;
}
