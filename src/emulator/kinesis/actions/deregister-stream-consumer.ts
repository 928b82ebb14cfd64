import { checked } from "../input/checked.ts";
import {
  consumerFields,
  consumerNotFound,
  type ConsumerReference,
  findConsumer,
  rateExceeded,
} from "./consumer-reference.ts";
import type { KinesisAction } from "./kinesis-action.ts";

/** The consumer is DELETING, soon gone; its subscriptions end at once with ResourceNotFoundException (the last is *assumed*). */
export const deregisterStreamConsumer: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ConsumerReference>(consumerFields, input);
  const { stream, consumer } = findConsumer(streams, request, nowMs);
  if (streams.environment.hasQuotas && !stream.consumers.deregistrations.admit(nowMs, 1)) {
    throw rateExceeded(`stream ${stream.options.name}`);
  }
  consumer.delete(nowMs, consumerNotFound(consumer.arn, streams.environment.accountId));
  return {};
};
