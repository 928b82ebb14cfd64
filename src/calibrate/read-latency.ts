import { existsSync } from "node:fs";

import { z } from "zod";

import { defaultLatency, type LatencyProfile, noLatency } from "../emulator/latency.ts";
import { InputError } from "../errors.ts";
import { readJson } from "../scenario/read-json.ts";
import type { CalibratedProfile } from "./calibrated-profile.ts";

const milliseconds = z.number().min(0);
const share = z.number().min(0).max(1);
const quantiles = z
  .strictObject({ p50Ms: milliseconds, p99Ms: milliseconds })
  .refine(({ p50Ms, p99Ms }) => p99Ms >= p50Ms, "p99Ms must not be less than p50Ms");

const measurement = z.strictObject({
  what: z.string(),
  requests: z.number().int().min(0),
  retried: z.number().int().min(0),
  p50Ms: milliseconds,
  p90Ms: milliseconds,
  p99Ms: milliseconds,
  maxMs: milliseconds,
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
  measurements: z.array(measurement).optional(),
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
