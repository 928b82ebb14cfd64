import type { AdversityName } from "../emulator/assumed/adversity.ts";
import type { Fault } from "../emulator/faults.ts";
import type { AnomalyKind } from "../verify/anomaly.ts";
import type { ProfileName } from "../verify/profile.ts";
import type { Workload } from "../workload/workload.ts";
import type { ConsumerSpec, QueueConsumerSpec, StreamConsumerSpec } from "./consumer-spec.ts";
import type { CustomProducer, QueueProducerContext, StreamProducerContext } from "./custom-code.ts";
import type { PlainProducer } from "./plain-kinds.ts";
import type { RunFault } from "./run-fault.ts";

export type { ConsumerSpec };

/** Faults of the service and of the run stand in one list. */
export type ScenarioFault = Fault | RunFault;

/** What a scenario file exports by default: plain data. */
export interface Scenario {
  /** Equal to the file's name without its ending. */
  readonly name: string;
  /** One sentence: what this design shows. */
  readonly summary: string;
  readonly workload: Workload;
  readonly design: Design;
  /** What goes wrong while the scenario runs: in the service (embedded target only), or in the run (every target). */
  readonly faults?: readonly ScenarioFault[];
  /** How unruly the embedded model is; any other service is as it is. Default `typical`. */
  readonly adversity?: AdversityName;
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

/**
 * How the routing key (partition key, message group id) of an event is chosen. `depot`: that of the truck's depot, one of ten. `region`: the
 * square of a hundredth of a degree, about a kilometre, in which the truck is, so that it changes on the way. `random`: a new one per event;
 * `one`: the same for all.
 */
export type Routing = "truck" | "depot" | "region" | "random" | "one";

export interface KinesisDesign extends Protection {
  readonly service: "kinesis";
  /** Provisioned shards; or on-demand mode, which begins with four and gets more by itself. */
  readonly shards: number | "on-demand";
  readonly partitionKey: Routing;
  /** Whole hours that a record stays in the stream, 24 … 8,760: what is older is gone, read or not. Default 24, as in Kinesis. */
  readonly retentionHours?: number;
  /**
   * Pass an ExplicitHashKey with every record, by which Kinesis then routes in place of the partition key. `even`: the hash key range is
   * dealt out to the trucks in equal parts. Default: none, MD5 spreads the keys.
   */
  readonly explicitHashKey?: "even";
  /** Pass the last sequence number of the same partition key with every PutRecord. Default false. */
  readonly sequenceNumberForOrdering?: boolean;
  /**
   * `shared` (default): all applications poll with GetRecords and share what a shard has. `fan-out`: each is a registered consumer
   * of its own to which the shards push (enhanced fan-out).
   */
  readonly read?: "shared" | "fan-out";
  readonly producer: ProducerSpec<StreamProducerContext> | AggregatedProducer;
  /** One entry per consumer application. */
  readonly consumers: readonly StreamConsumerSpec[];
}

export type SqsDesign = FifoDesign | StandardDesign;

/** A dead-letter queue of the same kind: the run creates it and deletes it. */
export interface RedrivePolicy {
  /** So many receives a message has; in place of the next one, SQS puts it into the dead-letter queue. 1 … 1,000. */
  readonly maxReceiveCount: number;
}

interface QueueDesign extends Protection {
  /** Default 30, as in SQS. */
  readonly visibilityTimeoutS?: number;
  /** MessageRetentionPeriod: what is older is gone, read or not. Default 345,600 (4 days), as in SQS. */
  readonly retentionS?: number;
  /** DelaySeconds: how long each message stays invisible after its send. Default 0. */
  readonly delayS?: number;
  /** Default: none, what fails comes again until its retention is over. */
  readonly redrivePolicy?: RedrivePolicy;
  readonly producer: ProducerSpec<QueueProducerContext>;
  /** One application: what a queue gives to one it does not give to another. */
  readonly consumers: readonly QueueConsumerSpec[];
}

export interface FifoDesign extends QueueDesign {
  readonly service: "sqs-fifo";
  /** Message group id. Default `truck`. */
  readonly groupId?: Routing;
  /** `id` (default): truckId#seq. `content`: SHA-256 of the body, done by SQS. */
  readonly deduplication?: "id" | "content";
  /** High throughput for FIFO queues. Default false. */
  readonly highThroughput?: boolean;
}

export interface StandardDesign extends QueueDesign {
  readonly service: "sqs-standard";
}

export type Resend = "refused" | "from-first-refused" | "whole-call";

/** What every producer may be told but the user's own. */
export interface Sending {
  /**
   * How often an event is sent at most, the SDK's own attempts not counted; what the broker has refused as often is given up, a discard of
   * the history. 1: what fails is dropped. Default: again and again, until the broker has it.
   */
  readonly attempts?: number;
  /**
   * The producer keeps a journal and may crash: every so many seconds it notes how far each truck's events are with the broker, and when
   * it is back it sends again from there, in order. Default: none.
   */
  readonly checkpointEveryS?: number;
}

export type ProducerSpec<Context = never> =
  /** The user's own code. */
  | { readonly kind: "custom"; readonly start: CustomProducer<Context> }
  /** Serial or concurrent sends. */
  | (Sending & { readonly kind: PlainProducer })
  /** Batch calls; a truck's events are held back while earlier ones are under way. */
  | (Sending & {
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
      /**
       * What of a truck is sent again when a call has refused something of it: what was refused (default); everything from the first refused
       * event on; or the whole call, all trucks' (the last two write events a second time).
       */
      readonly resend?: Resend;
      /** Most calls under way at once. Default 10. */
      readonly maxCalls?: number;
    });

/** Several events in one record, as the KPL packs them; consumers unpack them. */
export interface AggregatedProducer extends Sending {
  readonly kind: "aggregated";
  /** Most events in one record. Default 10. */
  readonly maxEvents?: number;
  /** How long an event may wait for company, in milliseconds. Default 1,000. */
  readonly lingerMs?: number;
  /** Whose events go together: one truck's (default), or the fleet's under the key of the first of them, which scatters a truck over the shards. */
  readonly across?: "truck" | "fleet";
}

export interface Expectations {
  /** `either`: the run is about something else, and what may be wrong in it need not be. */
  readonly verdict: "valid" | "invalid" | "either";
  /** Anomalies that a negative control must show, each at least once. */
  readonly anomalies?: readonly AnomalyKind[];
  /** Figures of summary.csv; judged only on the scenario's own workload. */
  readonly figures?: readonly FigureExpectation[];
}

/** A bound on one column of summary.csv. */
export interface FigureExpectation {
  readonly column: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly is?: string | number | boolean;
}
