import { unmetBounds } from "../../result/expectations.ts";
import { failureLines } from "../../result/failures.ts";
import { shellText } from "../../result/replay.ts";
import type { ExpectationResult, FigureResult, RunResult } from "../../result/run-result.ts";
import type { ScenarioResult, Skipped, SuiteResult } from "../../result/suite-result.ts";
import { firstEvents } from "../first-events.ts";

/** A test suite of a JUnit report. */
export interface TestSuite {
  readonly name: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly cases: readonly TestCase[];
}

/** `failure`: an expectation did not hold. `error`: the target failed. */
export interface TestCase {
  /** The same from one run to the next, since CI systems follow a test by it. */
  readonly name: string;
  readonly outcome?: {
    readonly kind: "failure" | "error" | "skipped";
    readonly message: string;
    readonly lines?: readonly string[];
  };
}

/** A suite per scenario, a case per seed and expectation. */
export function testSuites(suite: SuiteResult): readonly TestSuite[] {
  return [
    ...suite.scenarios.map((scenario) => suiteOf(scenario, suite.interrupted)),
    ...suite.skipped.map(suiteOfSkipped),
  ];
}

function suiteOf(result: ScenarioResult, interrupted: boolean): TestSuite {
  const { scenario, runs, failure } = result;
  const [first] = runs;
  const target = first?.setup?.target.label;
  return {
    name: scenario,
    properties: {
      ...(first && { evidence: first.evidence }),
      ...(target !== undefined && { target }),
    },
    cases: [
      ...runs.flatMap(casesOf),
      ...(failure === undefined ? [] : [notRun({ kind: "error", message: failure })]),
      ...(runs.length > 0 || failure !== undefined
        ? []
        : [notRun({ kind: "skipped", message: interrupted ? "interrupted" : "not begun" })]),
    ],
  };
}

function suiteOfSkipped({ scenario, reason }: Skipped): TestSuite {
  return { name: scenario, cases: [notRun({ kind: "skipped", message: reason })] };
}

function notRun(outcome: NonNullable<TestCase["outcome"]>): TestCase {
  return { name: "is run", outcome };
}

function casesOf(run: RunResult): readonly TestCase[] {
  const seed = run.setup === undefined ? "" : `seed ${run.setup.seed}: `;
  const ended = run.failure ?? run.endedBy;
  const [left] = run.leftOver;
  return [
    ...run.expectations.map((expectation) => caseOf(seed, expectation, run)),
    ...(ended === undefined ? [] : [errorCase(`${seed}runs to its end`, ended, againLines(run))]),
    ...(left === undefined ? [] : [errorCase(`${seed}leaves nothing behind`, left, run.leftOver)]),
  ];
}

function errorCase(name: string, message: string, lines: readonly string[]): TestCase {
  return { name, outcome: { kind: "error", message, lines } };
}

function caseOf(seed: string, expectation: ExpectationResult, run: RunResult): TestCase {
  const name = `${seed}${expectedWords(expectation)}`;
  switch (expectation.outcome) {
    case "held":
      return { name };
    case "not-judged":
      return {
        name,
        outcome: { kind: "skipped", message: "not judged: stated for other circumstances" },
      };
    case "failed": {
      const said = failureLines(expectation, run);
      const events = expectation.kind === "verdict" ? firstEvents(run) : [];
      const message = said[0] ?? "did not hold";
      const lines = [...said, ...events, ...againLines(run)];
      return { name, outcome: { kind: "failure", message, lines } };
    }
  }
}

function againLines({ setup }: RunResult): readonly string[] {
  return setup === undefined || setup.replay.length === 0
    ? []
    : [`again: ${shellText(setup.replay)}`];
}

function expectedWords(expectation: ExpectationResult): string {
  switch (expectation.kind) {
    case "verdict":
      return expectation.expected === "either"
        ? "order is judged"
        : `verdict is ${expectation.expected}`;
    case "anomaly":
      return `shows ${expectation.anomaly}`;
    case "figure":
      return `${expectation.column} is ${boundWords(expectation)}`;
  }
}

/** All bounds: those that a figure which is not there does not keep. */
function boundWords({ found: _found, ...figure }: FigureResult): string {
  return unmetBounds(figure).join(", ");
}
