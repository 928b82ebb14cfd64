/** The command that makes docs/FAILURES.md, on a pair of it, and what the suite is listed as. */
import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { inexact } from "../../bench/failures/exact.ts";
import { noCounts } from "../../src/verify/findings.ts";
import { convoy, ran, root } from "../cli/convoy.ts";
import { sampleRun, sampleSetup } from "../result/sample-runs.ts";

const names = readdirSync(`${root}scenarios/failures`).map((file) => file.replace(/\.ts$/, ""));
const page = readFileSync(`${root}docs/FAILURES.md`, "utf8");

const failures = (args: readonly string[]) => ran("bench/failures.ts", args);

describe("npm run failures", () => {
  it("runs one pair with several seeds, prints its table, and leaves the page as it is", async () => {
    const ended = await failures(["--pair", "poison-batch-given-up", "--repeats", "2"]);
    expect(ended.stderr).not.toContain("✘");
    expect(ended.stdout).toMatch(/^what happens +anomaly$/m);
    expect(ended.stdout).toMatch(/^poison-batch-given-up +\d+ discarded$/m);
    expect(ended.stdout).toMatch(/BisectBatchOnFunctionError \(1 discarded\)/);
    expect(ended.stdout).toMatch(/^4 of 4 runs are exact$/m);
    expect(ended.code).toBe(0);
    expect(readFileSync(`${root}docs/FAILURES.md`, "utf8")).toBe(page);
  });

  it("says that there is no such pair", async () => {
    const ended = await failures(["--pair", "nothing-of-the-kind"]);
    expect(ended.stderr).toContain("nothing-of-the-kind");
    expect(ended.code).toBe(2);
  });
});

describe("docs/FAILURES.md", () => {
  it("has every scenario of the library", () => {
    expect(names.filter((name) => !page.includes(`[\`${name}\`]`))).toEqual([]);
  });
});

describe("a run is exact", () => {
  const { scenario } = sampleSetup();
  const expecting = (anomalies: readonly "overtake"[]) =>
    sampleSetup({ scenario: { ...scenario, expect: { ...scenario.expect, anomalies } } });
  const showing = { ...sampleRun().verdict, counts: { ...noCounts(), overtake: 2 } };

  it("if it shows what it claims, and not if it shows more or less", () => {
    expect(inexact(sampleRun())).toEqual([]);
    expect(inexact(sampleRun({ setup: expecting(["overtake"]), verdict: showing }))).toEqual([]);
    expect(inexact(sampleRun({ verdict: showing }))).toEqual([
      "shows overtake, and is to show nothing",
    ]);
    expect(inexact(sampleRun({ setup: expecting(["overtake"]) }))).toEqual([
      "shows nothing, and is to show overtake",
    ]);
  });
});

describe("convoy bench --suite failures --list", () => {
  it("lists every scenario of the library, and nothing else", async () => {
    const { code, stdout } = await convoy(["bench", "--suite", "failures", "--list"]);
    expect(code).toBe(0);
    const listed = stdout.split("\n").filter((line) => /^[a-z0-9]\S*$/.test(line));
    expect(listed.toSorted()).toEqual(names.toSorted());
  });
});
