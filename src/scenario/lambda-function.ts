/**
 * A user's Lambda function as a part of a scenario: what it is called with and what it gives back, in the shapes of Lambda. The types of
 * `@types/aws-lambda` fit: a `SQSHandler` or `KinesisStreamHandler` stands here as it is.
 */
import type { FailingWork } from "./failing-work.ts";

/** A message as a function gets it (LDG/with-sqs). */
export interface QueueLambdaRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: {
    ApproximateReceiveCount: string;
    SentTimestamp: string;
    SenderId: string;
    ApproximateFirstReceiveTimestamp: string;
    SequenceNumber?: string | undefined;
    MessageGroupId?: string | undefined;
    MessageDeduplicationId?: string | undefined;
    AWSTraceHeader?: string | undefined;
    DeadLetterQueueSourceArn?: string | undefined;
  };
  messageAttributes: Record<
    string,
    {
      dataType: string;
      stringValue?: string | undefined;
      binaryValue?: string | undefined;
    }
  >;
  md5OfBody: string;
  eventSource: string;
  eventSourceARN: string;
  awsRegion: string;
}

export interface QueueLambdaEvent {
  Records: QueueLambdaRecord[];
}

/** A record of a stream as a function gets it (LDG/with-kinesis). */
export interface StreamLambdaRecord {
  awsRegion: string;
  /** `shardId-000000000000:4954…` */
  eventID: string;
  eventName: string;
  eventSource: string;
  eventSourceARN: string;
  eventVersion: string;
  invokeIdentityArn: string;
  kinesis: {
    /** Seconds, with a fraction. */
    approximateArrivalTimestamp: number;
    /** In base64. */
    data: string;
    kinesisSchemaVersion: string;
    partitionKey: string;
    sequenceNumber: string;
  };
}

export interface StreamLambdaEvent {
  Records: StreamLambdaRecord[];
}

/** A record of the batch, or its body or data. */
export type LambdaWork = QueueLambdaRecord | StreamLambdaRecord | string | Uint8Array;

/** The context object of Lambda, and what the run gives besides. */
export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  getRemainingTimeInMillis(): number;
  done(error?: Error, result?: unknown): void;
  fail(error: Error | string): void;
  succeed(result: unknown): void;
  /**
   * The work on one event: takes a record of the batch, or its body or data, lasts the scenario's `serviceMs`, and its end is the effect.
   * Rejects where the scenario says that the work fails. What the function does besides leaves no trace in the history.
   */
  work: (record: LambdaWork) => Promise<void>;
  /** The same for code that cannot wait: begun and done in one step, which takes no time and does not fail. */
  workSync: (record: LambdaWork) => void;
  /** Name of the execution environment: `app-1`, `app-2` … */
  consumer: string;
  /** The run's time: milliseconds after its start. */
  clock: {
    nowMs: () => number;
    sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  };
  /** Seeded numbers, 0 ≤ x < 1. */
  random: () => number;
}

/** One call of the function. Through the callback or the promise comes the answer, which may name `batchItemFailures`. */
export type LambdaFunction<Event> = (
  event: Event,
  context: LambdaContext,
  callback: (error?: Error | string | null, result?: unknown) => void,
) => unknown;

/** What both mappings have. The names are those of CreateEventSourceMapping, with the unit at their ends. */
interface AnyLambdaSpec {
  readonly kind: "lambda";
  /** Name of the consumer application, and of the function. */
  readonly app: string;
  /** Time that `work` takes per event, in milliseconds. Default 0. */
  readonly serviceMs?: number;
  /** At which events `work` fails. Default: at none. */
  readonly failing?: FailingWork;
  /** Seconds after the start at which the mapping begins. Default 0. */
  readonly startAtS?: number;
  /** Begin only when this application has consumed everything. */
  readonly startAfter?: string;
  /** Most events in one batch. Default 100 (Kinesis; at most 10,000), 10 (SQS; more than 10 on a standard queue with a window only). */
  readonly batchSize?: number;
  /** How long events are gathered, in seconds, 0 … 300. Default 0. */
  readonly maximumBatchingWindowS?: number;
  /** Whether `batchItemFailures` of the function's answer are read (FunctionResponseTypes). Default false, as in Lambda: then they mean nothing. */
  readonly reportBatchItemFailures?: boolean;
  /** Timeout of the function, in seconds, 1 … 900. Default 3, as in Lambda. */
  readonly timeoutS?: number;
  /** Most environments of the function at once; what comes on top is throttled. Default: as many as there are batches. */
  readonly reservedConcurrency?: number;
  /** How long a new environment takes to start, in milliseconds. Default 0. */
  readonly coldStartMs?: number;
}

/** An event source mapping of a stream: one poller for each shard. */
export interface StreamLambdaSpec extends AnyLambdaSpec {
  readonly handler: LambdaFunction<StreamLambdaEvent>;
  /** Batches of a shard at once, 1 … 10; a partition key has one at a time. Default 1. */
  readonly parallelizationFactor?: number;
  /** Split a batch that failed in two, and try each by itself. Default false. */
  readonly bisectBatchOnFunctionError?: boolean;
  /** Retries of a failed batch, 0 … 10,000; then it is given up. Default: for ever. */
  readonly maximumRetryAttempts?: number;
  /** Records older than this, in seconds, 60 … 604,800, are given up. Default: none is too old. */
  readonly maximumRecordAgeS?: number;
  /** Whether what is given up is told to an on-failure destination: then it counts as dead-lettered, else as discarded. Default false. */
  readonly onFailureDestination?: boolean;
  /** Default `TRIM_HORIZON`. */
  readonly start?: "TRIM_HORIZON" | "LATEST" | { readonly atTimestampS: number };
}

/** An event source mapping of a queue: pollers that come as they are needed. */
export interface QueueLambdaSpec extends AnyLambdaSpec {
  readonly handler: LambdaFunction<QueueLambdaEvent>;
  /** Most batches at once (ScalingConfig), 2 … 1,000. Default: 1,250 on any queue; a FIFO queue has no more than groups. */
  readonly maximumConcurrency?: number;
}
