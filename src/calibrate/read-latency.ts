import { existsSync } from "node:fs";

import { z } from "zod";

import { defaultLatency, type LatencyProfile, noLatency } from "../emulator/latency.ts";
import { InputError } from "../errors.ts";
import { readJson } from "../scenario/read-json.ts";
import { targetKinds } from "../targets/target.ts";
import type { CalibratedProfile } from "./calibrated-profile.ts";

const milliseconds = z.number().min(0);
const share = z.number().min(0).max(1);
const quantiles = z
  .strictObject({ p50Ms: milliseconds, p99Ms: milliseconds })
  .refine(({ p50Ms, p99Ms }) => p99Ms >= p50Ms, "p99Ms must not be less than p50Ms");

const threeQuantiles = { p50Ms: milliseconds, p90Ms: milliseconds, p99Ms: milliseconds };
const count = z.number().int().min(0);
const measurement = z.strictObject({
  what: z.string(),
  requests: count,
  retried: count,
  ...threeQuantiles,
  maxMs: milliseconds,
  modelled: z.strictObject(threeQuantiles).optional(),
});
const propagation = z.strictObject({
  what: z.string(),
  reads: count,
  ms: milliseconds,
  contradicting: count,
  youngestThereMs: milliseconds,
});
const circumstances = z.strictObject({
  on: z.string(),
  target: z.enum(targetKinds),
  region: z.string(),
  at: z.string(),
  tookS: z.number(),
  http: z.string(),
  client: z.strictObject({
    delayP99Ms: milliseconds,
    delayMaxMs: milliseconds,
    busy: z.number(),
    isBound: z.boolean(),
  }),
  convoy: z.string(),
  node: z.string(),
});

const profile = z.strictObject({
  source: z.string(),
  services: z.strictObject({ kinesis: quantiles, sqs: quantiles }),
  actions: z.record(z.string().regex(/^(kinesis|sqs)\.[A-Za-z]+$/), quantiles),
  requestShare: z
    .strictObject({ min: share, max: share })
    .refine(({ min, max }) => max >= min, "max must not be less than min"),
  kinesisPropagationMs: milliseconds,
  kinesisFanOutPropagationMs: milliseconds,
  evidence: z.enum(["measured", "assumed"]).optional(),
  circumstances: circumstances.optional(),
  measurements: z.array(measurement).optional(),
  propagation: z.array(propagation).optional(),
  notOffered: z.array(z.strictObject({ what: z.string(), reason: z.string() })).optional(),
}) as z.ZodType<LatencyProfile & Partial<CalibratedProfile>>;

/** A profile as `--latency` names it: `none`, `default`, or a JSON file. Throws InputError naming file, line and field. */
export function latencyNamed(name: string): LatencyProfile {
  switch (name) {
    case "none":
      return noLatency;
    case "default":
      return defaultLatency;
    default:
      if (!existsSync(name)) {
        throw new InputError(
          `--latency ${name}: it is neither none nor default, and there is no such file`,
        );
      }
      return readJson(name, profile, "latency profile");
  }
}
