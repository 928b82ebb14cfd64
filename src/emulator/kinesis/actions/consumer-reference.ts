import { ServiceError } from "../../service-error.ts";
import { streamArnField } from "../input/fields.ts";
import { inOrder } from "../input/in-order.ts";
import type { Field, Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import type { Resource } from "../stream/resource.ts";
import type { StreamConsumer } from "../stream/stream-consumer.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";

// The constraints of the service's own model (BOTO kinesis service-2.json).
export const consumerNameField: Field = {
  type: "string",
  min: 1,
  max: 128,
  pattern: /^[a-zA-Z0-9_.-]+$/,
};
export const consumerArnField: Field = {
  type: "string",
  min: 1,
  max: 2048,
  pattern:
    /^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+$/,
  matches: inOrder(
    /arn:aws/y,
    /:kinesis:/g,
    /:\d{12}:/g,
    /stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+$/g,
  ),
};

/** The fields that name a consumer: its ARN, or its stream's ARN and its name. */
export const consumerFields: Shape = {
  StreamARN: streamArnField,
  ConsumerName: consumerNameField,
  ConsumerARN: consumerArnField,
};

export interface ConsumerReference {
  readonly StreamARN?: string;
  readonly ConsumerName?: string;
  readonly ConsumerARN?: string;
}

/** A consumer and its stream. */
export interface FoundConsumer {
  readonly stream: Stream;
  readonly consumer: StreamConsumer;
}

/**
 * The consumer an input names: all three fields may be given as long as they do not conflict (K-SDK DescribeStreamConsumer). Throws
 * InvalidArgumentException, whose wording is *unverified*, or ResourceNotFoundException.
 */
export function findConsumer(
  streams: Streams,
  reference: ConsumerReference,
  nowMs: number,
): FoundConsumer {
  const { ConsumerARN: arn } = reference;
  const [streamArn, nameAndSecond] = arn?.split("/consumer/") ?? [];
  const StreamARN = streamArn ?? reference.StreamARN;
  const name = nameAndSecond?.split(":")[0] ?? reference.ConsumerName;
  if (StreamARN === undefined || name === undefined) {
    throw invalidArgument(
      "Either ConsumerARN or both StreamARN and ConsumerName must be specified.",
    );
  }
  if (
    (reference.StreamARN ?? StreamARN) !== StreamARN ||
    (reference.ConsumerName ?? name) !== name
  ) {
    throw invalidArgument(`ConsumerARN ${arn} conflicts with StreamARN or ConsumerName.`);
  }
  const stream = streams.find({ StreamARN }, nowMs);
  const consumer = stream.consumers.named(name, nowMs);
  if (consumer === undefined || (arn !== undefined && arn !== consumer.arn)) {
    throw consumerNotFound(arn ?? name, streams.environment.accountId);
  }
  return { stream, consumer };
}

/** Wording: getmoto/moto. */
export function consumerNotFound(arnOrName: string, accountId: string): ServiceError {
  return new ServiceError(
    "ResourceNotFoundException",
    `Consumer ${arnOrName}, account ${accountId} not found.`,
  );
}

/** The stream or the consumer that an ARN names. */
export function findResource(streams: Streams, arn: string, nowMs: number): Resource {
  return arn.includes("/consumer/")
    ? findConsumer(streams, { ConsumerARN: arn }, nowMs).consumer.resource
    : streams.find({ StreamARN: arn }, nowMs).resource;
}

/** Too many calls of an action in one second. The wording follows the other actions'. */
export function rateExceeded(what: string): ServiceError {
  return new ServiceError("LimitExceededException", `Rate exceeded for ${what}.`);
}
