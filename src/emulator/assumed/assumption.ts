import type { Model } from "./model.ts";

/** `high`: AWS's staff or code, or recorded on AWS several times. `low`: nobody's measurement. */
export type Confidence = "high" | "medium-high" | "medium" | "medium-low" | "low-medium" | "low";

/** Columns of a run's summary that an assumption may change. */
export type Figure =
  | "produce_events_per_s"
  | "produce_mb_per_s"
  | "consume_events_per_s"
  | "consumers_active_mean"
  | "put_p50_ms"
  | "put_p99_ms"
  | "e2e_p50_ms"
  | "e2e_p99_ms"
  | "e2e_max_ms"
  | "throttled_requests"
  | "retries"
  | "duplicate_effect"
  | "nonmonotonic_send"
  | "nonmonotonic_effect"
  | "overtake"
  | "saturated";

/** The designs that an assumption is about. */
export type Concerned =
  | "kinesis"
  | "kinesis-polling"
  | "kinesis-fan-out"
  | "sqs-standard"
  | "sqs-fifo";

/** What else may be so. */
export interface Alternative {
  readonly label: string;
  readonly change: (model: Model) => Model;
}

export interface Assumption {
  /** Unique, kebab-case. */
  readonly name: string;
  /** What is assumed, in a sentence. */
  readonly what: string;
  /** The unit of the value; `choice` where there is none. */
  readonly unit: "ms" | "s" | "share" | "servers" | "choice";
  /** What it is in a model, in words. */
  readonly value: (model: Model) => string;
  /** Who measured, saw or wrote what. */
  readonly source: string;
  readonly confidence: Confidence;
  /** Which figures rest on it. */
  readonly figures: readonly Figure[];
  readonly designs: readonly Concerned[];
  /** The model with the value so many times as large; absent of a choice. */
  readonly scale?: (model: Model, factor: number) => Model;
  readonly alternatives?: readonly Alternative[];
}
