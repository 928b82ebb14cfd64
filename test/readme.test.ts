import { readFileSync } from "node:fs";

import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";

import { figureColumns } from "../src/result/summary-row.ts";
import { loadScenarios } from "../src/scenario/load.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const baseline = parse(
  readFileSync(new URL("../results/baseline/summary.csv", import.meta.url), "utf8"),
  { columns: true },
) as Record<string, string>[];

describe("the README", () => {
  it("shows the report that results/baseline holds", () => {
    for (const row of baseline) {
      const line =
        readme.split("\n").find((text) => text.startsWith(`✔ ${row["scenario"]} `)) ?? "";
      const [, , verdict, sent, megabytes, active] = line.split(/\s+/);
      expect({ scenario: row["scenario"], verdict, sent, megabytes, active }).toEqual({
        scenario: row["scenario"],
        verdict: row["verdict"],
        sent: Number(row["produce_events_per_s"]).toFixed(0),
        megabytes: Number(row["produce_mb_per_s"]).toFixed(2),
        active: `${row["consumers_active_max"]}/${row["consumers"]}`,
      });
    }
    expect(readme.match(/^✔ /gm)).toHaveLength(baseline.length);
  });

  it("lists every scenario with its own sentence", async () => {
    for (const { scenario } of await loadScenarios([], figureColumns)) {
      expect(readme).toContain(
        `| [\`${scenario.name}\`](scenarios/${scenario.name}.ts) | ${scenario.summary} |`,
      );
    }
  });
});
