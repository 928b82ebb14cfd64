import { stripVTControlCharacters } from "node:util";

import { type FileText, reportFiles } from "../../src/report/report-files.ts";
import { suiteText } from "../../src/report/terminal/suite-text.ts";
import { comparedSuite, historySuite, sampleSuite } from "../result/sample-suites.ts";

export const goldenFolder = new URL("golden/", import.meta.url);
export const columnsFile = new URL("../../docs/COLUMNS.md", import.meta.url);

const suites = {
  sample: { suite: sampleSuite(), surroundings: { wallMs: 2000, folder: "results/sample" } },
  against: { suite: comparedSuite(), surroundings: { wallMs: 9000, folder: "results/against" } },
  history: { suite: historySuite(), surroundings: {} },
};

/** Every file of every sample suite, and what the terminal shows, by its path below the golden folder. */
export function goldenFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, { suite, surroundings }] of Object.entries(suites)) {
    for (const [file, text] of reportFiles(suite)) files.set(`${name}/${file}`, whole(text));
    const terminal = stripVTControlCharacters(suiteText(suite, surroundings));
    files.set(`${name}/terminal.txt`, terminal);
  }
  return files;
}

function whole(text: FileText): string {
  return typeof text === "string" ? text : [...text].join("");
}
