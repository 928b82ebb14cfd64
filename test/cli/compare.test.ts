import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { reportFiles } from "../../src/report/report-files.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { suiteResult } from "../../src/result/suite-result.ts";
import { sampleMetrics, sampleRun, sampleSetup } from "../result/sample-runs.ts";
import { convoy, temporary } from "./convoy.ts";

/** A results folder with these runs of one scenario, as `bench` writes it. */
function results(runs: readonly RunResult[], run?: object): string {
  const folder = temporary("results");
  mkdirSync(folder);
  const suite = suiteResult({
    interrupted: false,
    scenarios: [{ scenario: "stream", runs }],
    skipped: [],
  });
  for (const [name, text] of reportFiles(suite)) {
    writeFileSync(join(folder, name), typeof text === "string" ? text : [...text].join(""));
  }
  if (run !== undefined) writeFileSync(join(folder, "run.json"), JSON.stringify(run));
  return folder;
}

function machine(cpu: string) {
  return {
    convoy: "0.1.0",
    node: "v24.0.0",
    machine: { cpu, cores: 2, memoryGiB: 4, platform: "linux", arch: "x64" },
  };
}

const slow = sampleRun({ metrics: sampleMetrics({ latencyMs: 240 }) });

describe("convoy compare", () => {
  it("shows what changed, exit code 0, and 1 where that is asked for", async () => {
    const [before, after] = [results([sampleRun()]), results([slow])];
    const plain = await convoy(["compare", before, after]);
    expect(plain.stdout).toMatch(/e2e_p50_ms +120\S* +240\S* +\+\S+ +\+100 %/);
    expect(plain.code, plain.stderr).toBe(0);
    const failing = await convoy([
      "compare",
      before,
      join(after, "summary.csv"),
      "--fail-on-change",
    ]);
    expect(failing.stdout).toContain("1 of 1 scenario changed");
    expect(failing.code).toBe(1);
    const same = await convoy([
      "compare",
      join(before, "result.json"),
      join(before, "summary.csv"),
      "--fail-on-change",
    ]);
    expect(same.stdout).toContain("nothing changed in 1 scenario");
    expect(same.code).toBe(0);
  });

  it("prints Markdown or a page, and appends to the job's summary", async () => {
    const [before, after] = [results([sampleRun()]), results([slow])];
    const summary = temporary("summary.md");
    const markdown = await convoy(["compare", before, after, "--markdown"], {
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(markdown.stdout).toMatch(/^## Convoy: 1 of 1 scenario changed\n/);
    expect(readFileSync(summary, "utf8")).toBe(`${markdown.stdout}\n`);
    const page = await convoy(["compare", before, after, "--html"]);
    expect(page.stdout).toMatch(/^<!doctype html>/);
    expect(page.code).toBe(0);
  });

  it("compares with the baseline that comes with convoy", async () => {
    const { stdout, code } = await convoy([
      "compare",
      "baseline",
      "results/baseline",
      "--fail-on-change",
    ]);
    expect(stdout).toMatch(/nothing changed in \d\d scenarios/);
    expect(code).toBe(0);
  });

  it("tells runs of another machine apart", async () => {
    const real = sampleRun({ evidence: "measured", setup: sampleSetup({ clock: "real" }) });
    const [one, other] = [results([real], machine("Small")), results([real], machine("Big"))];
    const { stdout } = await convoy(["compare", one, other]);
    expect(stdout).toMatch(/NOT ALIKE: machine: Small, 2 cores.* \| Big, 2/s);
  });

  const broken = temporary("broken.csv");
  writeFileSync(broken, "scenario,seed\nstream,one\n");
  const history = temporary("h.history.jsonl");
  writeFileSync(history, "{}\n");
  const empty = temporary("empty");
  mkdirSync(empty);
  it.each([
    [["compare", "no-such", "baseline"], "no-such: there is no such file or folder"],
    [["compare", "baseline", broken], /broken.csv:2: seed: "one" is no number/],
    [["compare", "baseline", history], /is no results folder.*npm run convoy -- report/],
    [["compare", "baseline", "package.json"], "package.json: is no result of convoy"],
    [["compare", "baseline", empty], "has neither result.json nor summary.csv"],
    [["compare", "baseline"], "missing required argument 'B'"],
    [["compare", "baseline", "baseline", "--html", "--markdown"], "cannot be used with option"],
  ])("%j is one error, exit code 2", async (args, message) => {
    const { code, stderr } = await convoy(args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
    expect(code).toBe(2);
  });
});
