/** The consumers of a design, by service and kind: an option that has no meaning is an error. */
import { z } from "zod";

import { nearest } from "./did-you-mean.ts";
import { functionSchema } from "./function-schema.ts";
import { count, notNegative, positive } from "./numbers.ts";
import { mostReceived } from "./service-limits.ts";

const mostConsumers = 10_000;

const anyConsumer = {
  app: z.string().min(1),
  count: count.max(mostConsumers),
  serviceMs: notNegative.optional(),
  settle: z.enum(["each", "receive", "before"]).optional(),
  startAtS: notNegative.optional(),
  startAfter: z.string().optional(),
};

const streamReader = {
  ...anyConsumer,
  /** K-SDK GetRecords. */
  maxEvents: count.max(10_000).optional(),
  pollMs: notNegative.optional(),
  start: z
    .union([z.enum(["TRIM_HORIZON", "LATEST"]), z.strictObject({ atTimestampS: notNegative })], {
      error: 'must be "TRIM_HORIZON", "LATEST" or { atTimestampS: seconds of the run }',
    })
    .optional(),
  checkpointEveryS: notNegative.optional(),
};

/** SQS gives at most 10 messages and waits at most 20 s (SDG/quotas-messages). */
const queueReader = {
  ...anyConsumer,
  maxEvents: count.max(mostReceived).optional(),
  pollMs: notNegative.max(20_000).optional(),
  start: onlyOnAStream("a queue has no place to start from"),
  checkpointEveryS: onlyOnAStream("a queue has no checkpoints, messages are deleted"),
};

/** Of several consumers by lane all but one would stand idle, since a queue is one lane. */
const oneConsumer = count.max(1, {
  error: ({ input }) =>
    `a queue is one lane, so of ${String(input)} consumers one could work: use kind "competing", or 1`,
});

const byKey = { kind: z.literal("by-key"), keysAtOnce: positive.int().optional() };

const custom = z.strictObject({
  app: anyConsumer.app,
  kind: z.literal("custom"),
  count: anyConsumer.count,
  serviceMs: anyConsumer.serviceMs,
  startAtS: anyConsumer.startAtS,
  startAfter: anyConsumer.startAfter,
  start: functionSchema,
});

export const streamConsumers = consumersOf(
  z.discriminatedUnion(
    "kind",
    [
      z.strictObject({ ...streamReader, kind: z.literal("by-lane") }),
      z.strictObject({ ...streamReader, ...byKey }),
      custom,
    ],
    {
      error: ({ code, input }) =>
        code === "invalid_union" && isCompeting(input)
          ? "competing consumers need a queue: a shard is read by one consumer of an application; use by-lane or by-key"
          : undefined,
    },
  ),
);

export const queueConsumers = consumersOf(
  z.discriminatedUnion("kind", [
    z.strictObject({ ...queueReader, kind: z.literal("by-lane"), count: oneConsumer }),
    z.strictObject({ ...queueReader, ...byKey, count: oneConsumer }),
    z.strictObject({ ...queueReader, kind: z.literal("competing") }),
    custom,
  ]),
);

function onlyOnAStream(reason: string) {
  return z.never({ error: `has a meaning on Kinesis only: ${reason}` }).optional();
}

function isCompeting(input: unknown): boolean {
  return (
    typeof input === "object" && input !== null && "kind" in input && input.kind === "competing"
  );
}

interface NamedConsumer {
  readonly app: string;
  readonly startAfter?: string | undefined;
}

/** One entry for an application, and nobody who waits for himself or in a circle. */
function consumersOf<T extends z.ZodType<NamedConsumer>>(consumer: T) {
  return z
    .array(consumer)
    .min(1)
    .superRefine((specs: readonly NamedConsumer[], context) => {
      const apps = specs.map(({ app }) => app);
      for (const [index, { app, startAfter }] of specs.entries()) {
        if (apps.indexOf(app) !== index) {
          context.addIssue({
            code: "custom",
            path: [index, "app"],
            message: `${app} is there twice: an application is one entry, with its count of consumers`,
          });
        }
        const before = apps.slice(0, index);
        if (startAfter === undefined || before.includes(startAfter)) continue;
        const meant = nearest(startAfter, before);
        const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
        context.addIssue({
          code: "custom",
          path: [index, "startAfter"],
          message: `${startAfter} is no application named before this one${hint}`,
        });
      }
    });
}
