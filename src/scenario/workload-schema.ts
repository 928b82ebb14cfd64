import { z } from "zod";

import { traceFields } from "../workload/trace-columns.ts";
import { functionSchema } from "./function-schema.ts";
import { count, notNegative, positive } from "./numbers.ts";

const fleet = {
  kind: z.literal("fleet"),
  trucks: count.max(10_000_000).optional(),
  durationS: positive.max(86_400),
  payloadBytes: count.optional(),
  encode: functionSchema.optional(),
  decode: functionSchema.optional(),
};

const rate = {
  hz: positive.max(1000).optional(),
  jitter: z.number().min(0).max(0.9).optional(),
  ramp: z
    .strictObject({
      toHz: positive.max(1000),
      growth: z.enum(["linear", "exponential"]).optional(),
      until: z.literal("limit").optional(),
    })
    .optional(),
};

const outstandingPerTruck = count.max(1000).optional();

const openLoop = z
  .strictObject({
    ...fleet,
    ...rate,
    arrival: z.literal("open").optional(),
    spike: z
      .strictObject({ fromS: notNegative, toS: positive, factor: positive })
      .refine((spike) => spike.toS > spike.fromS, "must end after it starts")
      .optional(),
    hot: z.strictObject({ trucks: count, factor: positive }).optional(),
  })
  .refine(({ trucks = 100, hot }) => hot === undefined || hot.trucks <= trucks, {
    path: ["hot", "trucks"],
    message: "more than the fleet has",
  });

/** A closed loop has no rate of its own. */
const closedLoop = z.strictObject({
  ...fleet,
  arrival: z.literal("closed"),
  outstandingPerTruck,
});

const trace = {
  kind: z.literal("trace"),
  file: z.string().min(1),
  columns: z.partialRecord(z.enum(traceFields), z.string().min(1)).optional(),
  duplicates: z.enum(["refuse", "first", "last"]).optional(),
  payloadBytes: count.optional(),
  encode: functionSchema.optional(),
  decode: functionSchema.optional(),
};

const recorded = z.strictObject({
  ...trace,
  arrival: z.literal("recorded").optional(),
  speedup: positive.optional(),
  loop: count.optional(),
});

const openTrace = z.strictObject({
  ...trace,
  ...rate,
  arrival: z.literal("open"),
  durationS: fleet.durationS,
});

const closedTrace = z.strictObject({
  ...trace,
  arrival: z.literal("closed"),
  durationS: fleet.durationS,
  outstandingPerTruck,
});

export const workloadSchema = z
  .discriminatedUnion("kind", [
    z.discriminatedUnion("arrival", [openLoop, closedLoop]),
    z.discriminatedUnion("arrival", [recorded, openTrace, closedTrace]),
  ])
  .refine(({ encode, decode }) => (encode === undefined) === (decode === undefined), {
    path: ["encode"],
    message: "encode and decode go together: what one writes, the other tells",
  });
