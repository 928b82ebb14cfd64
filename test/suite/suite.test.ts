import { describe, expect, it } from "vitest";

import { TargetError } from "../../src/errors.ts";
import { exitCodeOf, suiteResult, suiteState } from "../../src/result/suite-result.ts";
import type { ScenarioFile } from "../../src/scenario/load.ts";
import type { Job, Ran } from "../../src/suite/job.ts";
import type { Pool } from "../../src/suite/pool.ts";
import { runFile } from "../../src/suite/run-file.ts";
import { runSuite, type SuiteOptions } from "../../src/suite/suite.ts";
import { embeddedAddress } from "../../src/targets/target.ts";
import { disappointingRun, measuredRun, sampleRun, sampleSetup } from "../result/sample-runs.ts";
import { sampleSuite } from "../result/sample-suites.ts";

const options: SuiteOptions = {
  overrides: [],
  seed: 5,
  repeats: 3,
  target: embeddedAddress,
  clock: "virtual",
};

function file(name: string): ScenarioFile {
  const scenario = { ...sampleSetup().scenario, name };
  return { file: `${name}.ts`, scenario } as unknown as ScenarioFile;
}

function ran({ seed }: Job): Ran {
  return {
    result: sampleRun({ durationMs: 1000 * seed, setup: sampleSetup({ seed }) }),
    wallMs: 1,
  };
}

function poolOf(run: (job: Job) => Promise<Ran | undefined>): Pool {
  return { run, stop: () => {}, unjudged: [] };
}

describe("a suite", () => {
  it("runs each scenario once per seed, and has tinybench's statistics of what they simulated", async () => {
    const jobs: Job[] = [];
    const heard: Ran[] = [];
    const pool = poolOf(async (job) => {
      jobs.push(job);
      return ran(job);
    });
    const [one, two] = await runSuite([file("a"), file("b")], options, pool, (each) =>
      heard.push(each),
    );
    expect(jobs.filter(({ scenarioFile }) => scenarioFile === "a.ts")).toHaveLength(3);
    expect(heard).toHaveLength(6);
    expect([one?.scenario, two?.scenario]).toEqual(["a", "b"]);
    expect(one?.runs.map(({ setup }) => setup?.seed)).toEqual([5, 6, 7]);
    expect(one?.duration).toMatchObject({ count: 3, meanMs: 6000, minMs: 5000, maxMs: 7000 });
    expect(one?.duration?.sdMs).toBeCloseTo(1000, 6);
  });

  it("of one seed has no spread", async () => {
    const pool = poolOf(async (job) => ran(job));
    const [only] = await runSuite([file("a")], { ...options, repeats: 1 }, pool, () => {});
    expect(only?.duration).toEqual({ count: 1, meanMs: 5000, minMs: 5000, maxMs: 5000 });
  });

  it("keeps what was run before it was stopped, in the order of the seeds, and has no statistics of a part", async () => {
    const pool = poolOf(async (job) => (job.seed === 6 ? undefined : ran(job)));
    const [only] = await runSuite([file("a")], options, pool, () => {});
    expect(only?.runs.map(({ setup }) => setup?.seed)).toEqual([5, 7]);
    expect(only?.duration).toBeUndefined();
  });

  it("says what the target said when it could not be used, and throws any other error", async () => {
    const refusing = poolOf(() => Promise.reject(new TargetError("nobody answers")));
    const [only] = await runSuite([file("a")], options, refusing, () => {});
    expect(only).toEqual({ scenario: "a", runs: [], failure: "nobody answers" });
    const broken = poolOf(() => Promise.reject(new Error("a bug")));
    await expect(runSuite([file("a")], options, broken, () => {})).rejects.toThrow("a bug");
  });
});

describe("what a suite came to", () => {
  const suiteOf = (run = sampleRun(), interrupted = false, failure?: string) =>
    suiteResult({
      interrupted,
      scenarios: [{ scenario: "a", runs: [run], ...(failure !== undefined && { failure }) }],
      skipped: [],
    });

  it.each([
    ["every expectation held", suiteOf(), 0, "complete"],
    ["one did not", suiteOf({ ...disappointingRun(), state: "complete" }), 1, "complete"],
    ["the target failed in mid-run", suiteOf(measuredRun()), 3, "failed"],
    ["it kept what should be deleted", suiteOf(sampleRun({ leftOver: ["x"] })), 3, "complete"],
    ["it could not be used", suiteOf(sampleRun(), false, "nobody answers"), 3, "failed"],
    ["it was interrupted", suiteOf(sampleRun(), true), 130, "interrupted"],
  ] as const)("is an exit code and a word: %s", (_, suite, code, state) => {
    expect(exitCodeOf(suite)).toBe(code);
    expect(suiteState(suite)).toBe(state);
  });

  it("is in run.json too, with what each run took and why it did not pass", () => {
    const suite = sampleSuite();
    const [first] = suite.scenarios[0]!.runs;
    const text = runFile({ node: "v24" }, suite, [{ result: first!, wallMs: 1500 }]);
    const { runs, ...rest } = JSON.parse(text) as { readonly runs: readonly object[] };
    expect(rest).toEqual({ node: "v24", notRun: ["never-begun"] });
    expect(runs).toHaveLength(3);
    expect(runs[0]).toMatchObject({ scenario: "stream", seed: 1, wallS: 1.5, failures: [] });
    expect(runs[1]).toMatchObject({
      seed: 2,
      failures: expect.arrayContaining(["no lost was found; this negative control must show it"]),
    });
    expect(runs[1]).not.toHaveProperty("wallS");
  });
});
