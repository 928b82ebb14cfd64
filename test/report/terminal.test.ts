import { describe, expect, it } from "vitest";

import { plain } from "../../src/report/terminal/plain.ts";
import { suiteText } from "../../src/report/terminal/suite-text.ts";
import { verdictText } from "../../src/report/terminal/verdict-text.ts";
import { suiteResult } from "../../src/result/suite-result.ts";
import { disorderedRun, sampleRun } from "../result/sample-runs.ts";

const steering = "truck\u001B[2J\u0007\u2028";

describe("the terminal", () => {
  it("is never steered by a name from outside", () => {
    expect(plain(steering)).toBe("truck\\u001b[2J\\u0007\\u2028");
    const { verdict } = disorderedRun();
    const evidence = verdict.evidence.map((piece) => ({ ...piece, detail: steering }));
    expect(verdictText({ ...verdict, reasons: [steering], evidence })).not.toContain("[2J\u0007");
    const run = sampleRun({ failure: steering, name: steering, leftOver: [steering] });
    const text = suiteText(
      suiteResult({ interrupted: false, scenarios: [{ scenario: "x", runs: [run] }], skipped: [] }),
      {},
    );
    expect(text).not.toContain("\u0007");
    expect(text).not.toContain("\u2028");
  });

  it("claims no evidence where nothing was run", () => {
    const scenarios = [{ scenario: "stream", runs: [] }];
    const text = suiteText(suiteResult({ interrupted: true, scenarios, skipped: [] }), {
      folder: "x",
    });
    expect(text).toContain("evidence: none: nothing was run\n");
    expect(text).toContain("results: x (interrupted: partial; 1 scenario was not begun)\n");
  });
});
