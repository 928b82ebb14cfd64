import { resultText } from "../result/result-file.ts";
import type { SuiteResult } from "../result/suite-result.ts";
import { againstCsv } from "./csv/against-csv.ts";
import { anomaliesCsv } from "./csv/anomalies-csv.ts";
import { keysCsv } from "./csv/keys-csv.ts";
import { seedsCsv } from "./csv/seeds-csv.ts";
import { sensitivityCsv } from "./csv/sensitivity-csv.ts";
import { statisticsCsv } from "./csv/statistics-csv.ts";
import { summaryCsv } from "./csv/summary-csv.ts";
import { timeseriesCsv } from "./csv/timeseries-csv.ts";
import { benchmarkFiles } from "./json/benchmark-json.ts";
import { junitXml } from "./junit/junit-xml.ts";
import { summaryMarkdown } from "./markdown/summary-md.ts";

/** A text, whole or in pieces. */
export type FileText = string | Iterable<string>;

/** One kind of report: the text of a file, from a result and nothing else; undefined when the result has nothing for it. */
export type Renderer = (suite: SuiteResult) => FileText | undefined;

/** Every file of a results folder but run.json, by its name. Another kind of report is another line. */
const renderers: Readonly<Record<string, Renderer>> = {
  "result.json": resultText,
  "summary.csv": summaryCsv,
  "timeseries.csv": timeseriesCsv,
  "keys.csv": keysCsv,
  "anomalies.csv": anomaliesCsv,
  "statistics.csv": statisticsCsv,
  "seeds.csv": seedsCsv,
  "against.csv": againstCsv,
  "sensitivity.csv": sensitivityCsv,
  "junit.xml": junitXml,
  "summary.md": summaryMarkdown,
};

export interface FileOptions {
  /** Also those for github-action-benchmark. */
  readonly benchmarkJson?: boolean | undefined;
}

/** The files of a result, by name. In virtual time they are the same bytes for the same scenarios and seeds. */
export function reportFiles(
  suite: SuiteResult,
  { benchmarkJson = false }: FileOptions = {},
): ReadonlyMap<string, FileText> {
  const files = new Map<string, FileText>();
  for (const [name, render] of Object.entries(renderers)) {
    const text = render(suite);
    if (text !== undefined) files.set(name, text);
  }
  if (benchmarkJson) for (const [name, text] of benchmarkFiles(suite)) files.set(name, text);
  return files;
}
