import type { About } from "../../result/column.ts";
import { columnOf, summaryColumns } from "../../result/summary-row.ts";

const meaningOf: Readonly<Record<About, string>> = {
  identity: "which run it is",
  asked: "what the scenario asked for",
  state: "how the run ended",
  order: "the judgement on order",
  traffic: "how much, how fast",
  latency: "how long",
  cost: "what AWS would bill",
  client: "the client, in real time",
};

/** docs/COLUMNS.md: what every column of summary.csv says, from the table that computes them. */
export function columnsPage(): string {
  const rows = summaryColumns.map((name) => {
    const { about, says, holds, services } = columnOf(name);
    const where = services === undefined ? "" : ` (${services.join(", ")} only)`;
    return `| \`${name}\` | ${about} | ${holds} | ${says}${where} |`;
  });
  return [
    "# The columns of summary.csv",
    "",
    "One row per run, written by `npm run golden` from `src/result/summary-row.ts`. Names and order stay; new columns come at the end. A cell is empty where a column does not apply; of a history alone (`convoy report history.jsonl`) all columns that need a scenario are. A scenario's `expect.figures` may put a bound on every column but `passed` and `expected`: `atLeast` and `atMost` on numbers, `is` on all.",
    "",
    ...Object.entries(meaningOf).map(([about, meaning]) => `- **${about}**: ${meaning}`),
    "",
    "Text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) has an apostrophe before it, in all CSV files.",
    "",
    "| column | about | holds | says |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
