import { againstWord, type ComparedColumn, compareRuns } from "../../result/compare.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { SuiteResult } from "../../result/suite-result.ts";
import { type Columns, csvText } from "./csv-text.ts";
import { runIdentity } from "./run-identity.ts";

const columns: Columns<{ readonly run: RunResult; readonly compared: ComparedColumn }> = {
  ...runIdentity,
  column: ({ compared }) => compared.column,
  measured: ({ compared }) => compared.after,
  modelled: ({ compared }) => compared.before,
  difference: ({ compared }) => againstWord(compared),
  ratio: ({ compared }) => compared.ratio,
  caveats: ({ compared }) => compared.caveats.join(" "),
};

/** against.csv: a row per run and column, measured beside modelled. */
export function againstCsv({ scenarios, modelled }: SuiteResult): string | undefined {
  if (modelled === undefined) return undefined;
  const rows = compareRuns(scenarios, modelled).flatMap(({ measured, columns: all }) =>
    all.map((compared) => ({ run: measured, compared })),
  );
  return csvText(columns, rows);
}
