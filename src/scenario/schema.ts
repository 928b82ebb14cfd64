import { z } from "zod";

import { faultsSchema } from "../emulator/fault-schema.ts";
import { anomalyKinds } from "../verify/anomaly.ts";
import { profiles, type ProfileName } from "../verify/profile.ts";
import type { FigureColumn } from "./figures.ts";
import type { ConsumerSpec, Design, ProducerSpec, Scenario } from "./scenario.ts";

/** The one validator of scenarios: every fault is reported, with its path; unknown fields are faults too. */

const positive = z.number().positive();
const notNegative = z.number().min(0);
const count = z.number().int().min(1);

const fleet = z.strictObject({
  kind: z.literal("fleet"),
  trucks: count.max(100_000).optional(),
  hz: positive.max(1000).optional(),
  durationS: positive.max(86_400),
  jitter: z.number().min(0).max(0.9).optional(),
  payloadBytes: count.max(10 * 1024 * 1024).optional(),
  arrival: z.enum(["open", "closed"]).optional(),
  outstandingPerTruck: count.max(1000).optional(),
  spike: z
    .strictObject({ fromS: notNegative, toS: positive, factor: positive })
    .refine((spike) => spike.toS > spike.fromS, "must end after it starts")
    .optional(),
  ramp: z.strictObject({ toHz: positive }).optional(),
});

const trace = z.strictObject({
  kind: z.literal("trace"),
  file: z.string().min(1),
  speedup: positive.optional(),
  loop: count.optional(),
  payloadBytes: count.optional(),
});

const producer: z.ZodType<ProducerSpec> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("serial") }),
  z.strictObject({ kind: z.literal("concurrent") }),
  z.strictObject({
    kind: z.literal("batched"),
    maxEntries: count.optional(),
    lingerMs: notNegative.optional(),
    maxPerTruck: count.optional(),
    scope: z.enum(["truck", "fleet"]).optional(),
    backOffMs: notNegative.optional(),
    maxCalls: count.optional(),
  }),
]) as z.ZodType<ProducerSpec>;

const consumer = z.strictObject({
  app: z.string().min(1),
  kind: z.enum(["by-lane", "by-key", "competing"]),
  count: count.max(10_000),
  serviceMs: notNegative.optional(),
  maxEvents: count.max(10_000).optional(),
  pollMs: notNegative.optional(),
  keysAtOnce: count.optional(),
  settle: z.enum(["each", "receive"]).optional(),
  startAtS: notNegative.optional(),
  startAfter: z.string().optional(),
}) as z.ZodType<ConsumerSpec>;

const consumers = z
  .array(consumer)
  .min(1)
  .superRefine((specs, context) => {
    const apps = specs.map(({ app }) => app);
    for (const [index, { app, startAfter }] of specs.entries()) {
      if (apps.indexOf(app) !== index) {
        context.addIssue({
          code: "custom",
          path: [index, "app"],
          message: `${app} is there twice: an application is one entry, with its count of consumers`,
        });
      }
      // Only an application named before can be waited for: so nobody waits for himself, or in a circle.
      if (startAfter !== undefined && !apps.slice(0, index).includes(startAfter)) {
        context.addIssue({
          code: "custom",
          path: [index, "startAfter"],
          message: `${startAfter} is no application named before this one`,
        });
      }
    }
  });

/** Names of consumers, and 20 of them, are what enhanced fan-out takes (BOTO ConsumerName, K-SDK RegisterStreamConsumer). */
const consumerName = /^[a-zA-Z0-9_.-]{1,128}$/;
const maxFanOutConsumers = 20;

function fitsFanOut(kinesis: {
  readonly read?: "shared" | "fan-out" | undefined;
  readonly consumers: readonly ConsumerSpec[];
}): boolean {
  if (kinesis.read !== "fan-out") return true;
  const { consumers: specs } = kinesis;
  return specs.length <= maxFanOutConsumers && specs.every(({ app }) => consumerName.test(app));
}

const routing = z.enum(["truck", "random", "one"]);

const protection = {
  kmsKeyId: z.string().min(1).max(2048).optional(),
  payloadEncryption: z.literal("aes-256-gcm").optional(),
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
};

const design = z.discriminatedUnion("service", [
  z
    .strictObject({
      service: z.literal("kinesis"),
      shards: count.max(10_000),
      partitionKey: routing,
      sequenceNumberForOrdering: z.boolean().optional(),
      read: z.enum(["shared", "fan-out"]).optional(),
      ...protection,
      producer,
      consumers: consumers.refine(
        (specs) => specs.every((spec) => spec.kind !== "competing"),
        "competing consumers need a queue: a shard is read by one consumer of an application",
      ),
    })
    .refine(fitsFanOut, {
      path: ["read"],
      message: "fan-out takes at most 20 applications, named with letters, digits, _ . and -",
    }),
  z.strictObject({
    service: z.enum(["sqs-fifo", "sqs-standard"]),
    groupId: routing.optional(),
    visibilityTimeoutS: notNegative.max(43_200).optional(),
    deduplication: z.enum(["id", "content"]).optional(),
    highThroughput: z.boolean().optional(),
    ...protection,
    producer,
    consumers,
  }),
]) as unknown as z.ZodType<Design>;

function figure(columns: readonly FigureColumn[]) {
  return z
    .strictObject({
      column: z.enum(columns.map(({ name }) => name)),
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
      is: z.union([z.string(), z.number(), z.boolean()]).optional(),
    })
    .refine(
      (bound) =>
        bound.atLeast !== undefined || bound.atMost !== undefined || bound.is !== undefined,
      "needs atLeast, atMost or is",
    );
}

/** `figures`: the columns that a scenario may put a bound on. */
export function scenarioSchema(figures: readonly FigureColumn[]): z.ZodType<Scenario> {
  return z.strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be kebab-case"),
    summary: z.string().min(1),
    workload: z.discriminatedUnion("kind", [fleet, trace]),
    design,
    faults: faultsSchema.optional(),
    guarantee: z.enum(Object.keys(profiles) as [ProfileName, ...ProfileName[]]).optional(),
    drainS: notNegative.optional(),
    expect: z.strictObject({
      verdict: z.enum(["valid", "invalid"]),
      anomalies: z.array(z.enum(anomalyKinds)).optional(),
      figures: z.array(figure(figures)).optional(),
    }),
  }) as unknown as z.ZodType<Scenario>;
}
