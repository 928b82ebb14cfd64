import type { RunResult } from "../../result/run-result.ts";
import type { Columns } from "./csv-text.ts";

/** The run that a row belongs to: the first columns of every file but summary.csv. */
export const runIdentity: Columns<{ readonly run: RunResult }> = {
  scenario: ({ run }) => run.name,
  seed: ({ run }) => run.setup?.seed,
};
