import {
  BatchProcessor,
  EventType,
  processPartialResponse,
  processPartialResponseSync,
  SqsFifoPartialProcessor,
  SqsFifoPartialProcessorAsync,
} from "@aws-lambda-powertools/batch";

import type {
  LambdaContext,
  QueueLambdaEvent,
  QueueLambdaRecord,
  StreamLambdaRecord,
} from "../../src/scenario/lambda-function.ts";
import type { Chapter, Row } from "./row.ts";
import { onQueue, onStream, type Stumble } from "./scenes.ts";

/** On Lambda each environment has a module, and so a processor, of its own. */
function perEnvironment<T>(make: () => T): (context: LambdaContext) => T {
  const made = new Map<string, T>();
  return ({ consumer }) => {
    const known = made.get(consumer) ?? make();
    made.set(consumer, known);
    return known;
  };
}

/** One of its asynchronous processors, whose record handler does the work. */
function responding<Record extends QueueLambdaRecord | StreamLambdaRecord>(
  make: () => SqsFifoPartialProcessorAsync | BatchProcessor,
  bodyOf: (record: Record) => string,
  options: object,
) {
  return (stumble: Stumble) => {
    const processorOf = perEnvironment(make);
    return (event: object, context: LambdaContext) =>
      processPartialResponse(
        event as never,
        async (record: Record) => {
          stumble(bodyOf(record));
          await context.work(record);
        },
        processorOf(context) as never,
        options,
      );
  };
}

const bodyOf = ({ body }: QueueLambdaRecord): string => body;
const dataOf = ({ kinesis }: StreamLambdaRecord): string =>
  Buffer.from(kinesis.data, "base64").toString();

const fifo = (options: object) =>
  responding(() => new SqsFifoPartialProcessorAsync(), bodyOf, options);
const batchOnQueue = (options: object) =>
  responding(() => new BatchProcessor(EventType.SQS), bodyOf, options);
const batchOnStream = (options: object) =>
  responding(() => new BatchProcessor(EventType.KinesisDataStreams), dataOf, options);

/** Its record handler returns no promise, so its work takes no time. */
const fifoSync = (stumble: Stumble) => {
  const processorOf = perEnvironment(() => new SqsFifoPartialProcessor());
  return async (event: QueueLambdaEvent, context: LambdaContext) => {
    const handleRecord = (record: QueueLambdaRecord): void => {
      stumble(record.body);
      context.workSync(record);
    };
    return processPartialResponseSync(event as never, handleRecord, processorOf(context) as never);
  };
};

const base = "@aws-lambda-powertools/batch/lib/esm/BasePartialProcessor.js";
const atOnce = {
  text: "records of a batch are handled at once unless told otherwise",
  place: { file: base, code: "const processInParallel = this.options?.processInParallel ?? true;" },
};
const goesOn = {
  text: "after a record that failed the next one is handled, whatever its group or key",
  place: { file: base, code: "processedRecords.push(await this.processRecord(record));" },
};
const name = "@aws-lambda-powertools/batch";
const onFifo = ["throttled"] as const;
const onKinesis = ["throttled", "slow"] as const;

const rows: readonly Row[] = [
  {
    id: "powertools/fifo",
    package: name,
    use: "FIFO: `SqsFifoPartialProcessorAsync`",
    without: onFifo,
    scenario: (one) => onQueue(one, fifo({})),
  },
  {
    id: "powertools/fifo-skip-group",
    package: name,
    use: "FIFO: `SqsFifoPartialProcessorAsync`, `skipGroupOnError`",
    without: onFifo,
    scenario: (one) => onQueue(one, fifo({ skipGroupOnError: true })),
  },
  {
    id: "powertools/fifo-sync",
    package: name,
    use: "FIFO: `SqsFifoPartialProcessor`, synchronous",
    without: ["slow", "throttled"],
    scenario: (one) => onQueue(one, fifoSync),
  },
  {
    id: "powertools/batch-on-fifo",
    package: name,
    use: "FIFO: `BatchProcessor` (default: in parallel)",
    because: atOnce,
    without: onFifo,
    scenario: (one) => onQueue(one, batchOnQueue({})),
  },
  {
    id: "powertools/batch-on-fifo-in-order",
    package: name,
    use: "FIFO: `BatchProcessor`, `processInParallel: false`",
    because: goesOn,
    without: onFifo,
    scenario: (one) => onQueue(one, batchOnQueue({ processInParallel: false })),
  },
  {
    id: "powertools/kinesis",
    package: name,
    use: "Kinesis: `BatchProcessor` (default: in parallel)",
    because: atOnce,
    without: onKinesis,
    scenario: (one) => onStream(one, batchOnStream({})),
  },
  {
    id: "powertools/kinesis-in-order",
    package: name,
    use: "Kinesis: `BatchProcessor`, `processInParallel: false`",
    because: goesOn,
    without: onKinesis,
    scenario: (one) => onStream(one, batchOnStream({ processInParallel: false })),
  },
];

export const powertools: Chapter = {
  text: "A Lambda function with `reportBatchItemFailures`, behind a FIFO queue, or a stream with a parallelization factor of 10. In `slow` a batch is cut off by the function's timeout of 5 s, again and again.",
  rows,
};
