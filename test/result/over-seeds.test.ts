import { describe, expect, it } from "vitest";

import { seedsCsv } from "../../src/report/csv/seeds-csv.ts";
import { seedsText } from "../../src/report/terminal/seeds-text.ts";
import { overSeeds } from "../../src/result/over-seeds.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { suiteResult } from "../../src/result/suite-result.ts";
import { sampleSuite } from "./sample-suites.ts";

const [sample] = sampleSuite().scenarios[0]!.runs as unknown as [RunResult];

function withMedian(p50Ms: number, saturated = false): RunResult {
  const { latency } = sample.metrics;
  const endToEnd = { ...latency.endToEnd, p50Ms };
  return {
    ...sample,
    metrics: { ...sample.metrics, saturated, latency: { ...latency, endToEnd } },
  };
}

const scenario = (...runs: readonly RunResult[]) => ({ scenario: "mine", runs });

describe("figures over the seeds", () => {
  it("are the median and the range, of those seeds that have the figure", () => {
    const of = (...runs: readonly RunResult[]) =>
      overSeeds(scenario(...runs)).find(({ column }) => column === "e2e_p50_ms");
    const [ten, forty, twenty] = [withMedian(10), withMedian(40), withMedian(20)];
    expect(of(ten, forty, twenty)).toMatchObject({ count: 3, median: 20, min: 10, max: 40 });
    expect(of(ten, forty)).toMatchObject({ count: 2, median: 25 });
    expect(of(ten, withMedian(99, true))).toMatchObject({ count: 1, max: 10 });
  });

  it("are of every figure, and of nothing that was only asked for", () => {
    const columns = overSeeds(scenario(sample, sample)).map(({ column }) => column);
    expect(columns).toEqual(expect.arrayContaining(["produce_events_per_s", "overtake"]));
    expect(columns).not.toContain("seed");
    expect(columns).not.toContain("trucks");
  });

  it("are a table of their own, and nothing where each was run once", () => {
    const suite = (...runs: readonly RunResult[]) =>
      suiteResult({ interrupted: false, scenarios: [scenario(...runs)], skipped: [] });
    expect(seedsCsv(suite(sample))).toBeUndefined();
    expect(seedsText([scenario(sample)], 80)).toEqual([]);
    const csv = seedsCsv(suite(withMedian(10), withMedian(40)));
    expect(csv).toMatch(/^scenario,column,seeds,median,min,max\r\n/);
    expect(csv).toMatch(/^mine,e2e_p50_ms,2,25,10,40\r$/m);
    expect(seedsText([scenario(withMedian(10), withMedian(40))], 80).join("\n")).toMatch(
      /mine x2 .*25 \(10-40\)/,
    );
  });
});
