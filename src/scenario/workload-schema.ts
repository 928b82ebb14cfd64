import { z } from "zod";

import { functionSchema } from "./function-schema.ts";
import { count, notNegative, positive } from "./numbers.ts";

const fleet = {
  kind: z.literal("fleet"),
  trucks: count.max(100_000).optional(),
  durationS: positive.max(86_400),
  payloadBytes: count.optional(),
  encode: functionSchema.optional(),
  decode: functionSchema.optional(),
};

const openLoop = z.strictObject({
  ...fleet,
  arrival: z.literal("open").optional(),
  hz: positive.max(1000).optional(),
  jitter: z.number().min(0).max(0.9).optional(),
  spike: z
    .strictObject({ fromS: notNegative, toS: positive, factor: positive })
    .refine((spike) => spike.toS > spike.fromS, "must end after it starts")
    .optional(),
  ramp: z.strictObject({ toHz: positive }).optional(),
});

/** A closed loop has no rate of its own. */
const closedLoop = z.strictObject({
  ...fleet,
  arrival: z.literal("closed"),
  outstandingPerTruck: count.max(1000).optional(),
});

const trace = z.strictObject({
  kind: z.literal("trace"),
  file: z.string().min(1),
  speedup: positive.optional(),
  loop: count.optional(),
  payloadBytes: count.optional(),
  encode: functionSchema.optional(),
  decode: functionSchema.optional(),
});

export const workloadSchema = z
  .discriminatedUnion("kind", [z.discriminatedUnion("arrival", [openLoop, closedLoop]), trace])
  .refine(({ encode, decode }) => (encode === undefined) === (decode === undefined), {
    path: ["encode"],
    message: "encode and decode go together: what one writes, the other tells",
  });
