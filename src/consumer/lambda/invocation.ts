/** One call of a user's function: its event, its context, and how its answer comes. */
import type { Delivery } from "../../broker/broker.ts";
import type { Instance } from "../../broker/instance.ts";
import { itemIdentifier, lambdaRecords } from "../../broker/lambda-records.ts";
import { InputError } from "../../errors.ts";
import type { LambdaContext, LambdaFunction, LambdaWork } from "../../scenario/lambda-function.ts";
import type { ResolvedLambda } from "../../scenario/resolved.ts";
import type { ConsumerContext } from "../consumer.ts";
import { perform, performAtOnce } from "../perform.ts";

export interface Invocation {
  readonly batch: readonly Delivery[];
  /** The environment. */
  readonly instance: Instance;
  /** Who received the batch. */
  readonly mapping: Instance;
  /** Told when work on an event begins. */
  readonly onWork: () => void;
}

const decoder = new TextDecoder();
const never = new Promise<never>(() => {});

/** Calls the function. Resolves with its answer; rejects as it throws. */
export async function callFunction(
  invocation: Invocation,
  context: ConsumerContext<ResolvedLambda>,
): Promise<unknown> {
  const { batch, instance } = invocation;
  const { spec, channel, within } = context;
  const handler = spec.handler as LambdaFunction<object>;
  const answer = Promise.withResolvers<unknown>();
  const callback = (error?: Error | string | null, result?: unknown): void => {
    if (error === undefined || error === null) answer.resolve(result);
    else answer.reject(error);
  };
  const event = { Records: lambdaRecords(batch, channel.address) };
  const given = contextObject(invocation, context, callback);
  const returned = within(instance, () => handler(event, given, callback));
  // What a function returns that is no promise is dropped by Lambda's runtime: such a function answers through the callback, or not at all.
  if (isThenable(returned)) void returned.then(answer.resolve, answer.reject);
  else if (handler.length < 3) answer.resolve(null);
  return answer.promise;
}

function contextObject(
  { batch, instance, mapping, onWork }: Invocation,
  { spec, inHand, handler, clock }: ConsumerContext<ResolvedLambda>,
  callback: (error?: Error | string | null, result?: unknown) => void,
): LambdaContext {
  const { app, timeoutS } = spec;
  const endsAtMs = clock.nowMs() + timeoutS * 1000;
  const eventOf = (record: LambdaWork) => {
    onWork();
    const delivery = deliveryOf(record, batch);
    if (delivery === undefined) {
      throw new InputError(`${app}: context.work was given what is not in the batch`);
    }
    return inHand(mapping.name, delivery.body, delivery);
  };
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: app,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${app}`,
    memoryLimitInMB: "128",
    awsRequestId: requestId(instance.random),
    logGroupName: `/aws/lambda/${app}`,
    logStreamName: instance.name,
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - clock.nowMs()),
    done: callback,
    fail: (error) => callback(error),
    succeed: (result) => callback(null, result),
    workSync: (record) => performAtOnce(eventOf(record), instance),
    work: async (record) => {
      const event = eventOf(record);
      await perform(event, instance, () => handler(instance, event));
      // What a dead environment awaits never comes.
      if (instance.life.isDead) await never;
    },
    consumer: instance.name,
    clock: { nowMs: instance.clock.nowMs, sleep: instance.clock.sleep },
    random: instance.random,
  };
}

/** The event of the batch that a record, or what is in it, belongs to. */
function deliveryOf(record: LambdaWork, batch: readonly Delivery[]): Delivery | undefined {
  if (typeof record === "object" && !(record instanceof Uint8Array)) {
    const identifier = "kinesis" in record ? record.kinesis.sequenceNumber : record.messageId;
    return batch.find((one) => itemIdentifier(one) === identifier);
  }
  const text = typeof record === "string" ? record : decoder.decode(record);
  return (
    batch.find(({ body }) => body === text) ??
    batch.find(({ body }) => Buffer.from(body).toString("base64") === text)
  );
}

function requestId(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value;
}
