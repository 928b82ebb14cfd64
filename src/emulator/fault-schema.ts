/** The validator of faults as data, wherever they come from: every wrong field is reported with its path, unknown fields too. */
import { z } from "zod";

import type { Fault } from "./faults.ts";
import { kinesisActions } from "./kinesis/action-names.ts";
import { sqsActions } from "./sqs/action-names.ts";

const notNegative = z.number().min(0);
/** The longest that a timer can run: 24.8 days. A longer one would fire at once. */
const maxTimerMs = 2 ** 31 - 1;
const wait = notNegative.max(maxTimerMs);
const positive = z.number().positive();

const scope = {
  service: z.enum(["kinesis", "sqs"]).optional(),
  actions: z.array(z.enum([...kinesisActions, ...sqsActions])).optional(),
  key: z.string().optional(),
  shard: z.string().optional(),
  fromS: notNegative.optional(),
  toS: positive.optional(),
  everyS: positive.optional(),
  forS: positive.optional(),
  probability: z.number().min(0).max(1).optional(),
  nth: z.number().int().min(1).optional(),
};

/** One fault of the service. */
export const faultSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("throttle"), ...scope }),
    z.strictObject({ kind: z.literal("lost-response"), ...scope }),
    z.strictObject({ kind: z.literal("lost-request"), ...scope }),
    z.strictObject({
      kind: z.literal("server-error"),
      statusCode: z.union([z.literal(500), z.literal(503)]).optional(),
      ...scope,
    }),
    z.strictObject({ kind: z.literal("slow"), addMs: wait, ...scope }),
    z.strictObject({ kind: z.literal("record-failure"), ...scope }),
    z.strictObject({ kind: z.literal("delayed-visibility"), addMs: wait, ...scope }),
    z.strictObject({
      kind: z.literal("duplicate-delivery"),
      withinMs: positive.max(maxTimerMs),
      ...scope,
    }),
    z.strictObject({ kind: z.literal("stuck-shard"), ...scope }),
  ])
  .refine(({ fromS, toS }) => toS === undefined || toS > (fromS ?? 0), {
    path: ["toS"],
    message: "must be later than fromS",
  })
  .refine(({ everyS, forS }) => (everyS === undefined) === (forS === undefined), {
    path: ["everyS"],
    message: "everyS and forS go together",
  })
  .refine(({ everyS, forS }) => forS === undefined || everyS === undefined || forS <= everyS, {
    path: ["forS"],
    message: "must be at most everyS",
  });

/** A list of faults: what `faults` of a scenario holds, and a file of faults as a whole. */
export const faultsSchema = z.array(faultSchema) as unknown as z.ZodType<readonly Fault[]>;
