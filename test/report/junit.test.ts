import { DOMParser } from "linkedom/worker";
import { describe, expect, it } from "vitest";

import { junitText, junitXml } from "../../src/report/junit/junit-xml.ts";
import { runsOf } from "../../src/result/suite-result.ts";
import { suiteResult } from "../../src/result/suite-result.ts";
import { disorderedRun, sampleRun } from "../result/sample-runs.ts";
import { comparedSuite, sampleSuite } from "../result/sample-suites.ts";

function parsed(xml: string) {
  return new DOMParser().parseFromString(xml, "text/xml");
}

describe("junit.xml", () => {
  it("has a test case per scenario, seed and expectation, and counts them", () => {
    const suite = sampleSuite();
    const document = parsed(junitXml(suite));
    const stated = runsOf(suite).flatMap(({ expectations }) => expectations);
    const cases = document.querySelectorAll("testcase");
    // And one for the scenario that was never begun.
    expect(cases).toHaveLength(stated.length + 1);
    const failed = stated.filter(({ outcome }) => outcome === "failed").length;
    expect(document.querySelectorAll("failure")).toHaveLength(failed);
    const whole = document.querySelector("testsuites");
    expect(whole?.getAttribute("tests")).toBe(String(cases.length));
    expect(whole?.getAttribute("failures")).toBe(String(failed));
    expect(whole?.getAttribute("skipped")).toBe("2");
    const names = [...cases].map(
      (one) => `${one.getAttribute("classname")} ${one.getAttribute("name")}`,
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it("a failure shows the first events of the broken truck and the command that repeats it", () => {
    const broken = disorderedRun();
    const expectations = [
      { kind: "verdict", expected: "valid", found: "invalid", outcome: "failed" },
    ] as const;
    const run = { ...broken, expectations };
    const xml = junitXml(
      suiteResult({
        interrupted: false,
        scenarios: [{ scenario: "queue", runs: [run] }],
        skipped: [],
      }),
    );
    const text = parsed(xml).querySelector("failure")?.textContent ?? "";
    expect(text).toContain("effect of =1+2#1 came after that of =1+2#2");
    expect(text).toMatch(/2000 ms {2}map-1 {2}#2 done {2}<\n.*2080 ms {2}map-1 {2}#1 done/);
    expect(text).toContain("again: npm run bench -- --scenario '../my queue.ts' --seed 1");
  });

  it("what the target did is an error, not a failure of the design", () => {
    const document = parsed(junitXml(comparedSuite()));
    const errors = [...document.querySelectorAll("error")];
    expect(errors.map((one) => one.getAttribute("message"))).toEqual([
      "every request has failed for 6 s: ECONNREFUSED",
      "could not delete the stream convoy-stream-1",
    ]);
    expect(document.querySelector("testsuites")?.getAttribute("errors")).toBe("2");
  });

  it("names from outside stay text, whatever is in them", () => {
    const nasty = `a"<b>&'\u0000\u001B[31m\uFFFE\uD800\n]]>`;
    const outcome = { kind: "failure", message: nasty, lines: [nasty] } as const;
    const xml = junitText([{ name: nasty, cases: [{ name: nasty, outcome }] }]);
    // oxlint-disable-next-line no-control-regex -- what XML 1.0 cannot hold
    expect(xml).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uD800-\uDFFF]/);
    const document = parsed(xml);
    expect(document.querySelectorAll("testcase")).toHaveLength(1);
    expect(xml).toContain('message="a&quot;&lt;b&gt;&amp;');
  });

  it("a run that held all has nothing but its cases", () => {
    const runs = [sampleRun()];
    const xml = junitXml(
      suiteResult({ interrupted: false, scenarios: [{ scenario: "stream", runs }], skipped: [] }),
    );
    expect(xml).toContain('tests="2" failures="0" errors="0" skipped="0"');
    expect(xml).not.toContain("<failure");
  });
});
