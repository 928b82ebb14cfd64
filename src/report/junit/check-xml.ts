import type { SuiteResult } from "../../result/suite-result.ts";
import { closerLook, eventsOf } from "../baseline/finding-words.ts";
import type { Finding, Judged } from "../baseline/judge-baseline.ts";
import { cellText, columnText, howMuchText } from "../change-words.ts";
import { junitText } from "./junit-xml.ts";
import { type TestCase, testSuites } from "./test-suite.ts";

const name = "is as in the baseline";

/** junit.xml of a check: the cases of its runs, and one more for each scenario. */
export function checkXml(suite: SuiteResult, { findings }: Judged): string {
  const byScenario = new Map(findings.map((finding) => [finding.scenario, finding]));
  const suites = testSuites(suite).map((one) => ({
    ...one,
    cases: [...one.cases, caseOf(byScenario.get(one.name))],
  }));
  const gone = findings
    .filter(({ kind }) => kind === "gone")
    .map((finding) => ({ name: finding.scenario, cases: [caseOf(finding)] }));
  return junitText([...suites, ...gone]);
}

function caseOf(finding: Finding | undefined): TestCase {
  if (finding === undefined) return { name };
  const { says, changes, details } = finding;
  const closer = closerLook(finding);
  const lines = [
    ...details,
    ...changes.map(
      (change) =>
        `${columnText(change)}: ${cellText(change.before)} -> ${cellText(change.after)} ${howMuchText(change)}`,
    ),
    ...eventsOf(finding),
    ...(closer === undefined ? [] : [`look closer: ${closer}`]),
  ];
  return { name, outcome: { kind: "failure", message: says, lines } };
}
