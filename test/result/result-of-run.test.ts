import { beforeAll, describe, expect, it } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { historyResult } from "../../src/result/result-of-history.ts";
import { resultOfRun } from "../../src/result/result-of-run.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { summaryRow } from "../../src/result/summary-row.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import type { Override } from "../../src/scenario/overrides.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { embeddedAddress, type TargetAddress } from "../../src/targets/target.ts";

const scenario: Scenario = {
  name: "short",
  summary: "A short run.",
  workload: { kind: "fleet", trucks: 3, durationS: 4 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "random",
    producer: { kind: "serial" },
    consumers: [{ app: "map", kind: "by-lane", count: 2, serviceMs: 5 }],
  },
  expect: { verdict: "invalid", anomalies: ["misrouted"], figures: [{ column: "seed", is: 3 }] },
};

interface Circumstances {
  readonly target?: TargetAddress;
  readonly overrides?: readonly Override[];
}

async function run(
  chosen: Scenario,
  { target = embeddedAddress, overrides = [] }: Circumstances = {},
): Promise<{ readonly result: RunResult; readonly history: readonly HistoryRecord[] }> {
  const history: HistoryRecord[] = [];
  const asked = { scenario: resolve(chosen), seed: 3, target, clock: "virtual" } as const;
  const { signal } = new AbortController();
  const sink = { add: (record: HistoryRecord) => history.push(record) };
  const outcome = await inVirtualTime(3, () => runScenario({ ...asked, signal, sink }));
  const result = resultOfRun({ ...asked, overrides, replay: ["bench"], caveats: [], outcome });
  return { result, history };
}

// With the SDK: on a busy machine, loading it within virtual time looks like a run that is stuck.
beforeAll(async () => {
  await import("../../src/targets/embedded.ts");
});

describe("the result of a run", () => {
  it("crosses to another thread and through JSON without loss, disorder and all", async () => {
    const { result } = await run(scenario);
    expect(result.verdict.evidence.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
    expect(structuredClone(result)).toStrictEqual(result);
    expect(result.expectations.map(({ outcome }) => outcome)).toEqual(["held", "held", "held"]);
  });

  it("holds the scenario with its defaults, and the name of a function in place of it", async () => {
    const idle = async (): Promise<void> => {};
    const consumers = [{ app: "map", kind: "custom", count: 1, start: idle }] as const;
    const design = { ...scenario.design, consumers } as Scenario["design"];
    const { result } = await run({ ...scenario, design, drainS: 0 });
    expect(result.setup?.scenario).toMatchObject({
      drainS: 0,
      guarantee: "ordered",
      design: { consumers: [{ kind: "custom", start: "idle" }] },
    });
    expect(structuredClone(result)).toStrictEqual(result);
  });

  it("says what the workload was, and how many shards it takes where that can be said", async () => {
    const random = (await run(scenario)).result.setup?.load;
    expect(random).toMatchObject({ keyCount: 3, sendingMs: 4000, arrival: "open" });
    expect(random).not.toHaveProperty("shardsNeeded");
    const design = { ...scenario.design, partitionKey: "truck" } as Scenario["design"];
    const { result } = await run({ ...scenario, design });
    expect(result.setup?.load.shardsNeeded).toEqual({ forTheseKeys: 1, forAnEvenSpread: 1 });
    const closed = { kind: "fleet", trucks: 1, durationS: 1, arrival: "closed" } as const;
    const load = (await run({ ...scenario, design, workload: closed })).result.setup?.load;
    expect(load).toEqual({ keyCount: 1, payloadBytes: 200, sendingMs: 1000, arrival: "closed" });
  });

  it("judges figures only as they are stated: as written, with the default latency", async () => {
    const outcomeOf = async (circumstances: Circumstances): Promise<unknown> =>
      (await run(scenario, circumstances)).result.expectations.at(-1)?.outcome;
    expect(await outcomeOf({})).toBe("held");
    expect(await outcomeOf({ overrides: [{ path: "drainS", value: 1 }] })).toBe("not-judged");
    const { latencyNamed } = await import("../../src/calibrate/read-latency.ts");
    const latency = { name: "none", profile: latencyNamed("none") };
    expect(await outcomeOf({ target: { ...embeddedAddress, latency } })).toBe("not-judged");
  });
});

describe("the result of a history alone", () => {
  it("has the verdict and the figures of the run that made it", async () => {
    const { result, history } = await run(scenario);
    const reader = historyResult("short.jsonl", "ordered");
    for (const record of history) reader.add(record);
    const alone = reader.close();
    expect(alone.verdict).toStrictEqual(result.verdict);
    expect(alone).toMatchObject({
      name: "short.jsonl",
      evidence: "unknown",
      state: "complete",
      expectations: [{ expected: "valid", found: "invalid", outcome: "failed" }],
    });
    expect(JSON.parse(JSON.stringify(alone))).toStrictEqual(alone);
    const [own, whole] = [summaryRow(alone), summaryRow(result)];
    for (const [name, cell] of Object.entries(own)) {
      const isOther = ["scenario", "evidence", "passed", "duration_s"].includes(name);
      if (cell === undefined || isOther) continue;
      expect([name, cell]).toEqual([name, whole[name as keyof typeof whole]]);
    }
  });

  it("is of unknown state without an end, and interrupted if the history says so", () => {
    const end = { offered: 0, sendingMs: 10, drained: false, interrupted: true } as const;
    const stateOf = (...records: readonly HistoryRecord[]): string => {
      const reader = historyResult("x", "ordered");
      for (const record of records) reader.add(record);
      const result = reader.close();
      expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
      return result.state;
    };
    expect(stateOf()).toBe("unknown");
    expect(stateOf({ type: "end", atMs: 10, ...end })).toBe("interrupted");
    expect(stateOf({ type: "end", atMs: 10, ...end, interrupted: false })).toBe("complete");
  });
});
