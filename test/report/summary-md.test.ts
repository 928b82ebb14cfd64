import { describe, expect, it } from "vitest";

import { codeBlock, markdownText } from "../../src/report/markdown/markdown-text.ts";
import { summaryMarkdown } from "../../src/report/markdown/summary-md.ts";
import { suiteResult } from "../../src/result/suite-result.ts";
import { disappointingRun, sampleRun } from "../result/sample-runs.ts";

describe("summary.md", () => {
  it("says first whether all came out as expected, and what the figures are", () => {
    const scenarios = [{ scenario: "stream", runs: [sampleRun()] }];
    const text = summaryMarkdown(suiteResult({ interrupted: false, scenarios, skipped: [] }));
    expect(text).toMatch(
      /^## ✔ Convoy: 1 of 1 runs as expected\n\nEvidence: modelled: .*not from AWS\.\n/,
    );
  });

  it("a suite of which runs are missing is not good, though all that ran came out as expected", () => {
    const scenarios = [
      { scenario: "stream", runs: [sampleRun()] },
      { scenario: "later", runs: [] },
    ];
    const text = summaryMarkdown(suiteResult({ interrupted: true, scenarios, skipped: [] }));
    expect(text).toMatch(/^## ✘ /);
    expect(text).toContain("Not run: later.");
  });

  it("fits into a comment on a pull request, however many runs there are and fail", () => {
    const [good, bad] = [sampleRun(), disappointingRun()];
    const scenarios = Array.from({ length: 2000 }, (_, at) => {
      const name = `a-scenario-with-quite-a-long-name-${at}`;
      return {
        scenario: name,
        runs: [{ ...(at % 2 === 0 ? good : bad), name }],
      };
    });
    const text = summaryMarkdown(suiteResult({ interrupted: false, scenarios, skipped: [] }));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("And 992 more failed runs.");
    expect(text).toContain("And 1850 more runs: summary.csv has them.");
  });

  it("text from outside is no markup", () => {
    expect(markdownText("a|b *c* <img> @team [x](y) `z`\n# h")).toBe(
      "a\\|b \\*c\\* &lt;img> &#64;team \\[x\\](y) \\`z\\`\\\\u000a\\# h",
    );
    expect(codeBlock(["a ``` b"])).toEqual(["````", "a ``` b", "````"]);
  });
});
