import { describe, expect, it } from "vitest";

import { againstText } from "../../src/report/against-text.ts";
import { compareRows } from "../../src/report/against.ts";
import type { Cell } from "../../src/report/csv.ts";
import type { RunReport } from "../../src/report/run-report.ts";
import { summaryColumns, type SummaryRow } from "../../src/result/summary-row.ts";
import { embeddedAddress } from "../../src/targets/target.ts";

function row(cells: Readonly<Record<string, Cell>>): SummaryRow {
  const empty = Object.fromEntries(summaryColumns.map((column) => [column, ""]));
  return { ...empty, ...cells } as SummaryRow;
}

describe("measured beside modelled", () => {
  it("numbers have a difference and a ratio, words are the same or different", () => {
    const measured = row({ put_p50_ms: 9, throttled_requests: 3, verdict: "valid", passed: true });
    const modelled = row({ put_p50_ms: 6, throttled_requests: 0, verdict: "valid", passed: false });
    const none = { caveats: [] };
    expect(compareRows(measured, modelled)).toEqual([
      { ...none, column: "put_p50_ms", measured: 9, modelled: 6, difference: 3, ratio: 1.5 },
      {
        ...none,
        column: "throttled_requests",
        measured: 3,
        modelled: 0,
        difference: 3,
        ratio: undefined,
      },
      {
        ...none,
        column: "verdict",
        measured: "valid",
        modelled: "valid",
        difference: "same",
        ratio: undefined,
      },
      {
        ...none,
        column: "passed",
        measured: true,
        modelled: false,
        difference: "different",
        ratio: undefined,
      },
    ]);
  });

  it("what one side has no figure for is said, and what neither has is left out", () => {
    const compared = compareRows(row({ client_busy: 0.2 }), row({ e2e_p50_ms: 70 }));
    expect(compared.map(({ column, difference }) => [column, difference])).toEqual([
      ["e2e_p50_ms", "modelled only"],
      ["client_busy", "measured only"],
    ]);
  });

  it("columns that depend on what the target does otherwise than AWS are marked with the rule", () => {
    const figures = { trucks: 5, put_p50_ms: 2, nonmonotonic_effect: 0, verdict: "valid" };
    const marked = (caveats: string): readonly string[] =>
      compareRows(row({ ...figures, caveats }), row(figures))
        .filter((compared) => compared.caveats.length > 0)
        .map(({ column }) => column);
    expect(marked("")).toEqual([]);
    expect(marked("sqs-fifo-300-per-second")).toEqual(["put_p50_ms"]);
    expect(marked("sqs-fifo-redelivery-in-order")).toEqual(["nonmonotonic_effect", "verdict"]);
    expect(marked("sqs-fifo-group-locked")).toEqual([
      "put_p50_ms",
      "nonmonotonic_effect",
      "verdict",
    ]);
  });

  it("is a table on the terminal", () => {
    const measured = row({
      scenario: "mine",
      seed: 3,
      put_p50_ms: 9,
      lost: 0,
      verdict: "valid",
      client_busy: 0.5,
      caveats: "sqs-fifo-300-per-second",
    });
    const modelled = row({ put_p50_ms: 6, lost: 0, verdict: "valid" });
    const columns = compareRows(measured, modelled);
    const report = (summary: SummaryRow): RunReport => ({ summary }) as RunReport;
    const run = { measured: report(measured), modelled: report(modelled), columns };
    const target = { ...embeddedAddress, label: "somewhere" };
    expect(againstText([run], { target, model: embeddedAddress })).toBe(
      `Measured on somewhere, beside the embedded model with its default latency: difference = measured - modelled

mine, seed 3
column        measured  modelled     difference  relative
put_p50_ms *         9         6             +3     +50 %
lost                 0         0              0
verdict          valid     valid           same
client_busy        0.5         -  measured only
* says little of AWS: the target does otherwise what it depends on
`,
    );
  });
});
