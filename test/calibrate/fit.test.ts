import { expect, it } from "vitest";

import { fitted, modelledBy, quantilesOf } from "../../src/calibrate/fit.ts";
import { defaultLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import { normal, seededRandom } from "../../src/random.ts";

it("quantiles are by nearest rank", () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(quantilesOf(samples)).toEqual({ p50Ms: 50, p90Ms: 90, p99Ms: 99, maxMs: 100 });
  expect(quantilesOf([7])).toEqual({ p50Ms: 7, p90Ms: 7, p99Ms: 7, maxMs: 7 });
});

it("the model draws with the fitted profile what was measured, where that was lognormal", () => {
  const random = seededRandom(1, "samples");
  const samples = Array.from({ length: 20_000 }, () => 40 * Math.exp(0.4 * normal(random)));
  const profile = { ...defaultLatency, actions: { "sqs.SendMessage": fitted(samples) } };
  const measured = quantilesOf(samples);
  const modelled = modelledBy(profile, { service: "sqs", action: "SendMessage" });
  for (const name of ["p50Ms", "p90Ms", "p99Ms"] as const) {
    expect(modelled[name] / measured[name]).toBeCloseTo(1, 1);
  }
});
