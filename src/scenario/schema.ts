import { z } from "zod";

import { type AdversityName, adversityProfiles } from "../emulator/assumed/adversity.ts";
import { faultSchema } from "../emulator/fault-schema.ts";
import { anomalyKinds } from "../verify/anomaly.ts";
import { profiles, type ProfileName } from "../verify/profile.ts";
import { designSchema } from "./design-schema.ts";
import type { FigureColumn } from "./figures.ts";
import { notNegative } from "./numbers.ts";
import { runFaultSchemas } from "./run-fault-schema.ts";
import type { Scenario } from "./scenario.ts";
import { workloadSchema } from "./workload-schema.ts";

/**
 * The one validator of a scenario's shape; what its parts have to do with each other is in `contradictions.ts`. `figures`: the columns
 * that a scenario may put a bound on.
 */
export function scenarioSchema(figures: readonly FigureColumn[]): z.ZodType<Scenario> {
  return z.strictObject({
    name: nameSchema,
    summary: z.string().min(1),
    workload: workloadSchema,
    design: designSchema,
    faults: faultsSchema.optional(),
    adversity: adversitySchema.optional(),
    guarantee: guaranteeSchema.optional(),
    drainS: notNegative.optional(),
    expect: expectSchema(figures),
  }) as unknown as z.ZodType<Scenario>;
}

export const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be kebab-case");

export const guaranteeSchema = z.enum(Object.keys(profiles) as [ProfileName, ...ProfileName[]]);

const adversitySchema = z.enum(
  Object.keys(adversityProfiles) as [AdversityName, ...AdversityName[]],
);

const faultsSchema = z.array(z.discriminatedUnion("kind", [faultSchema, ...runFaultSchemas]));

/** What a run must show. */
export function expectSchema(figures: readonly FigureColumn[]) {
  return z.strictObject({
    verdict: z.enum(["valid", "invalid", "either"]),
    anomalies: z.array(z.enum(anomalyKinds)).optional(),
    figures: z.array(figureSchema(figures)).optional(),
  });
}

function figureSchema(columns: readonly FigureColumn[]) {
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
