import { type OverSeeds, overSeeds } from "../../result/over-seeds.ts";
import type { ScenarioResult } from "../../result/suite-result.ts";
import type { SummaryColumn } from "../../result/summary-row.ts";
import { type FittedTable, fittedTable } from "./fitted-table.ts";
import { plain } from "./plain.ts";

interface Shown {
  readonly result: ScenarioResult;
  readonly figures: readonly OverSeeds[];
}

const seedsTable: FittedTable<Shown> = {
  columns: [
    {
      head: "over seeds",
      align: "left",
      cell: ({ result }) => `${plain(result.scenario)} x${result.runs.length}`,
    },
    { head: "sent/s", align: "right", cell: spread("produce_events_per_s", 0), leaves: 2 },
    { head: "e2e p50, ms", align: "right", cell: spread("e2e_p50_ms", 0) },
    { head: "e2e p99, ms", align: "right", cell: spread("e2e_p99_ms", 0) },
    { head: "throttled", align: "right", cell: spread("throttled_requests", 0), leaves: 3 },
    { head: "$/M", align: "right", cell: spread("cost_usd_per_million_events", 2), leaves: 1 },
  ],
  remark: {
    head: "verdicts",
    text: ({ result }) =>
      [...new Set(result.runs.map(({ verdict }) => verdict.verdict))].join(", "),
  },
};

/** The median of each scenario's figures, and between which they lay; nothing where each was run once. seeds.csv has all of them. */
export function seedsText(scenarios: readonly ScenarioResult[], width: number): readonly string[] {
  const rows = scenarios
    .map((result) => ({ result, figures: overSeeds(result) }))
    .filter(({ figures }) => figures.length > 0);
  return rows.length === 0 ? [] : [fittedTable(seedsTable, rows, width)];
}

/** As `1004 (998-1011)`. */
function spread(column: SummaryColumn, decimals: number): (row: Shown) => string {
  return ({ figures }) => {
    const figure = figures.find((one) => one.column === column);
    if (figure === undefined) return "-";
    const [median, min, max] = [figure.median, figure.min, figure.max].map((value) =>
      value.toFixed(decimals),
    );
    return min === max ? median! : `${median} (${min}-${max})`;
  };
}
