import { ServiceError } from "../../service-error.ts";
import { decodeToken, encodeToken, numberIn } from "../../token.ts";
import { checked } from "../input/checked.ts";
import { streamArnField } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import {
  consumerFields,
  type ConsumerReference,
  findConsumer,
  rateExceeded,
} from "./consumer-reference.ts";
import type { KinesisAction } from "./kinesis-action.ts";

/** A page's token lives 300 s; a page holds at most 100 (K-SDK ListStreamConsumers). */
const tokenLifeMs = 300_000;
const maxPage = 100;

export const describeStreamConsumer: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ConsumerReference>(consumerFields, input);
  const { stream, consumer } = findConsumer(streams, request, nowMs);
  if (streams.environment.hasQuotas && !stream.consumers.describes.admit(nowMs, 1)) {
    throw rateExceeded(`stream ${stream.options.name}`);
  }
  return {
    ConsumerDescription: { ...consumer.describe(nowMs), StreamARN: stream.options.arn },
  };
};

const listShape: Shape = {
  StreamARN: { ...streamArnField, required: true },
  NextToken: { type: "string", min: 1, max: 1_048_576 },
  MaxResults: { type: "integer", min: 1, max: 10_000 },
  StreamCreationTimestamp: { type: "number" },
};

interface ListStreamConsumersInput {
  readonly StreamARN: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly StreamCreationTimestamp?: number;
}

/** The consumers of a stream by name, in pages. */
export const listStreamConsumers: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ListStreamConsumersInput>(listShape, input);
  const stream = streams.find({ StreamARN: request.StreamARN }, nowMs);
  if (streams.environment.hasQuotas && !stream.consumers.lists.admit(nowMs, 1)) {
    throw rateExceeded(`stream ${stream.options.name}`);
  }
  const after = lastListed(request, nowMs);
  const limit = Math.min(request.MaxResults ?? maxPage, maxPage);
  const rest = stream.consumers.list(nowMs).filter(({ name }) => name > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1)?.name ?? "";
  return {
    Consumers: shown.map((consumer) => consumer.describe(nowMs)),
    ...(rest.length > limit && {
      NextToken: encodeToken([stream.options.name, last, nowMs]),
    }),
  };
};

/** The name the page before ended with. */
function lastListed(request: ListStreamConsumersInput, nowMs: number): string {
  const { NextToken, StreamCreationTimestamp } = request;
  if (NextToken === undefined) return "";
  if (StreamCreationTimestamp !== undefined) {
    throw invalidArgument("NextToken and StreamCreationTimestamp cannot be provided together.");
  }
  const [streamName, after, issued] = decodeToken(NextToken) ?? [];
  const issuedMs = numberIn(issued);
  const isOfStream = streamName === request.StreamARN.split("/")[1];
  if (after === undefined || issuedMs === undefined || !isOfStream) {
    throw invalidArgument("NextToken is invalid.");
  }
  if (nowMs - issuedMs > tokenLifeMs) {
    throw new ServiceError("ExpiredNextTokenException", "The pagination token has expired.");
  }
  return after;
}
