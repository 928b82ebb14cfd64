import type { RunResult } from "../../src/result/run-result.ts";
import { suiteResult, type SuiteResult } from "../../src/result/suite-result.ts";
import {
  disappointingRun,
  disorderedRun,
  measuredRun,
  sampleRun,
  sampleSetup,
} from "./sample-runs.ts";

/** A suite with a run of each kind that the model gives. */
export function sampleSuite(): SuiteResult {
  return suiteResult({
    interrupted: true,
    scenarios: [
      { scenario: "stream", runs: [sampleRun(), disappointingRun()] },
      {
        scenario: "queue",
        runs: [disorderedRun()],
        duration: { count: 1, meanMs: 3500, minMs: 3500, maxMs: 3500 },
      },
      { scenario: "never-begun", runs: [] },
    ],
    skipped: [],
  });
}

/** A target beside the model. */
export function comparedSuite(): SuiteResult {
  const latency = { name: "slow.json", source: "measured on a slow day" };
  const target = { kind: "embedded", label: "embedded model", latency } as const;
  const duration = { count: 2, meanMs: 3500, minMs: 3400, maxMs: 3600 };
  return suiteResult({
    interrupted: false,
    scenarios: [
      {
        scenario: "stream",
        runs: [measuredRun()],
        duration: { ...duration, sdMs: 141.421, rmePercent: 36.3 },
      },
    ],
    skipped: [{ scenario: "queue", reason: "the target has no sqs" }],
    modelled: [{ scenario: "stream", runs: [sampleRun({ setup: sampleSetup({ target }) })] }],
  });
}

/** A history of which nothing else is known. */
export function historySuite(): SuiteResult {
  const { setup: _setup, costUsd: _cost, ...run } = sampleRun();
  const expectation = { kind: "verdict", expected: "valid", found: "valid" } as const;
  const history: RunResult = {
    ...run,
    name: "history.jsonl",
    evidence: "unknown",
    expectations: [{ ...expectation, outcome: "held" }],
  };
  return suiteResult({
    interrupted: false,
    scenarios: [{ scenario: history.name, runs: [history] }],
    skipped: [],
  });
}
