import { parseHTML } from "linkedom/worker";
import { describe, expect, it } from "vitest";

import { reportHtml } from "../../../src/report/html/report-html.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { suiteResult, type SuiteResult } from "../../../src/result/suite-result.ts";
import { disorderedRun, sampleRun, sampleSetup } from "../../result/sample-runs.ts";
import { comparedSuite, historySuite, sampleSuite } from "../../result/sample-suites.ts";

function suiteOf(...runs: readonly RunResult[]): SuiteResult {
  const scenarios = runs.map((run) => ({ scenario: run.name, runs: [run] }));
  return suiteResult({ interrupted: false, scenarios, skipped: [] });
}

/** What is read of an element here: no types of a browser are at hand. */
interface Element {
  readonly textContent: string;
  readonly id: string;
  readonly innerHTML: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

async function pageOf(suite: SuiteResult): Promise<{ text: string; document: Element }> {
  const text = await reportHtml(suite);
  return { text, document: parseHTML(text).document as unknown as Element };
}

const all = (document: Element, selector: string): readonly Element[] => [
  ...document.querySelectorAll(selector),
];

const cellsOf = (row: Element): readonly string[] =>
  all(row, "th, td").map(({ textContent }) => textContent.trim());

const place = (seq: number) => ({ seq, atMs: 100 * seq, lat: 41.8 + seq / 1000, lon: -87.7 });

function trackedRun(name: string, seqs: readonly number[]): RunResult {
  return sampleRun({ name, tracks: [{ key: "truck_1", positions: seqs.map(place) }] });
}

describe("report.html", () => {
  it("has its parts in the order in which somebody asks who has to decide", async () => {
    const { document } = await pageOf(
      suiteOf(trackedRun("kept", [0, 1, 2]), {
        ...disorderedRun(),
        tracks: trackedRun("", [0, 2, 1]).tracks!,
      }),
    );
    expect(all(document, "h2").map(({ id }) => id)).toEqual([
      "decision",
      "trucks",
      "charts",
      "broken",
      "background",
    ]);
    const glance = document.querySelector("header")!.textContent;
    expect(glance).toMatch(/2 of 2 runs\s+as expected/);
    expect(glance).toMatch(/modelled: the figures come from a model/i);
    expect(glance).toMatch(/kept in 1, lost in\s+1/);
  });

  it("is one file: nothing in it is fetched, and every link of its own leads somewhere", async () => {
    const { text, document } = await pageOf(sampleSuite());
    expect(text).not.toMatch(/https?:|url\(|@import|<link (?!rel="icon" href="data:)|\ssrc=/);
    const ids = all(document, "[id]").map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = all(document, "a").map((link) => link.getAttribute("href")!);
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) {
      if (link.startsWith("#")) expect(ids).toContain(link.slice(1));
      else expect(link).toMatch(/^[a-z]+\.(csv|json)$/);
    }
  });

  it("names every chart, and has its figures as a table", async () => {
    const { document } = await pageOf(suiteOf(sampleRun()));
    const pictures = all(document, "figure");
    expect(pictures.length).toBeGreaterThanOrEqual(5);
    for (const picture of pictures) {
      const svg = picture.querySelector('svg[role="img"]');
      expect(svg?.getAttribute("aria-label")).toMatch(/\w+: .*\w/);
      expect(picture.querySelector("details table")).not.toBeNull();
    }
  });

  it("escapes what comes from outside wherever it stands", async () => {
    const hostile = `<script>alert("1")</script>`;
    const run = disorderedRun();
    const { text, document } = await pageOf(
      suiteOf({
        ...run,
        name: hostile,
        brokenKeys: run.brokenKeys.map((broken) => ({ ...broken, key: hostile, detail: hostile })),
        tracks: [{ key: hostile, positions: [place(1), place(0)] }],
        leftOver: [hostile],
      }),
    );
    expect(text).not.toContain(hostile);
    expect(all(document, "script")).toHaveLength(1);
    expect(document.querySelector("#broken")!.textContent).toBe("Broken trucks");
  });

  it("says what failed, with the command that repeats it", async () => {
    const { document } = await pageOf(sampleSuite());
    const failures = document.querySelector(".failures")!.textContent;
    expect(failures).toMatch(/put_p50_ms is 12\.503, expected/);
    expect(failures).toContain("--set design.shards=2");
    expect(document.querySelector(".badge.bad")).not.toBeNull();
  });

  it("has what was measured beside what was modelled, where both were run", async () => {
    const { document } = await pageOf(comparedSuite());
    expect(document.querySelector("h2#against")!.textContent).toBe("Measured beside modelled");
    const [decides, every] = all(document, "section[aria-labelledby=against] table");
    const rows = (table: Element): readonly string[] =>
      all(table, "tbody tr").map((row) => cellsOf(row).join(" | "));
    expect(rows(decides!)).toContain("e2e_p50_ms * | 45 | 120 | -75 | -62.5 %");
    expect(rows(every!).length).toBeGreaterThan(rows(decides!).length);
    expect((await pageOf(sampleSuite())).document.querySelector("#against")).toBeNull();
  });

  it("says of consumers that do several things at once how many they are", async () => {
    const pooled = sampleRun({ name: "pooled" });
    const parallelism = { ...pooled.metrics.parallelism, consumersActiveMax: 10 };
    const { document } = await pageOf(
      suiteOf({ ...pooled, metrics: { ...pooled.metrics, parallelism } }, sampleRun()),
    );
    const rows = all(document, "#decision ~ .scroll tbody tr").map(cellsOf);
    expect(rows.map((cells) => cells[4])).toEqual(["10, in 4", "1 of 4"]);
  });

  it("claims nothing of a history of which only the records are known", async () => {
    const { document } = await pageOf(historySuite());
    expect(document.querySelector("header")!.textContent).toMatch(
      /does not say what it was made on/,
    );
    expect(document.querySelector("#trucks")).toBeNull();
    expect(document.querySelector("main")!.textContent).toMatch(/Not known: only a history/);
  });

  it("has the scenario as it was run, and what was assumed", async () => {
    const assumptions = [
      { name: "quota-window", value: "sliding" },
      { name: "of-another", value: "7" },
    ];
    const setup = sampleSetup({ assumptions });
    const { document } = await pageOf(suiteOf(sampleRun({ setup })));
    const scenario = all(document, "pre").map(({ textContent }) => textContent);
    expect(scenario.map((one) => JSON.parse(one) as unknown)).toEqual([setup.scenario]);
    const text = document.querySelector("main")!.textContent;
    expect(text).toContain("how a quota per second is counted");
    expect(text).toContain("of-another");
  });

  it("is the same whenever it is made", async () => {
    expect(await reportHtml(sampleSuite())).toBe(await reportHtml(sampleSuite()));
  });
});
