import { printable } from "../../printable.ts";
import type { SuiteResult } from "../../result/suite-result.ts";
import { type TestCase, testSuites, type TestSuite } from "./test-suite.ts";

/** junit.xml: what CI systems show as tests. There are no times in it: in virtual time they would be nobody's. */
export function junitXml(suite: SuiteResult): string {
  return junitText(testSuites(suite));
}

export function junitText(suites: readonly TestSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="convoy"${countsText(all)}>`,
    ...suites.flatMap(suiteLines),
    "</testsuites>",
    "",
  ].join("\n");
}

function suiteLines({ name, properties = {}, cases }: TestSuite): readonly string[] {
  const facts = Object.entries(properties).map(
    ([key, value]) => `      <property${attribute("name", key)}${attribute("value", value)}/>`,
  );
  return [
    `  <testsuite${attribute("name", name)}${countsText(cases)}>`,
    ...(facts.length === 0 ? [] : ["    <properties>", ...facts, "    </properties>"]),
    ...cases.flatMap((one) => caseLines(name, one)),
    "  </testsuite>",
  ];
}

function caseLines(suite: string, { name, outcome }: TestCase): readonly string[] {
  const opening = `    <testcase${attribute("classname", suite)}${attribute("name", name)}`;
  if (outcome === undefined) return [`${opening}/>`];
  const { kind, message, lines = [] } = outcome;
  const said = `      <${kind}${attribute("message", message)}`;
  const text = lines.map((line) => escaped(line)).join("\n");
  return [
    `${opening}>`,
    text === "" ? `${said}/>` : `${said}>${text}</${kind}>`,
    "    </testcase>",
  ];
}

function countsText(cases: readonly TestCase[]): string {
  const count = (wanted: string): number =>
    cases.filter(({ outcome }) => outcome?.kind === wanted).length;
  return ` tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
}

function attribute(name: string, value: string): string {
  return ` ${name}="${escaped(value)}"`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Of what XML cannot hold nothing is left: it is spelled out. */
function escaped(text: string): string {
  return printable(text)
    .replaceAll(/[\uFFFE\uFFFF]/g, "\uFFFD")
    .replaceAll(/[&<>"]/g, (one) => entities[one] ?? one);
}
