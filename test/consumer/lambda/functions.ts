/** Lambda functions as users write them, with the types of `@types/aws-lambda`; some with a fault planted, and its repair. */
import type {
  Context,
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from "aws-lambda";

import type { LambdaContext } from "../../../src/scenario/lambda-function.ts";

/** What such a function does with an event stands in its context. */
type Given = Context & Pick<LambdaContext, "work" | "clock" | "random">;

/** Fails at every seventh event or so, once. */
export function failingOnce(): (name: string) => void {
  const seen = new Set<string>();
  return (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    if (Number(name.replaceAll(/\D/g, "").slice(-6)) % 7 === 3) throw new Error(`${name}: not now`);
  };
}

/** Says that all is done, whatever failed. */
export function ignoresFailures() {
  const fail = failingOnce();
  return async (event: SQSEvent, { work }: Given): Promise<SQSBatchResponse> => {
    for (const record of event.Records) {
      try {
        fail(record.attributes.SequenceNumber ?? record.messageId);
        await work(record);
      } catch {
        // It is logged, and the batch goes on.
      }
    }
    return { batchItemFailures: [] };
  };
}

/** Reports what failed and goes on: right for a standard queue, wrong for a FIFO one. */
export function reportsAndGoesOn() {
  const fail = failingOnce();
  return async (event: SQSEvent, { work }: Given): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of event.Records) {
      try {
        fail(record.attributes.SequenceNumber ?? record.messageId);
        await work(record);
      } catch {
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
}

/** Reports the first of a group that failed, and all that come after it in the group. */
export function reportsAndStops() {
  const fail = failingOnce();
  return async (event: SQSEvent, { work }: Given): Promise<SQSBatchResponse> => {
    const failed = new Set<string | undefined>();
    const left: SQSRecord[] = [];
    for (const record of event.Records) {
      const group = record.attributes.MessageGroupId;
      try {
        if (!failed.has(group)) {
          fail(record.attributes.SequenceNumber ?? record.messageId);
          await work(record);
          continue;
        }
      } catch {
        failed.add(group);
      }
      left.push(record);
    }
    return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** All events of a batch at once: what a key has for a state is read and written out of order. */
export async function allAtOnce(event: SQSEvent | KinesisStreamEvent, { work }: Given) {
  await Promise.all(event.Records.map((record) => work(record)));
}

/** One after the other; an error fails the batch. */
export async function oneByOne(event: SQSEvent | KinesisStreamEvent, { work }: Given) {
  for (const record of event.Records) await work(record);
}

/** Of a stream: says that all is done, whatever failed. */
export function streamIgnoresFailures() {
  const fail = failingOnce();
  return async (event: KinesisStreamEvent, { work }: Given): Promise<void> => {
    for (const record of event.Records) {
      try {
        fail(record.kinesis.sequenceNumber);
        await work(record);
      } catch {
        // It is logged, and the batch goes on.
      }
    }
  };
}

/** Of a stream: reports the first that failed and leaves the rest. */
export function streamReports() {
  const fail = failingOnce();
  return async (
    event: KinesisStreamEvent,
    { work }: Given,
  ): Promise<KinesisStreamBatchResponse> => {
    for (const record of event.Records) {
      const { sequenceNumber: itemIdentifier } = record.kinesis;
      try {
        fail(itemIdentifier);
        await work(record);
      } catch {
        return { batchItemFailures: [{ itemIdentifier }] };
      }
    }
    return { batchItemFailures: [] };
  };
}
