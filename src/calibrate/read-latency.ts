import { existsSync } from "node:fs";

import { z } from "zod";

import {
  defaultLatency,
  type LatencyProfileName,
  latencyProfiles,
} from "../emulator/assumed/latency-profiles.ts";
import type { LatencyProfile } from "../emulator/latency.ts";
import { InputError } from "../errors.ts";
import { hint } from "../scenario/did-you-mean.ts";
import { readJson } from "../scenario/read-json.ts";
import { targetKinds } from "../targets/target.ts";
import type { CalibratedProfile } from "./calibrated-profile.ts";

const milliseconds = z.number().min(0);
const share = z.number().min(0).max(1);
const positive = z.number().positive();
const slow = z
  .strictObject({ share, minMs: milliseconds, maxMs: milliseconds })
  .refine(({ minMs, maxMs }) => maxMs >= minMs, "maxMs must not be less than minMs");
const quantiles = z
  .strictObject({
    p10Ms: positive.optional(),
    p50Ms: milliseconds,
    p90Ms: positive.optional(),
    p99Ms: milliseconds,
    slow: slow.optional(),
  })
  .refine(({ p50Ms, p99Ms }) => p99Ms >= p50Ms, "p99Ms must not be less than p50Ms")
  .refine(
    ({ p10Ms, p50Ms, p90Ms, p99Ms }) =>
      (p10Ms === undefined || p10Ms <= p50Ms) &&
      (p90Ms === undefined || (p90Ms >= p50Ms && p90Ms <= p99Ms)),
    "p10Ms, p50Ms, p90Ms and p99Ms must not decrease",
  );
const delay = z.union([milliseconds, quantiles], {
  error: "expected a number of milliseconds, or an object with p50Ms and p99Ms",
});

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
  queues: z.strictObject({ standard: quantiles.optional(), fifo: quantiles.optional() }).optional(),
  actions: z.record(
    z.string().regex(/^(kinesis|sqs|sqs\.standard|sqs\.fifo)\.[A-Za-z]+$/),
    quantiles,
  ),
  requestShare: z
    .strictObject({ min: share, max: share })
    .refine(({ min, max }) => max >= min, "max must not be less than min"),
  kinesisPropagationMs: delay,
  kinesisFanOutPropagationMs: delay,
  sqsPropagation: z.strictObject({ standard: quantiles, fifo: quantiles }).optional(),
  control: z
    .strictObject({
      streamCreationMs: milliseconds,
      consumerRegistrationMs: milliseconds,
      reshardMs: milliseconds,
    })
    .optional(),
  evidence: z.enum(["measured", "assumed"]).optional(),
  circumstances: circumstances.optional(),
  measurements: z.array(measurement).optional(),
  propagation: z.array(propagation).optional(),
  notOffered: z.array(z.strictObject({ what: z.string(), reason: z.string() })).optional(),
}) as z.ZodType<LatencyProfile & Partial<CalibratedProfile>>;

/** A profile as `--latency` names it: one of the model's by name, `default`, or a JSON file. Throws InputError naming file, line and field. */
export function latencyNamed(name: string): LatencyProfile {
  if (name === "default") return defaultLatency;
  if (Object.hasOwn(latencyProfiles, name)) return latencyProfiles[name as LatencyProfileName];
  if (existsSync(name)) return readJson(name, profile, "latency profile");
  const names = ["default", ...Object.keys(latencyProfiles)];
  throw new InputError(
    `--latency ${name}: there is no such file, and no profile of this name${hint(name, names)}`,
  );
}
