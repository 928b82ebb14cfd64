import type { Fault } from "../emulator/faults.ts";
import type { AnomalyKind } from "../verify/anomaly.ts";
import type { ProfileName } from "../verify/profile.ts";
import type { Workload } from "../workload/workload.ts";
import type { SummaryColumn } from "./figures.ts";

/** What a scenario file exports by default: plain data. */
export interface Scenario {
  /** Equal to the file's name without its ending. */
  readonly name: string;
  /** One sentence: what this design shows. */
  readonly summary: string;
  readonly workload: Workload;
  readonly design: Design;
  /** What goes wrong in the service while the scenario runs (embedded target only). */
  readonly faults?: readonly Fault[];
  /** Which anomalies fail the run. Default `ordered`. */
  readonly guarantee?: ProfileName;
  /** Longest time in seconds, after the sending phase, for the rest to be sent and consumed. Default 120. */
  readonly drainS?: number;
  readonly expect: Expectations;
}

export type Design = KinesisDesign | SqsDesign;

/** How the data are protected, so that its cost can be seen. */
export interface Protection {
  /** Encryption at rest with this KMS key: id, ARN or alias, for example `alias/aws/kinesis`. */
  readonly kmsKeyId?: string;
  /** `aes-256-gcm`: the producer encrypts every payload and the consumer decrypts it. Default: neither does. */
  readonly payloadEncryption?: "aes-256-gcm";
  /** On `--target aws`: a VPC endpoint, or any other URL of the service; `https:` is TLS, `http:` is not. */
  readonly endpoint?: string;
}

/** How the routing key (partition key, message group id) of an event is chosen. `random`: a new one per event; `one`: the same for all. */
export type Routing = "truck" | "random" | "one";

export interface KinesisDesign extends Protection {
  readonly service: "kinesis";
  /** Provisioned shards. */
  readonly shards: number;
  readonly partitionKey: Routing;
  /** Pass the last sequence number of the same partition key with every PutRecord. Default false. */
  readonly sequenceNumberForOrdering?: boolean;
  /**
   * `shared` (default): all applications poll with GetRecords and share what a shard has. `fan-out`: each is a registered consumer
   * of its own to which the shards push (enhanced fan-out); `pollMs` has no meaning then.
   */
  readonly read?: "shared" | "fan-out";
  readonly producer: ProducerSpec;
  /** One entry per consumer application. */
  readonly consumers: readonly ConsumerSpec[];
}

export interface SqsDesign extends Protection {
  readonly service: "sqs-fifo" | "sqs-standard";
  /** Message group id (FIFO only). */
  readonly groupId?: Routing;
  /** Default 30, as in SQS. */
  readonly visibilityTimeoutS?: number;
  /** `id` (default): truckId#seq. `content`: SHA-256 of the body, done by SQS. */
  readonly deduplication?: "id" | "content";
  /** High throughput for FIFO queues. Default false. */
  readonly highThroughput?: boolean;
  readonly producer: ProducerSpec;
  readonly consumers: readonly ConsumerSpec[];
}

export type ProducerSpec =
  /** One event of a truck under way at a time; the next goes out when this one is acknowledged. */
  | { readonly kind: "serial" }
  /** Every event goes out when it is due, whatever became of the ones before it. */
  | { readonly kind: "concurrent" }
  /** Batch calls; a truck's events are held back while earlier ones are under way. */
  | {
      readonly kind: "batched";
      /** Most events in one call. Default: the service's limit. */
      readonly maxEntries?: number;
      /** How long an event may wait for company, in milliseconds. Default 20. */
      readonly lingerMs?: number;
      /** Most events of one truck in one call. Default 1 (PutRecords gives no order inside a call); SQS keeps order inside a batch. */
      readonly maxPerTruck?: number;
      /** What keeps its order: each truck by itself (default), or the fleet as one. */
      readonly scope?: "truck" | "fleet";
      /** First step of the exponential back-off after a refused entry, in milliseconds. Default 100. */
      readonly backOffMs?: number;
      /** Most calls under way at once. Default 10. */
      readonly maxCalls?: number;
    };

export interface ConsumerSpec {
  /** Name of the consumer application. */
  readonly app: string;
  /**
   * `by-lane`: each lane is leased to one consumer, which takes its events one after the other.
   * `by-key`: as by-lane, with up to `keysAtOnce` trucks of a batch worked on at once.
   * `competing`: every consumer takes from the same lane (SQS only).
   */
  readonly kind: "by-lane" | "by-key" | "competing";
  /** Consumers started. */
  readonly count: number;
  /** Time a handler takes per event, in milliseconds. Default 0. */
  readonly serviceMs?: number;
  /** Most events per receive. Default 10,000 (Kinesis), 10 (SQS). */
  readonly maxEvents?: number;
  /** Kinesis: milliseconds between two polls of a shard, default 1,000 as in the KCL. SQS: length of a long poll, default 20,000. */
  readonly pollMs?: number;
  /** by-key only. Default 10, the most that Lambda's ParallelizationFactor allows. */
  readonly keysAtOnce?: number;
  /** Commit after each event, or after the whole receive (default). */
  readonly settle?: "each" | "receive";
  /** Seconds after the start at which these consumers begin. Default 0. */
  readonly startAtS?: number;
  /** Begin only when this application has consumed everything. */
  readonly startAfter?: string;
}

export interface Expectations {
  readonly verdict: "valid" | "invalid";
  /** Anomalies that a negative control must show, each at least once. */
  readonly anomalies?: readonly AnomalyKind[];
  /** Figures of summary.csv; judged only on the scenario's own workload. */
  readonly figures?: readonly FigureExpectation[];
}

/** A bound on one column of summary.csv. */
export interface FigureExpectation {
  readonly column: SummaryColumn;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly is?: string | number | boolean;
}
