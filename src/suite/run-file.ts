import { failuresOf } from "../result/failures.ts";
import type { RunResult } from "../result/run-result.ts";
import { notRun, runsOf, type SuiteResult } from "../result/suite-result.ts";
import type { Ran } from "./job.ts";

/** The text of run.json: everything that may differ between two identical runs, and what was made of each. */
export function runFile(facts: object, suite: SuiteResult, ran: readonly Ran[]): string {
  const wallMs = new Map(ran.map((one) => [one.result, one.wallMs]));
  const modelled = (suite.modelled ?? []).flatMap(({ runs }) => runs);
  const runs = [...runsOf(suite), ...modelled].map((run) => runFacts(run, wallMs.get(run)));
  return `${JSON.stringify({ ...facts, runs, notRun: notRun(suite) }, undefined, 2)}\n`;
}

function runFacts(run: RunResult, wallMs: number | undefined) {
  const { name, setup, evidence, clientLoad } = run;
  return {
    scenario: name,
    seed: setup?.seed,
    target: setup?.target.kind,
    evidence,
    ...(wallMs !== undefined && { wallS: wallMs / 1000 }),
    ...(clientLoad?.isBound === true && { clientBound: true }),
    failures: failuresOf(run),
  };
}
