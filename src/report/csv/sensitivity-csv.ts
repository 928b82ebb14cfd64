import type { Change, Sensitivity, TriedStatement, Variation } from "../../result/sensitivity.ts";
import type { SuiteResult } from "../../result/suite-result.ts";
import { type Columns, csvText } from "./csv-text.ts";

const columns: Columns<{
  readonly sensitivity: Sensitivity;
  readonly statement: TriedStatement;
  readonly variation: Variation;
  readonly change: Change | undefined;
}> = {
  comparison: ({ sensitivity }) => sensitivity.comparison,
  statement: ({ statement }) => statement.says,
  assumption: ({ variation }) => variation.assumption,
  variation: ({ variation }) => variation.label,
  holds: ({ change }) => change === undefined,
  instead: ({ change }) => change?.instead,
};

/** sensitivity.csv: a row per statement and variation. */
export function sensitivityCsv({ sensitivity: all }: SuiteResult): string | undefined {
  if (all === undefined) return undefined;
  const rows = all.flatMap((sensitivity) =>
    sensitivity.statements.flatMap((statement) =>
      sensitivity.variations.map((variation) => {
        const { assumption, label } = variation;
        const change = statement.changes.find(
          (one) => one.assumption === assumption && one.label === label,
        );
        return { sensitivity, statement, variation, change };
      }),
    ),
  );
  return csvText(columns, rows);
}
