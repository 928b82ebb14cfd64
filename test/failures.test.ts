import { describe, expect, it } from "vitest";

import { inexact } from "../bench/failures/exact.ts";
import { figureColumns } from "../src/result/summary-row.ts";
import { loadScenarios, suitePatterns } from "../src/scenario/load.ts";
import { openPool } from "../src/suite/pool.ts";
import { embeddedAddress } from "../src/targets/target.ts";

/** The failure library: each design that breaks shows what it claims and nothing else, each cure shows nothing. */
const pool = openPool();
const names = suitePatterns("failures");
const files = await loadScenarios(names, figureColumns);

describe.concurrent("the failure library", () => {
  it("is pairs: whatever breaks has a cure, and the other way round", () => {
    const whats = (side: string): ReadonlySet<string> =>
      new Set(names.flatMap((name) => new RegExp(`^(.+)-${side}(-.+)?$`).exec(name)?.[1] ?? []));
    expect(names.filter((name) => !/-(breaks|holds)(-|$)/.test(name))).toEqual([]);
    expect(whats("breaks")).toEqual(whats("holds"));
  });

  it.concurrent.each(files)("$scenario.name", async ({ file, scenario }) => {
    const ran = await pool.run({
      scenarioFile: file,
      scenario: scenario.name,
      overrides: [],
      seed: 21,
      target: embeddedAddress,
      clock: "virtual",
    });
    expect(inexact(ran!.result)).toEqual([]);
  });
});
