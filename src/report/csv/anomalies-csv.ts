import type { Anomaly, RunResult } from "../../result/run-result.ts";
import { runsOf, type SuiteResult } from "../../result/suite-result.ts";
import { type Columns, csvText, rounded } from "./csv-text.ts";
import { runIdentity } from "./run-identity.ts";

const columns: Columns<{ readonly run: RunResult; readonly anomaly: Anomaly }> = {
  ...runIdentity,
  kind: ({ anomaly }) => anomaly.kind,
  truck: ({ anomaly }) => anomaly.key,
  seq: ({ anomaly }) => anomaly.seq,
  other_truck: ({ anomaly }) => anomaly.otherKey,
  other_seq: ({ anomaly }) => anomaly.otherSeq,
  app: ({ anomaly }) => anomaly.app,
  consumer: ({ anomaly }) => anomaly.consumer,
  lane: ({ anomaly }) => anomaly.lane,
  position: ({ anomaly }) => anomaly.position,
  at_ms: ({ anomaly }) => rounded(anomaly.atMs),
  detail: ({ anomaly }) => anomaly.detail,
};

/** anomalies.csv: the evidence, piece by piece. */
export function anomaliesCsv(suite: SuiteResult): string {
  const rows = runsOf(suite).flatMap((run) =>
    run.verdict.evidence.map((anomaly) => ({ run, anomaly })),
  );
  return csvText(columns, rows);
}
