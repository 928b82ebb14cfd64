/** The consumers of a design, by service and kind: an option that has no meaning is an error. */
import { z } from "zod";

import { nearest } from "./did-you-mean.ts";
import { functionSchema } from "./function-schema.ts";
import { noCount, queueLambda, streamLambda } from "./lambda-schema.ts";
import { count, notNegative, positive } from "./numbers.ts";
import { plainConsumerKinds } from "./plain-kinds.ts";
import { mostReceived } from "./service-limits.ts";

const mostConsumers = 10_000;

/** Who consumes, and when: what a comparison sets for all its designs. */
const anyConsumer = {
  app: z.string().min(1),
  count: count.max(mostConsumers),
  serviceMs: notNegative.optional(),
  failing: z
    .strictObject({
      key: z.string().optional(),
      seq: notNegative.int().optional(),
      everyNth: count.optional(),
      times: count.optional(),
    })
    .optional(),
  startAtS: notNegative.optional(),
  startAfter: z.string().optional(),
};

const setByComparison = {
  app: setElsewhere("the comparison names the applications"),
  count: setElsewhere("the comparison sets it for all designs: consumers"),
  serviceMs: setElsewhere("the comparison sets it for all designs: handlerMs"),
  startAtS: setElsewhere("the phases set it for all designs"),
  startAfter: setElsewhere("the phases set it for all designs"),
};

const settle = z.enum(["each", "receive", "before"]).optional();
const idempotent = z.boolean().optional();
const attempts = count.optional();

const streamReader = {
  settle,
  /** K-SDK GetRecords. */
  maxEvents: count.max(10_000).optional(),
  pollMs: notNegative.optional(),
  start: z
    .union([z.enum(["TRIM_HORIZON", "LATEST"]), z.strictObject({ atTimestampS: notNegative })], {
      error: 'must be "TRIM_HORIZON", "LATEST" or { atTimestampS: seconds of the run }',
    })
    .optional(),
  checkpointEveryS: notNegative.optional(),
  children: z.enum(["after-parents", "at-once"]).optional(),
  whenExpired: z.enum(["go-on", "latest"]).optional(),
  attempts,
  onFailure: z.enum(["retry", "skip", "skip-receive", "discard", "dead-letter"]).optional(),
  idempotent,
};

/** SQS gives at most 10 messages and waits at most 20 s (SDG/quotas-messages). */
const queueReader = {
  settle,
  maxEvents: count.max(mostReceived).optional(),
  pollMs: notNegative.max(20_000).optional(),
  start: onlyOnAStream("a queue has no place to start from"),
  checkpointEveryS: onlyOnAStream("a queue has no checkpoints, messages are deleted"),
  children: onlyOnAStream("a queue is not resharded"),
  whenExpired: onlyOnAStream("a queue has no iterators"),
  receiveAttemptIds: z.boolean().optional(),
  attempts,
  onFailure: z
    .enum(["leave", "stop-group", "release", "go-on", "discard", "dead-letter"])
    .optional(),
  idempotent,
};

/** Of several consumers by lane all but one would stand idle, since a queue is one lane. */
const oneConsumer = count.max(1, {
  error: ({ input }) =>
    `a queue is one lane, so of ${String(input)} consumers one could work: use kind "competing", or 1`,
});

const byKey = { kind: z.literal("by-key"), keysAtOnce: positive.int().optional() };

const pooled = { kind: z.literal("pooled"), threads: count.max(1000).optional() };

const reordering = {
  kind: z.literal("reordering"),
  windowMs: notNegative.optional(),
  keysAtOnce: count.max(1000).optional(),
};

const leased = {
  kind: z.literal("leased"),
  failoverS: positive.optional(),
  handOver: z.enum(["steal", "graceful"]).optional(),
  checksLease: z.boolean().optional(),
};

const custom = { kind: z.literal("custom"), start: functionSchema };

const aFunction = { ...anyConsumer, count: noCount };

export const streamConsumers = consumersOf(streamConsumer(anyConsumer, aFunction));

export const queueConsumers = consumersOf(
  queueConsumer(anyConsumer, { ...anyConsumer, count: oneConsumer }, aFunction),
);

export const comparedStreamConsumer = streamConsumer(setByComparison, setByComparison);

export const comparedQueueConsumer = queueConsumer(
  setByComparison,
  setByComparison,
  setByComparison,
);

function streamConsumer<T extends z.core.$ZodLooseShape, F extends z.core.$ZodLooseShape>(
  who: T,
  aFunction: F,
) {
  return z.discriminatedUnion(
    "kind",
    [
      z.strictObject({ ...who, ...streamReader, kind: z.enum(plainConsumerKinds("lanes")) }),
      z.strictObject({ ...who, ...streamReader, ...byKey }),
      streamLambda(aFunction, streamReader.start),
      z.strictObject({ ...who, ...streamReader, ...pooled }),
      z.strictObject({ ...who, ...streamReader, ...leased }),
      z.strictObject({ ...who, ...custom }),
    ],
    {
      error: ({ code, input }) =>
        code === "invalid_union" && isCompeting(input)
          ? "competing consumers need a queue: a shard is read by one consumer of an application; use by-lane or by-key"
          : undefined,
    },
  );
}

/** `alone`: of the kinds that have the one lane to themselves. */
function queueConsumer<
  T extends z.core.$ZodLooseShape,
  A extends z.core.$ZodLooseShape,
  F extends z.core.$ZodLooseShape,
>(who: T, alone: A, aFunction: F) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ ...alone, ...queueReader, kind: z.enum(plainConsumerKinds("lanes")) }),
    z.strictObject({ ...alone, ...queueReader, ...byKey }),
    z.strictObject({ ...who, ...queueReader, ...pooled }),
    z.strictObject({ ...alone, ...queueReader, ...reordering }),
    z.strictObject({
      ...who,
      ...queueReader,
      heartbeatS: positive.optional(),
      kind: z.enum(plainConsumerKinds("queue")),
    }),
    queueLambda(aFunction),
    z.strictObject({ ...who, ...custom }),
  ]);
}

function setElsewhere(reason: string) {
  return z.never({ error: reason }).optional();
}

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
