/**
 * A scenario with every default filled in, once, when it is loaded: what everything after loading reads. A field is optional here
 * only where its absence means something.
 */
import type { AdversityName } from "../emulator/assumed/adversity.ts";
import type { Fault } from "../emulator/faults.ts";
import type { AnomalyKind, VerdictWord } from "../verify/anomaly.ts";
import type { ProfileName } from "../verify/profile.ts";
import type { ResolvedWorkload } from "../workload/resolve-workload.ts";
import type { ComparedRun } from "./comparison.ts";
import type { ChildReading, ExpiredIterator, Settle, StartPosition } from "./consumer-spec.ts";
import type {
  CustomConsumer,
  CustomProducer,
  QueueConsumerContext,
  QueueProducerContext,
  StreamConsumerContext,
  StreamProducerContext,
} from "./custom-code.ts";
import type { Failure, FailingWork } from "./failing-work.ts";
import type { QueueLambdaSpec, StreamLambdaSpec } from "./lambda-function.ts";
import type { PlainConsumer, PlainProducer, Sharing } from "./plain-kinds.ts";
import type { Condition, RunFault } from "./run-fault.ts";
import type {
  AggregatedProducer,
  FigureExpectation,
  Protection,
  RedrivePolicy,
  Resend,
  Routing,
  Sending,
} from "./scenario.ts";

export type { ResolvedWorkload };

export interface ResolvedScenario {
  readonly name: string;
  readonly summary: string;
  readonly workload: ResolvedWorkload;
  readonly design: ResolvedDesign;
  readonly faults: readonly ResolvedFault[];
  /** Of the embedded model; absent: typical. */
  readonly adversity?: AdversityName;
  readonly guarantee: ProfileName;
  readonly drainS: number;
  readonly expect: ResolvedExpectations;
  /** Absent: it is a scenario of its own. */
  readonly compared?: ComparedRun;
}

/** Faults of the service and of the run; `faults-of.ts` parts them. */
export type ResolvedFault = Fault | ResolvedRunFault;

export type ResolvedRunFault = RunFault<ResolvedCondition>;

export type ResolvedCondition = Condition & { readonly count: number };

export type ResolvedDesign = ResolvedKinesisDesign | ResolvedSqsDesign;

export interface ResolvedKinesisDesign extends Protection {
  readonly service: "kinesis";
  /** At the start. */
  readonly shards: number;
  readonly onDemand?: true;
  readonly partitionKey: Routing;
  /** Absent: as the service has it. */
  readonly retentionHours?: number;
  readonly explicitHashKey?: "even";
  readonly sequenceNumberForOrdering: boolean;
  readonly read: "shared" | "fan-out";
  readonly producer: ResolvedProducer<StreamProducerContext> | ResolvedAggregated;
  readonly consumers: readonly (
    | ResolvedPlainConsumer<"lanes">
    | ResolvedByKey
    | ResolvedStreamLambda
    | ResolvedPooled
    | ResolvedLeased
    | ResolvedCustomConsumer<StreamConsumerContext>
  )[];
}

export type ResolvedSqsDesign = ResolvedFifoDesign | ResolvedStandardDesign;

interface ResolvedQueueDesign extends Protection {
  readonly visibilityTimeoutS: number;
  /** Absent: as the service has it. */
  readonly retentionS?: number;
  readonly delayS?: number;
  readonly redrivePolicy?: RedrivePolicy;
  readonly producer: ResolvedProducer<QueueProducerContext>;
  readonly consumers: readonly (
    | Exclude<ResolvedReader, ResolvedLeased>
    | ResolvedQueueLambda
    | ResolvedCustomConsumer<QueueConsumerContext>
  )[];
}

export interface ResolvedFifoDesign extends ResolvedQueueDesign {
  readonly service: "sqs-fifo";
  readonly groupId: Routing;
  readonly deduplication: "id" | "content";
  readonly highThroughput: boolean;
}

export interface ResolvedStandardDesign extends ResolvedQueueDesign {
  readonly service: "sqs-standard";
}

export type ResolvedAggregated = Required<Omit<AggregatedProducer, keyof Sending>> & Sending;

/** A producer of any design. */
export type AnyResolvedProducer = ResolvedProducer | ResolvedAggregated;

export type ResolvedProducer<Context = never> =
  | ResolvedCustomProducer<Context>
  | ResolvedPlainProducer
  | ResolvedBatched;

/** As `Sending`: absent, it sends until the broker has it, and keeps no journal. */
export interface ResolvedPlainProducer extends Sending {
  readonly kind: PlainProducer;
}

/** The function takes the context of its service; only who starts it need know which. */
export interface ResolvedCustomProducer<Context = never> {
  readonly kind: "custom";
  readonly start: CustomProducer<Context>;
}

/** As `ProducerSpec`; `maxEntries` is at most what one call of the service takes. */
export interface ResolvedBatched extends Sending {
  readonly kind: "batched";
  readonly maxEntries: number;
  readonly lingerMs: number;
  readonly maxPerTruck: number;
  readonly scope: "truck" | "fleet";
  readonly backOffMs: number;
  readonly resend?: Resend;
  readonly maxCalls: number;
}

/** What every consumer has. Of a queue, `start` is TRIM_HORIZON and `checkpointEveryS` 0: there is nothing to choose. */
interface ResolvedAnyConsumer {
  readonly app: string;
  readonly count: number;
  /** 0: the handler returns at once. */
  readonly serviceMs: number;
  readonly maxEvents: number;
  readonly pollMs: number;
  readonly settle: Settle;
  readonly startAtS: number;
  readonly startAfter?: string;
  readonly start: StartPosition;
  readonly checkpointEveryS: number;
  readonly children: ChildReading;
  readonly whenExpired: ExpiredIterator;
  readonly idempotent: boolean;
  readonly failing?: FailingWork;
  readonly attempts: number;
  readonly heartbeatS?: number;
  readonly receiveAttemptIds?: boolean;
  /** Of a stream and of a queue there are different ones; of a queue `leave` is the default. */
  readonly onFailure: Failure;
}

/** One that has no options of its own. */
export interface ResolvedPlainConsumer<How extends Sharing = Sharing> extends ResolvedAnyConsumer {
  readonly kind: PlainConsumer<How>;
}

export interface ResolvedByKey extends ResolvedAnyConsumer {
  readonly kind: "by-key";
  readonly keysAtOnce: number;
}

export interface ResolvedPooled extends ResolvedAnyConsumer {
  readonly kind: "pooled";
  readonly threads: number;
}

export interface ResolvedReordering extends ResolvedAnyConsumer {
  readonly kind: "reordering";
  readonly windowMs: number;
  readonly keysAtOnce: number;
}

export interface ResolvedLeased extends ResolvedAnyConsumer {
  readonly kind: "leased";
  readonly failoverS: number;
  readonly handOver: "steal" | "graceful";
  readonly checksLease: boolean;
}

/** The function takes the context of its service; only who starts it need know which. */
export interface ResolvedCustomConsumer<Context = never> extends Pick<
  ResolvedAnyConsumer,
  "app" | "count" | "serviceMs" | "failing" | "startAtS" | "startAfter"
> {
  readonly kind: "custom";
  readonly start: CustomConsumer<Context>;
}

/** Consumers of Convoy's own, which read through a `Reader`. */
export type ResolvedReader =
  | ResolvedPlainConsumer
  | ResolvedByKey
  | ResolvedPooled
  | ResolvedReordering
  | ResolvedLeased;

/** `count`: the most environments at once, as the stream or queue is at the start. */
type ResolvedMapping<Spec> = Required<
  Omit<
    Spec,
    | "startAfter"
    | "failing"
    | "reservedConcurrency"
    | "maximumRetryAttempts"
    | "maximumRecordAgeS"
    | "maximumConcurrency"
  >
> &
  Pick<Spec, Extract<keyof Spec, "startAfter" | "failing" | "reservedConcurrency">> & {
    readonly count: number;
  };

/** Without a limit of retries or of age, none is given up. */
export type ResolvedStreamLambda = ResolvedMapping<StreamLambdaSpec> &
  Pick<StreamLambdaSpec, "maximumRetryAttempts" | "maximumRecordAgeS">;

export type ResolvedQueueLambda = ResolvedMapping<QueueLambdaSpec> &
  Required<Pick<QueueLambdaSpec, "maximumConcurrency">> & {
    /** Of its queue. */
    readonly visibilityTimeoutS: number;
  };

export type ResolvedLambda = ResolvedStreamLambda | ResolvedQueueLambda;

export type ResolvedConsumer<Context = never> =
  | ResolvedReader
  | ResolvedLambda
  | ResolvedCustomConsumer<Context>;

export interface ResolvedExpectations {
  readonly verdict: Exclude<VerdictWord, "unknown"> | "either";
  readonly anomalies: readonly AnomalyKind[];
  readonly figures: readonly FigureExpectation[];
}
