import { expect, it } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { KinesisDesign, Scenario } from "../../src/scenario/scenario.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import { embeddedAddress } from "../../src/targets/target.ts";

const design: KinesisDesign = {
  service: "kinesis",
  shards: 2,
  partitionKey: "truck",
  read: "fan-out",
  producer: { kind: "serial" },
  consumers: [
    { app: "tracker", kind: "by-lane", count: 2 },
    { app: "alerts", kind: "by-key", count: 2, serviceMs: 20, maxEvents: 1 },
  ],
};
const scenario: Scenario = {
  name: "test",
  summary: "A test.",
  workload: { kind: "fleet", trucks: 5, hz: 1, durationS: 20 },
  design,
  expect: { verdict: "valid" },
};

function run(chosen: Scenario) {
  return inVirtualTime(3, () =>
    runScenario({
      scenario: resolve(chosen),
      seed: 3,
      target: embeddedAddress,
      clock: "virtual",
      signal: new AbortController().signal,
    }),
  );
}

it("every application gets every event once and in order, also after the 5 minutes of a subscription", async () => {
  const workload = { kind: "fleet", trucks: 5, hz: 0.5, durationS: 400 } as const;
  const { verdict, metrics } = await run({ ...scenario, workload });
  expect(verdict).toMatchObject({ verdict: "valid" });
  const { offered, unique, delivered } = metrics.counts;
  expect([unique, delivered]).toEqual([offered, offered]);
});

it("subscribing is tried again after throttles, refusals and broken connections", async () => {
  const scope = { actions: ["SubscribeToShard"], toS: 15, probability: 0.8 } as const;
  const { verdict } = await run({
    ...scenario,
    faults: [
      { kind: "throttle", ...scope, probability: 0.5 },
      { kind: "lost-response", ...scope },
      { kind: "server-error", ...scope, probability: 0.3 },
    ],
  });
  expect(verdict).toMatchObject({ verdict: "valid" });
});

it("costs a consumer-shard-hour each and the bytes read, beside the stream", async () => {
  const fanOut = await run(scenario);
  const shared = await run({ ...scenario, design: { ...design, read: "shared" } });
  const hours = (2 * 2 * 20) / 3600;
  const extra = fanOut.costUsd - shared.costUsd;
  expect(extra).toBeGreaterThan(hours * 0.015);
  expect(extra).toBeLessThan(hours * 0.015 * 1.01);
});

it("takes at most 20 applications, with names that consumers may have", () => {
  const issues = (consumers: readonly unknown[], read = "fan-out") =>
    scenarioSchema([])
      .safeParse({ ...scenario, design: { ...design, read, consumers } })
      .error?.issues.map(({ path }) => path.join("."));
  const named = (app: string) => ({ app, kind: "by-lane", count: 1 });
  const many = Array.from({ length: 21 }, (_, index) => named(`app${index}`));
  expect(issues(many)).toEqual(["design.read"]);
  expect(issues(many.slice(1))).toBeUndefined();
  expect(issues([named("no name")])).toEqual(["design.read"]);
  expect(issues([named("no name")], "shared")).toBeUndefined();
});
