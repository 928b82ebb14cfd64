import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { streamArnField } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import { StreamConsumer } from "../stream/stream-consumer.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";
import { consumerNameField, rateExceeded } from "./consumer-reference.ts";
import type { KinesisAction } from "./kinesis-action.ts";

/** Per stream: 20, or 50 with On-demand Advantage, which is not modelled (K-SDK RegisterStreamConsumer). */
const maxConsumers = 20;
/** CREATING at the same time (K-SDK RegisterStreamConsumer). */
const maxCreating = 5;
/** "A set of up to 50 key-value pairs" (K-SDK RegisterStreamConsumerInput). */
const maxTags = 50;

const shape: Shape = {
  StreamARN: { ...streamArnField, required: true },
  ConsumerName: { ...consumerNameField, required: true },
  Tags: {
    type: "map",
    min: 1,
    max: 200,
    of: { type: "string" },
    keys: { min: 1, max: 128 },
    values: { min: 0, max: 256 },
  },
};

interface RegisterStreamConsumerInput {
  readonly StreamARN: string;
  readonly ConsumerName: string;
  readonly Tags?: Readonly<Record<string, string>>;
}

/** Registers a consumer for enhanced fan-out: CREATING, soon ACTIVE. */
export const registerStreamConsumer: KinesisAction = (streams, input, nowMs) => {
  const { StreamARN, ConsumerName, Tags = {} } = checked<RegisterStreamConsumerInput>(shape, input);
  const stream = streams.find({ StreamARN }, nowMs);
  checkQuotas(streams, stream, nowMs);
  const status = stream.status(nowMs);
  if (status === "CREATING" || status === "DELETING") {
    throw new ServiceError(
      "ResourceInUseException",
      `Stream ${stream.options.name} under account ${streams.environment.accountId} not ACTIVE or UPDATING, instead in state ${status}`,
    );
  }
  if (stream.consumers.named(ConsumerName, nowMs) !== undefined) {
    throw new ServiceError(
      "ResourceInUseException",
      `Consumer ${ConsumerName} under stream ${StreamARN} already exists.`,
    );
  }
  if (Object.keys(Tags).length > maxTags) throw invalidArgument("Too many tags.");
  const readyMs = nowMs + streams.control.consumerRegistrationMs;
  const consumer = new StreamConsumer(
    { streamArn: StreamARN, name: ConsumerName, createdMs: nowMs, readyMs },
    Tags,
  );
  stream.consumers.add(consumer);
  return { Consumer: consumer.describe(nowMs) };
};

function checkQuotas(streams: Streams, stream: Stream, nowMs: number): void {
  const { hasQuotas, accountId } = streams.environment;
  if (!hasQuotas) return;
  if (!streams.fanOut.registrations.admit(nowMs, 1)) throw rateExceeded(`account ${accountId}`);
  const consumers = stream.consumers.list(nowMs);
  if (consumers.length >= maxConsumers) {
    throw new ServiceError(
      "LimitExceededException",
      `Stream ${stream.options.name} under account ${accountId} already has ${consumers.length} consumers. Limit: ${maxConsumers}.`,
    );
  }
  const creating = consumers.filter((consumer) => consumer.status(nowMs) === "CREATING");
  if (creating.length >= maxCreating) {
    throw new ServiceError(
      "LimitExceededException",
      `Stream ${stream.options.name} under account ${accountId} already has ${maxCreating} consumers in status CREATING.`,
    );
  }
}
