import { describe, expect, it } from "vitest";

import { benchmarkFiles } from "../../src/report/json/benchmark-json.ts";
import { suiteResult } from "../../src/result/suite-result.ts";
import { sampleMetrics, sampleRun } from "../result/sample-runs.ts";

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

function entriesOf(...latencies: readonly number[]): ReadonlyMap<string, readonly Entry[]> {
  const runs = latencies.map((latencyMs) => sampleRun({ metrics: sampleMetrics({ latencyMs }) }));
  const scenarios = [{ scenario: "stream", runs }];
  const files = benchmarkFiles(suiteResult({ interrupted: false, scenarios, skipped: [] }));
  return new Map([...files].map(([name, text]) => [name, JSON.parse(text) as readonly Entry[]]));
}

describe("the files for github-action-benchmark", () => {
  it("are lists of names, units and numbers, one for each direction", () => {
    const files = entriesOf(120);
    expect([...files.keys()]).toEqual([
      "benchmark-smaller-is-better.json",
      "benchmark-bigger-is-better.json",
    ]);
    for (const entries of files.values()) {
      expect(entries.length).toBeGreaterThan(2);
      for (const { name, unit, value } of entries) {
        expect(name).toMatch(/^stream \w+$/);
        expect(unit).toMatch(/\w/);
        expect(Number.isFinite(value)).toBe(true);
      }
    }
    const [smaller = [], bigger = []] = files.values();
    expect(smaller.map(({ name }) => name)).toContain("stream e2e_p50_ms");
    expect(bigger.map(({ name }) => name)).toContain("stream produce_events_per_s");
  });

  it("of several seeds they have the median and how far the farthest is from it", () => {
    const [smaller = []] = entriesOf(100, 160, 120).values();
    const found = smaller.find(({ name }) => name === "stream e2e_p50_ms");
    expect(found).toMatchObject({ unit: "ms", value: expect.closeTo(120, 0) as number });
    expect(Number(found?.range?.replace("± ", ""))).toBeCloseTo(40, 0);
    expect(found?.extra).toBe("modelled, embedded model, 3 seeds, order: valid");
  });

  it("have no figure where the run has none", () => {
    const [smaller = [], bigger = []] = entriesOf(120).values();
    const names = [...smaller, ...bigger].map(({ name }) => name);
    expect(names).not.toContain("stream limit_hz_per_truck");
  });
});
