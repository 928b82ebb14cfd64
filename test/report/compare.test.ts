import { stripVTControlCharacters } from "node:util";

import { parseHTML } from "linkedom/worker";
import { describe, expect, it } from "vitest";

import { compareHtml } from "../../src/report/html/compare-html.ts";
import { compareMarkdown } from "../../src/report/markdown/compare-md.ts";
import { compareText } from "../../src/report/terminal/compare-text.ts";
import { wrappedText } from "../../src/report/terminal/wrapped.ts";
import { compareSides } from "../../src/result/compare-sides.ts";
import type { Row } from "../../src/result/compare.ts";
import type { Side } from "../../src/result/side.ts";
import { summaryColumns, summaryRow } from "../../src/result/summary-row.ts";
import { sampleRun } from "../result/sample-runs.ts";

function side(name: string, rows: readonly Row[], machine?: string): Side {
  const runs = rows.map((cells) => ({ row: { ...summaryRow(sampleRun()), ...cells } }));
  return { name, runs, columns: summaryColumns, facts: machine === undefined ? {} : { machine } };
}

const long = "kinesis-5-shards-with-a-name-that-somebody-thought-about-for-long-steady";
/** Every number has changed by a factor that makes it long, and every text. */
const moved: Row = {
  ...Object.fromEntries(
    Object.entries(summaryRow(sampleRun()))
      .filter(([, cell]) => typeof cell === "number")
      .map(([column, cell]) => [column, Number(cell) * 1234.567 + 0.123]),
  ),
  keys_per_lane: "17 ".repeat(60).trim(),
};

const exact = compareSides(
  side("results/before", [{ scenario: long }, { scenario: "calm" }, { scenario: "<old>" }]),
  side("results/after", [{ ...moved, scenario: long, seed: 1 }, { scenario: "calm" }]),
);

const repeats = (latency: number): readonly Row[] =>
  [0, 1, 2, 3, 4].map((at) => ({
    clock: "real",
    evidence: "measured",
    seed: at,
    e2e_p50_ms: latency + at,
    cost_usd_per_million_events: 1.1234 + at / 100,
    produce_steady_events_per_s: 12_345.678 + at,
    verdict: at === 4 && latency > 500 ? "invalid" : "valid",
  }));
const noisy = compareSides(
  side(
    "one",
    repeats(100),
    "A big machine of the cloud with many cores, 64 cores, 512 GiB, linux x64",
  ),
  side("two", repeats(1000), "A laptop"),
);

function plainText(comparison: typeof exact): string {
  return stripVTControlCharacters(compareText(comparison, { columns: 80 }));
}

describe("a comparison on a terminal", () => {
  it.each([
    ["exact", exact],
    ["noisy", noisy],
  ])("%s: is no wider than 80 characters", (_, comparison) => {
    const lines = plainText(comparison).split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it("shows the changed columns and no others", () => {
    const text = plainText(exact);
    expect(text).toContain("1 of 2 scenarios changed; 1 only in A");
    expect(text).toMatch(/put_p50_ms\s+12.5\s+15432/);
    expect(text).not.toMatch(/^ {2}verdict/m);
    expect(text).toContain("the same: calm");
    expect(text).toContain("only in A: <old>");
  });

  it("says slower with an interval, lost order in words, and what is noise", () => {
    const text = plainText(noisy);
    expect(text).toMatch(/NOT ALIKE: machine: A big machine/);
    expect(text).toMatch(/e2e_p50_ms\s+\S+\s+\S+\s+x9\.8\d \[9\.\d+, 10\.\d+\] {2}slower/);
    expect(text).toContain("  verdict: valid -> valid (4), invalid (1) (different)");
    expect(text).toMatch(/within noise:\n(.*\n)+ {2}cost_usd_per_million_events/);
  });

  it("names the rest where there are many, and shows all of them where that is asked for", () => {
    const names = Array.from({ length: 40 }, (_, at) => `s${at}`);
    const many = compareSides(
      side(
        "a",
        names.map((scenario) => ({ scenario })),
      ),
      side(
        "b",
        names.map((scenario) => ({ scenario, lost: 1 })),
      ),
    );
    const shown = compareText(many, { columns: 80 });
    expect(shown.match(/^ {2}lost /gm)).toHaveLength(12);
    expect(shown).toContain("changed too (--all shows how): s12, s13");
    expect(compareText(many).match(/^ {2}lost /gm)).toHaveLength(40);
  });

  it("two that share nothing say so", () => {
    const none = compareSides(side("a", [{ scenario: "x" }]), side("b", [{ scenario: "y" }]));
    expect(plainText(none)).toContain("no scenario in common; 1 only in A; 1 only in B");
  });
});

describe("a comparison as Markdown", () => {
  it("has the changed rows, and what is not alike before them", () => {
    const text = compareMarkdown(noisy);
    expect(text).toMatch(/^## Convoy: 1 of 1 scenario changed\n/);
    expect(text.indexOf("NOT ALIKE: machine")).toBeLessThan(text.indexOf("### stream"));
    expect(text).toMatch(/\| e2e\\_p50\\_ms \| .* \| \*\*slower\*\* \|/);
    expect(compareMarkdown(exact)).toContain("Only in A: &lt;old>");
  });

  it("fits into a comment on a pull request", () => {
    const names = Array.from({ length: 500 }, (_, at) => `scenario-${at}`);
    const many = compareSides(
      side(
        "a",
        names.map((scenario) => ({ scenario })),
      ),
      side(
        "b",
        names.map((scenario) => ({ ...moved, scenario, seed: 1 })),
      ),
    );
    expect(compareMarkdown(many).length).toBeLessThan(65_536);
  });
});

describe("a comparison as a page", () => {
  it("needs nothing from elsewhere, and takes no text for markup", () => {
    const page = compareHtml(exact);
    expect(page).not.toMatch(/https?:|src=|<script|<link/);
    expect(page).toContain("&lt;old&gt;");
    expect(page).not.toContain("<old>");
  });

  it("has a heading and a table with row and column headings for each scenario that is not the same", () => {
    const { document } = parseHTML(compareHtml(exact));
    expect(document.querySelector("h1")?.textContent).toContain("1 of 2 scenarios changed");
    expect([...document.querySelectorAll("h2")].map((one) => one.textContent)).toEqual([long]);
    const rows = [...document.querySelectorAll("tbody tr")];
    expect(rows).toHaveLength(exact.scenarios[0]!.columns.length);
    expect(rows.every((row) => row.querySelector("th[scope=row]") !== null)).toBe(true);
    expect(document.querySelector("html")?.getAttribute("lang")).toBe("en");
  });
});

describe("text on lines", () => {
  it("is broken at blanks, keeps those before it, and indents what goes on", () => {
    expect(wrappedText("  a bb ccc dddd", 8, "    ")).toEqual(["  a bb", "    ccc", "    dddd"]);
    expect(wrappedText("averylongword b", 4)).toEqual(["averylongword", "b"]);
    expect(wrappedText("", 4)).toEqual([""]);
  });
});
