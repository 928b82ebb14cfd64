/** The validator of a comparison's shape. What its runs have of contradictions is found when they are judged as scenarios. */
import { z } from "zod";

import type { Comparison } from "./comparison.ts";
import { comparedDesignSchema } from "./design-schema.ts";
import type { FigureColumn } from "./figures.ts";
import { count, notNegative, positive } from "./numbers.ts";
import { phaseNames } from "./phases.ts";
import { expectSchema, guaranteeSchema, nameSchema } from "./schema.ts";
import { workloadSchema } from "./workload-schema.ts";

const durationS = positive.max(86_400).optional();
const lasting = z.strictObject({ durationS });
const late = z.strictObject({ durationS, lateS: notNegative.optional() });
const ceiling = z.strictObject({
  durationS,
  outstandingPerTruck: count.max(1000).optional(),
  fleets: count.max(100).optional(),
  payloadBytes: count.optional(),
});
const rising = z.strictObject({
  durationS,
  fromHz: positive.max(1000).optional(),
  toHz: positive.max(1000).optional(),
});

const phases = z
  .strictObject({
    steady: lasting.optional(),
    backlog: late.optional(),
    ceiling: ceiling.optional(),
    "ceiling-8-kib": ceiling.optional(),
    saturation: rising.optional(),
    replay: lasting.optional(),
    wrong: late.optional(),
  })
  .refine((chosen) => Object.keys(chosen).length > 0, "name at least one phase");

/** The phases change the arrival; the workload itself is what it is in all of them. */
const workload = workloadSchema.superRefine((chosen, context) => {
  if (chosen.arrival === "closed") {
    const message = "is set by the phases: a comparison's workload is open, or as recorded";
    context.addIssue({ code: "custom", path: ["arrival"], message });
  }
  if ("ramp" in chosen && chosen.ramp !== undefined) {
    const message = "is set by the phase saturation";
    context.addIssue({ code: "custom", path: ["ramp"], message });
  }
});

/** `figures`: the columns that a design may put a bound on. */
export function comparisonSchema(figures: readonly FigureColumn[]): z.ZodType<Comparison> {
  const expect = expectSchema(figures).partial();
  const facts = {
    summary: z.string().min(1),
    phases: z.array(z.enum(phaseNames)).min(1).optional(),
    guarantee: guaranteeSchema.optional(),
    expect: z.partialRecord(z.enum(phaseNames), expect).optional(),
  };
  return z.strictObject({
    name: nameSchema,
    summary: z.string().min(1),
    workload,
    handlerMs: notNegative,
    consumers: count.max(10_000),
    drainS: notNegative.optional(),
    phases,
    designs: z
      .record(nameSchema, comparedDesignSchema(facts))
      .refine((designs) => Object.keys(designs).length > 0, "name at least one design"),
  }) as unknown as z.ZodType<Comparison>;
}
