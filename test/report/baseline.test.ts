import { stripVTControlCharacters } from "node:util";

import { describe, expect, it } from "vitest";

import {
  type Baseline,
  baselineOf,
  unkept,
  updatedBaseline,
} from "../../src/report/baseline/baseline-files.ts";
import { firstDifference } from "../../src/report/baseline/first-difference.ts";
import { judgeBaseline } from "../../src/report/baseline/judge-baseline.ts";
import { rowsByScenario } from "../../src/report/baseline/rows-by-scenario.ts";
import { checkXml } from "../../src/report/junit/check-xml.ts";
import { checkMarkdown } from "../../src/report/markdown/check-md.ts";
import { checkText } from "../../src/report/terminal/check-text.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { suiteResult, type SuiteResult } from "../../src/result/suite-result.ts";
import { disorderedRun, sampleMetrics, sampleRun, sampleSetup } from "../result/sample-runs.ts";

/** Of scenarios by their names, each with its runs. */
function suite(scenarios: Readonly<Record<string, readonly RunResult[]>>): SuiteResult {
  return suiteResult({
    interrupted: false,
    scenarios: Object.entries(scenarios).map(([scenario, runs]) => ({
      scenario,
      runs: runs.map((run) => ({ ...run, name: scenario })),
      duration: { count: runs.length, meanMs: 3500, minMs: 3500, maxMs: 3500 },
    })),
    skipped: [],
  });
}

function judge(baseline: Baseline, now: SuiteResult, isWhole = true) {
  return judgeBaseline(baseline, now, { shown: "b/summary.csv", isWhole });
}

const calm = sampleRun();
const slower = sampleRun({ metrics: sampleMetrics({ latencyMs: 240 }) });
/** As expected before, and out of order now. */
const lost = {
  ...disorderedRun(),
  expectations: [{ kind: "verdict", expected: "valid", found: "invalid", outcome: "failed" }],
} as const satisfies RunResult;

describe("runs held against a baseline", () => {
  const before = baselineOf(suite({ one: [calm], two: [calm] }));

  it("that are the same have no finding, whatever git has made of the ends of lines", () => {
    expect(judge(before, suite({ one: [calm], two: [calm] }))).toMatchObject({
      findings: [],
      checked: 2,
      newColumns: [],
    });
    const unix = new Map([...before].map(([name, text]) => [name, text.replaceAll("\r\n", "\n")]));
    expect(judge(unix, suite({ two: [calm], one: [calm] })).findings).toEqual([]);
  });

  it("a lost order comes before figures that moved, and names both", () => {
    const { findings } = judge(before, suite({ one: [slower], two: [lost] }));
    expect(findings.map(({ kind, scenario }) => [kind, scenario])).toEqual([
      ["order-lost", "two"],
      ["moved", "one"],
    ]);
    expect(findings[0]?.says).toBe(
      "ORDER LOST: verdict valid -> invalid (1 duplicate-effect, 2 nonmonotonic-effect)",
    );
    expect(findings[1]?.changes).toContainEqual(
      expect.objectContaining({
        column: "e2e_max_ms",
        before: expect.closeTo(120, 0) as number,
        after: expect.closeTo(240, 0) as number,
      }),
    );
  });

  it("a row that is the same does not hide that a truck's or a second's is not", () => {
    const keys = before.get("keys.csv")!.replace(/(two,1,truck_2,3,3,3,)3/, "$12");
    const { findings } = judge(
      new Map([...before, ["keys.csv", keys]]),
      suite({ one: [calm], two: [calm] }),
    );
    expect(findings).toMatchObject([
      {
        kind: "details-moved",
        scenario: "two",
        details: ["keys.csv: seed 1, truck truck_2: events_effected 2 -> 3"],
      },
    ]);
  });

  it("what the scenario is has changed too when it is another design with the same figures", () => {
    const design = { ...sampleSetup().scenario.design, partitionKey: "one" };
    const scenario = { ...sampleSetup().scenario, design } as ReturnType<
      typeof sampleSetup
    >["scenario"];
    const other = sampleRun({ setup: sampleSetup({ scenario }) });
    const { findings } = judge(before, suite({ one: [calm], two: [other] }));
    expect(findings).toMatchObject([{ kind: "moved", changes: [{ column: "design" }] }]);
  });

  it("a run that is not as expected is found, though the baseline says the same of it", () => {
    const { expectations, ...rest } = calm;
    const failing = {
      ...rest,
      expectations: expectations.map((one) => ({ ...one, outcome: "failed" as const })),
    };
    const written = baselineOf(suite({ one: [failing] }));
    const { findings } = judge(written, suite({ one: [failing] }));
    expect(findings).toMatchObject([{ kind: "not-as-expected", changes: [] }]);
    expect(findings[0]?.says).toMatch(/^NOT AS EXPECTED: verdict is valid/);
  });

  it("scenarios that are new, or gone, are findings; gone only where all were run", () => {
    const now = suite({ one: [calm], three: [calm] });
    expect(judge(before, now).findings).toMatchObject([
      { kind: "new", scenario: "three" },
      { kind: "gone", scenario: "two" },
    ]);
    expect(judge(before, now, false).findings).toMatchObject([{ kind: "new" }]);
  });

  it("a seed that the baseline has not is named; fewer seeds than it has are none", () => {
    const second = sampleRun({ setup: sampleSetup({ seed: 2 }) });
    const both = baselineOf(suite({ one: [calm, second] }));
    expect(judge(both, suite({ one: [calm] })).findings).toEqual([]);
    const { findings } = judge(before, suite({ one: [calm, second], two: [calm] }));
    expect(findings).toMatchObject([
      { kind: "details-moved", details: ["seed 2 is not in the baseline: --update adds it"] },
    ]);
  });

  it("columns that an older baseline does not have are said, and are no findings", () => {
    const older = before
      .get("summary.csv")!
      .split("\r\n")
      .map((line) => line.replace(/,[^,]*$/, ""))
      .join("\r\n");
    const judged = judge(new Map([["summary.csv", older]]), suite({ one: [calm], two: [calm] }));
    expect(judged).toMatchObject({ findings: [], newColumns: ["limited_by"] });
    expect(checkText(judged, "b")).toContain(
      "another version wrote: limited_by; --update adds them",
    );
  });

  it("a broken baseline is one error that names line and column", () => {
    const broken = before.get("summary.csv")!.replace(",valid,", ",valid,no,");
    expect(() => judge(new Map([["summary.csv", broken]]), suite({ one: [calm] }))).toThrow(
      "b/summary.csv:2: ",
    );
  });
});

describe("a baseline that is written anew", () => {
  const before = baselineOf(suite({ one: [calm], two: [calm] }));

  it("has new rows for what was run, and the others as they were", () => {
    const updated = updatedBaseline(before, suite({ two: [slower], three: [calm] }));
    const whole = baselineOf(suite({ one: [calm], two: [slower], three: [calm] }));
    expect(updated).toEqual(whole);
    expect(updatedBaseline(new Map(), suite({ one: [calm] }))).toEqual(
      baselineOf(suite({ one: [calm] })),
    );
  });

  it("rows with other columns cannot be kept, and are named", () => {
    const older = new Map(before).set(
      "summary.csv",
      before.get("summary.csv")!.replace("scenario,", "scenario,older,"),
    );
    expect(unkept(older, suite({ one: [calm] }))).toEqual(["two"]);
    expect(unkept(older, suite({ one: [calm], two: [calm] }))).toEqual([]);
    expect(unkept(before, suite({ one: [calm] }))).toEqual([]);
  });
});

describe("what a check shows", () => {
  const before = baselineOf(suite({ one: [calm], two: [calm], three: [calm] }));
  const judged = judge(before, suite({ one: [slower], two: [lost], three: [calm] }));
  const shown = (columns: number) => stripVTControlCharacters(checkText(judged, "b", { columns }));

  it("fits into 80 characters but for the command, which is not broken", () => {
    const wide = shown(80)
      .split("\n")
      .filter((line) => line.length > 80 && !line.includes("look closer"));
    expect(wide).toEqual([]);
  });

  it("has the first events of the broken truck, and the command to look closer", () => {
    const text = shown(80);
    expect(text).toMatch(/^✘ two: ORDER LOST: /);
    expect(text).toMatch(/2000 ms {2}map-1 {2}#2 done {2}<\n.*2080 ms {2}map-1 {2}#1 done/);
    expect(text).toContain(
      "look closer: npm run bench -- --scenario '../my queue.ts' --seed 1 --target embedded --history",
    );
    expect(text).toContain("✘ 2 of 3 scenarios not as in b; the order is lost in 1");
    expect(text).toContain("with --update writes it down");
  });

  it("many findings are told in a line each", () => {
    const names = Array.from({ length: 300 }, (_, at) => `s${at}`);
    const runs = (run: RunResult) => suite(Object.fromEntries(names.map((name) => [name, [run]])));
    const many = judge(baselineOf(runs(calm)), runs(slower));
    const text = stripVTControlCharacters(checkText(many, "b", { columns: 80 }));
    expect(text.match(/look closer/g)).toHaveLength(6);
    expect(text).toMatch(/^✘ s299: \d+ figures moved, \w+ \S+ %, /m);
    expect(checkMarkdown(many, "b").length).toBeLessThan(65_536);
  });

  it("is Markdown for a pull request, and a case of junit.xml for each scenario", () => {
    const text = checkMarkdown(judged, "b");
    expect(text).toMatch(/^## ✘ Convoy: 2 of 3 scenarios not as in b; the order is lost in 1\n/);
    expect(text).toMatch(/\| e2e\\_max\\_ms \| 120\S* \| 240\S* \| \+\S+ % \|/);
    expect(text).toContain("2080 ms  map-1  #1 done");
    const xml = checkXml(suite({ one: [slower], two: [lost], three: [calm] }), judged);
    expect(xml.match(/name="is as in the baseline"/g)).toHaveLength(3);
    expect(xml.match(/name="is as in the baseline"\/>/g)).toHaveLength(1);
    expect(xml).toContain('<failure message="ORDER LOST: verdict valid -&gt; invalid');
  });
});

describe("rows of a file by scenario", () => {
  it("a line end, a comma and quotes within quotes part nothing", () => {
    const text = 'scenario,x\r\n"a,""b""","1\r\n2"\r\nplain,3\r\n"a,""b""",4\r\n\'=f,5';
    expect(rowsByScenario(text)).toEqual({
      header: "scenario,x\n",
      rows: new Map([
        ['a,"b"', '"a,""b""","1\n2"\n"a,""b""",4\n'],
        ["plain", "plain,3\n"],
        ["=f", "'=f,5"],
      ]),
    });
  });

  it("the first difference names row and column, and says how many rows differ", () => {
    const header = "scenario,seed,second,a,b\n";
    const one = { header, rows: "s,1,0,1,2\ns,1,1,1,2\n" };
    const changed = { header, rows: "s,1,0,1,3\ns,1,1,9,9\n" };
    expect(firstDifference("t.csv", one, one)).toBeUndefined();
    expect(firstDifference("t.csv", one, changed)).toBe(
      "t.csv: seed 1, second 0: b 2 -> 3 (2 of 2 rows differ)",
    );
    expect(firstDifference("t.csv", one, { header, rows: "s,1,0,1,2\n" })).toBe(
      "t.csv: 2 rows -> 1 rows",
    );
    expect(firstDifference("t.csv", one, { header, rows: 's,1,0,"1",2\ns,1,1,1,2\n' })).toBe(
      "t.csv: the same cells in other bytes",
    );
  });
});
