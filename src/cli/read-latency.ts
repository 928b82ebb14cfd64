import { readFileSync } from "node:fs";

import { z } from "zod";

import type { LatencyProfile } from "../emulator/latency.ts";
import { InputError } from "../errors.ts";

const milliseconds = z.number().min(0);
const share = z.number().min(0).max(1);
const quantiles = z
  .strictObject({ p50Ms: milliseconds, p99Ms: milliseconds })
  .refine(({ p50Ms, p99Ms }) => p99Ms >= p50Ms, "p99Ms must not be less than p50Ms");

const profile: z.ZodType<LatencyProfile> = z.strictObject({
  source: z.string(),
  services: z.strictObject({ kinesis: quantiles, sqs: quantiles }),
  actions: z.record(z.string().regex(/^(kinesis|sqs)\.[A-Za-z]+$/), quantiles),
  requestShare: z
    .strictObject({ min: share, max: share })
    .refine(({ min, max }) => max >= min, "max must not be less than min"),
  kinesisPropagationMs: milliseconds,
  kinesisFanOutPropagationMs: milliseconds,
});

/** Reads a latency profile. Throws InputError that names the file and every wrong field. */
export function readLatency(file: string): LatencyProfile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new InputError(
      `--latency ${file}: it is neither none nor default, and cannot be read as JSON: ${(error as Error).message}`,
      { cause: error },
    );
  }
  const parsed = profile.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path, message }) => `${file}: ${path.length === 0 ? "" : `${path.join(".")}: `}${message}`,
  );
  throw new InputError(lines.join("\n"));
}
