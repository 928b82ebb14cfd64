import { z } from "zod";

import { count, notNegative, positive } from "./numbers.ts";

const condition = z.strictObject({
  event: z.enum(["begun", "handled", "handled-not-committed", "lost-response"]),
  count: count.optional(),
  app: z.string().optional(),
  key: z.string().optional(),
});

const moment = { atS: notNegative.optional(), when: condition.optional() };

export const runFaultSchemas = [
  withMoment({ kind: z.literal("reshard"), toShards: count.max(10_000) }),
  withMoment({
    kind: z.literal("crash"),
    app: z.string(),
    consumer: count,
    restartAfterS: notNegative.optional(),
  }),
  withMoment({ kind: z.literal("pause"), app: z.string(), consumer: count, forS: positive }),
  withMoment({ kind: z.literal("join"), app: z.string(), count }),
  withMoment({ kind: z.literal("leave"), app: z.string(), count }),
  withMoment({ kind: z.literal("redrive"), by: z.enum(["move-task", "hand"]).optional() }),
] as const;

function withMoment<T extends z.core.$ZodLooseShape>(fields: T) {
  return z.strictObject({ ...fields, ...moment }).superRefine((fault, context) => {
    const { atS, when } = fault as { readonly atS?: number; readonly when?: object };
    if ((atS === undefined) !== (when === undefined)) return;
    context.addIssue({
      code: "custom",
      path: [atS === undefined ? "atS" : "when"],
      message:
        atS === undefined
          ? "is missing: a fault of the run has a time, atS, or a condition, when"
          : "goes not together with atS: a fault of the run has one of them",
    });
  });
}
