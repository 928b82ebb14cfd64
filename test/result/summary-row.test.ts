import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { anomalyColumn } from "../../src/result/anomaly-column.ts";
import {
  columnOf,
  figureColumns,
  summaryColumns,
  summaryRow,
} from "../../src/result/summary-row.ts";
import { anomalyKinds } from "../../src/verify/anomaly.ts";
import {
  disappointingRun,
  disorderedRun,
  measuredRun,
  sampleMetrics,
  sampleRun,
  sampleSetup,
} from "./sample-runs.ts";
import { historySuite } from "./sample-suites.ts";

describe("the columns of summary.csv", () => {
  it("keep the names and the order that results/baseline has; new ones come behind", () => {
    const baseline = new URL("../../results/baseline/summary.csv", import.meta.url);
    const [header = ""] = readFileSync(baseline, "utf8").split("\r\n");
    expect(summaryColumns.slice(0, header.split(",").length).join(",")).toBe(header);
  });

  it("count every anomaly: a new one needs a line at the end of the table", () => {
    for (const kind of anomalyKinds) expect(summaryColumns).toContain(anomalyColumn(kind));
  });

  it("hold what they say they hold", () => {
    const types = { text: "string", number: "number", flag: "boolean" } as const;
    for (const run of [sampleRun(), disorderedRun(), disappointingRun(), measuredRun()]) {
      for (const [name, cell] of Object.entries(summaryRow(run))) {
        const { holds } = columnOf(name as keyof ReturnType<typeof summaryRow>);
        if (cell !== undefined) expect(typeof cell, name).toBe(types[holds]);
      }
    }
  });

  it("that need a scenario are empty for a history", () => {
    const run = historySuite().scenarios[0]!.runs[0]!;
    const empty = Object.entries(summaryRow(run)).flatMap(([name, cell]) =>
      cell === undefined ? [name] : [],
    );
    expect(empty).toEqual([
      "service",
      "design",
      "target",
      "clock",
      "seed",
      "shards",
      "groups",
      "consumers",
      "cost_usd_per_million_events",
      "expected",
      "first_throttle_events_per_s",
      "shards_needed",
      "shards_needed_even_spread",
      "replay",
      "caveats",
      "event_loop_delay_p99_ms",
      "event_loop_delay_max_ms",
      "client_busy",
      "client_bound",
      "phase",
      "sending_s",
      "service_ms",
      "limit_hz_per_truck",
      "limited_by",
    ]);
    expect(summaryRow(run)).toMatchObject({ trucks: 2, evidence: "unknown", verdict: "valid" });
  });

  it("say no latency where the backlog grew to the end", () => {
    const { saturated, e2e_p50_ms, e2e_max_ms, put_p50_ms } = summaryRow(disappointingRun());
    expect([saturated, e2e_p50_ms, e2e_max_ms]).toEqual([true, undefined, undefined]);
    expect(put_p50_ms).toBeCloseTo(12.5, 1);
  });

  it("say no cost per event where none was acknowledged", () => {
    const metrics = sampleMetrics();
    const counts = { ...metrics.counts, acked: 0 };
    const row = summaryRow(sampleRun({ metrics: { ...metrics, counts } }));
    expect(row.cost_usd_per_million_events).toBeUndefined();
  });

  it.each([
    ["truck", 2],
    ["one", 1],
    ["random", 6],
  ] as const)("count %s groups of a FIFO queue", (groupId, count) => {
    const { scenario } = sampleSetup();
    const design = {
      service: "sqs-fifo",
      groupId,
      deduplication: "id",
      highThroughput: false,
      visibilityTimeoutS: 30,
      producer: { kind: "serial" },
      consumers: [],
    } as const;
    const setup = sampleSetup({ scenario: { ...scenario, design } });
    expect(summaryRow(sampleRun({ setup })).groups).toBe(count);
  });

  it("compare what several applications read", () => {
    const { apps, ...metrics } = sampleMetrics();
    const second = { ...apps[0]!, app: "replay" };
    const replay = (digest: string): unknown =>
      summaryRow(sampleRun({ metrics: { ...metrics, apps: [...apps, { ...second, digest }] } }))
        .replay;
    expect(replay(apps[0]!.digest!)).toBe("identical");
    expect(replay("0")).toBe("different");
  });
});

describe("what a scenario may put a bound on", () => {
  it("is every column but those that judge the bounds themselves", () => {
    const names = figureColumns.map(({ name }) => name);
    expect(names).toEqual(summaryColumns.filter((name) => !/^(passed|expected)$/.test(name)));
    expect(figureColumns.find(({ name }) => name === "shards")).toEqual({
      name: "shards",
      holds: "number",
      services: ["kinesis"],
    });
  });
});
