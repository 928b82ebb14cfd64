import { z } from "zod";

import { hasUserInfo } from "../redact.ts";
import {
  comparedQueueConsumer,
  comparedStreamConsumer,
  queueConsumers,
  streamConsumers,
} from "./consumer-schema.ts";
import { functionSchema } from "./function-schema.ts";
import { count, notNegative } from "./numbers.ts";
import { plainProducerKinds } from "./plain-kinds.ts";
import { mostEntries, mostTogether } from "./service-limits.ts";

/** Names of consumers, and 20 of them, are what enhanced fan-out takes (BOTO ConsumerName, K-SDK RegisterStreamConsumer). */
const consumerName = /^[a-zA-Z0-9_.-]{1,128}$/;
const maxFanOutConsumers = 20;

const routing = z.enum(["truck", "depot", "region", "random", "one"]);

const sending = { attempts: count.optional(), checkpointEveryS: notNegative.optional() };

const protection = {
  kmsKeyId: z.string().min(1).max(2048).optional(),
  payloadEncryption: z.literal("aes-256-gcm").optional(),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !hasUserInfo(url), "a URL without user and password: requests are signed")
    .optional(),
};

const aggregated = z.strictObject({
  ...sending,
  kind: z.literal("aggregated"),
  maxEvents: count.max(mostTogether).optional(),
  lingerMs: notNegative.optional(),
  across: z.enum(["truck", "fleet"]).optional(),
});

const kinesis = {
  service: z.literal("kinesis"),
  shards: z.union([count.max(10_000), z.literal("on-demand")], {
    error: 'must be a number of shards, 1 … 10,000, or "on-demand"',
  }),
  partitionKey: routing,
  /** K-SDK IncreaseStreamRetentionPeriod: 24 … 8,760 hours. */
  retentionHours: z.int().min(24).max(8760).optional(),
  explicitHashKey: z.literal("even").optional(),
  sequenceNumberForOrdering: z.boolean().optional(),
  read: z.enum(["shared", "fan-out"]).optional(),
  ...protection,
  producer: z.discriminatedUnion("kind", [...producersOf("kinesis"), aggregated]),
};

const queue = {
  /** SDG/sqs-visibility-timeout. */
  visibilityTimeoutS: notNegative.max(43_200).optional(),
  /** Q-SDK CreateQueue: MessageRetentionPeriod, DelaySeconds; the model's error for maxReceiveCount says 1 … 1,000. */
  retentionS: z.int().min(60).max(1_209_600).optional(),
  delayS: z.int().min(0).max(900).optional(),
  redrivePolicy: z.strictObject({ maxReceiveCount: count.max(1000) }).optional(),
  ...protection,
  producer: z.discriminatedUnion("kind", producersOf("sqs")),
};

const fifo = {
  service: z.literal("sqs-fifo"),
  groupId: routing.optional(),
  deduplication: z.enum(["id", "content"]).optional(),
  highThroughput: z.boolean().optional(),
  ...queue,
};

const standard = { service: z.literal("sqs-standard"), ...queue };

const stream = z
  .strictObject({ ...kinesis, consumers: streamConsumers })
  .superRefine((design, context) => {
    const { read, consumers, producer, sequenceNumberForOrdering, payloadEncryption } = design;
    const object = (path: readonly PropertyKey[], message: string): void =>
      context.addIssue({ code: "custom", path: [...path], message });
    if (sequenceNumberForOrdering === true && producer.kind === "batched") {
      object(
        ["sequenceNumberForOrdering"],
        "PutRecord has it, PutRecords does not: a batched producer cannot pass it",
      );
    }
    if (producer.kind === "aggregated") {
      if (payloadEncryption !== undefined) {
        object(["payloadEncryption"], "what an aggregated record holds is not encrypted here");
      }
      if (sequenceNumberForOrdering === true) {
        object(["sequenceNumberForOrdering"], "an aggregating producer does not pass it");
      }
      for (const [index, { kind }] of consumers.entries()) {
        if (kind !== "lambda") continue;
        object(
          ["consumers", index, "kind"],
          "a function gets aggregated records as they are, and what it makes of them is not followed",
        );
      }
    }
    if (sequenceNumberForOrdering === true && producer.kind === "custom") {
      object(["sequenceNumberForOrdering"], "a custom producer passes it itself");
    }
    for (const [field, message] of capacityFaults(design)) object([field], message);
    if (read !== "fan-out") return;
    if (
      consumers.length > maxFanOutConsumers ||
      consumers.some(({ app }) => !consumerName.test(app))
    ) {
      object(
        ["read"],
        "fan-out takes at most 20 applications, named with letters, digits, _ . and -",
      );
    }
    for (const [index, consumer] of consumers.entries()) {
      if (!("pollMs" in consumer) || consumer.pollMs === undefined) continue;
      object(
        ["consumers", index, "pollMs"],
        'has no meaning with read: "fan-out": the shards push',
      );
    }
  });

/** One that begins when the other is done takes nothing away from it: it gets what a replay of a queue gets, nothing. */
const ofOneQueue = queueConsumers.superRefine((specs, context) => {
  for (const [index, { startAfter }] of specs.entries()) {
    if (index === 0 || startAfter !== undefined) continue;
    const message =
      "an event of a queue goes to one application only: a second one would take its share away from the first; give each a queue (a scenario) of its own, or use Kinesis";
    context.addIssue({ code: "custom", path: [index, "app"], message });
  }
});

export const designSchema = z.discriminatedUnion("service", [
  stream,
  z.strictObject({ ...fifo, consumers: ofOneQueue }),
  z.strictObject({ ...standard, consumers: ofOneQueue }),
]);

/** A design of a comparison: with one consumer, and further facts. */
export function comparedDesignSchema(facts: z.core.$ZodLooseShape) {
  return z.discriminatedUnion("service", [
    z.strictObject({ ...kinesis, ...facts, consumer: comparedStreamConsumer }),
    z.strictObject({ ...fifo, ...facts, consumer: comparedQueueConsumer }),
    z.strictObject({ ...standard, ...facts, consumer: comparedQueueConsumer }),
  ]);
}

type Routed = z.infer<
  z.ZodObject<Pick<typeof kinesis, "shards" | "partitionKey" | "explicitHashKey">>
>;

/** What shards and keys cannot have together with the rest, by field. */
function* capacityFaults({
  shards,
  partitionKey,
  explicitHashKey,
  producer,
  consumers,
}: Routed & {
  readonly producer: { readonly kind: string };
  readonly consumers: readonly { readonly kind: string }[];
}): Generator<readonly [string, string]> {
  if (explicitHashKey !== undefined && partitionKey !== "truck") {
    const message = `deals out the hash keys to trucks: it goes with partitionKey "truck"`;
    yield ["explicitHashKey", message];
  }
  if (explicitHashKey !== undefined && producer.kind === "custom") {
    yield ["explicitHashKey", "a custom producer passes it itself"];
  }
  if (explicitHashKey !== undefined && producer.kind === "aggregated") {
    yield ["explicitHashKey", "an aggregating producer does not pass it"];
  }
  if (shards === "on-demand" && consumers.some(({ kind }) => kind === "custom")) {
    // What a custom consumer reads of a shard that came by itself would pass for misrouted.
    const message =
      "with custom consumers the shards must be given: nobody would notice when an on-demand stream gets more";
    yield ["shards", message];
  }
}

function producersOf(service: keyof typeof mostEntries) {
  return [
    z.strictObject({ ...sending, kind: z.enum(plainProducerKinds) }),
    z.strictObject({
      ...sending,
      kind: z.literal("batched"),
      maxEntries: count.max(mostEntries[service]).optional(),
      lingerMs: notNegative.optional(),
      maxPerTruck: count.optional(),
      scope: z.enum(["truck", "fleet"]).optional(),
      backOffMs: notNegative.optional(),
      resend: z.enum(["refused", "from-first-refused", "whole-call"]).optional(),
      maxCalls: count.optional(),
    }),
    z.strictObject({ kind: z.literal("custom"), start: functionSchema }),
  ] as const;
}
