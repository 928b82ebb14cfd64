import { describe, expect, it } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { embeddedAddress } from "../../src/targets/target.ts";

const resharded = {
  name: "resharded",
  summary: "From 2 to 4 shards in the middle of a run.",
  workload: { kind: "fleet", trucks: 20, hz: 2, durationS: 60 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 4 }],
  },
  faults: [{ kind: "reshard", atS: 20, toShards: 4 }],
  expect: { verdict: "valid" },
} as const satisfies Scenario;

async function judged(scenario: Scenario) {
  const types = new Set<HistoryRecord["type"]>();
  const { verdict } = await inVirtualTime(3, () =>
    runScenario({
      scenario: resolve(scenario),
      seed: 3,
      target: embeddedAddress,
      clock: "virtual",
      signal: new AbortController().signal,
      sink: { add: ({ type }) => types.add(type) },
    }),
  );
  return { verdict, types };
}

describe("a run on the model", () => {
  it("that is resharded from 2 to 4 and delivers everything is valid, and nothing is lost", async () => {
    const { verdict, types } = await judged(resharded);
    expect(types).toContain("reshard");
    expect(types).toContain("lease");
    expect(verdict).toMatchObject({ verdict: "valid", reasons: [], evidence: [] });
    expect(verdict.checked.deliveries).toBe(verdict.checked.sends);
  });

  it("with a crash between a reshard and its end repeats events, and keeps their order", async () => {
    const crash = { kind: "crash", app: "tracker", consumer: 1, atS: 20.5, restartAfterS: 3 };
    const [reshard] = resharded.faults;
    const spec = { ...resharded.design.consumers[0], checkpointEveryS: 5, serviceMs: 5 } as const;
    const { verdict, types } = await judged({
      ...resharded,
      design: { ...resharded.design, consumers: [spec] },
      faults: [reshard, crash as never],
    });
    expect(types).toContain("crash");
    expect(verdict).toMatchObject({ verdict: "valid", reasons: [] });
    expect(verdict.counts["duplicate-effect"]).toBeGreaterThan(0);
  });
});
