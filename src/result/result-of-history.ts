import type { HistoryRecord, HistorySink } from "../history/record.ts";
import { BrokenKeys } from "../metrics/broken-keys.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { type ProfileName, profiles } from "../verify/profile.ts";
import { createVerifier } from "../verify/verify.ts";
import { judgeExpectations } from "./expectations.ts";
import { type RunResult, type RunState, resultVersion } from "./run-result.ts";
import { verdictResult } from "./verdict-result.ts";

/** A history of any origin on its way to a result: no scenario is known, so nothing is known of what was asked for. */
export interface HistoryResult extends HistorySink {
  readonly close: () => RunResult;
}

/** `name`: what reports call it. */
export function historyResult(name: string, guarantee: ProfileName): HistoryResult {
  const brokenKeys = new BrokenKeys();
  const verifier = createVerifier({
    profile: profiles[guarantee],
    onFound: (anomaly) => brokenKeys.found(anomaly),
  });
  const metrics = createMetrics({ keys: [], arrival: "open" });
  let durationMs = 0;
  let state: RunState = "unknown";
  return {
    add: (record) => {
      brokenKeys.add(record);
      verifier.add(record);
      metrics.add(record);
      durationMs = Math.max(durationMs, record.atMs);
      if (record.type === "end") state = stateAt(record);
    },
    close: () => {
      const verdict = verdictResult(verifier.close());
      const result: Omit<RunResult, "expectations"> = {
        version: resultVersion,
        name,
        evidence: "unknown",
        state,
        durationMs,
        guarantee,
        verdict,
        brokenKeys: brokenKeys.close(),
        metrics: metrics.close(),
        caveats: [],
        leftOver: [],
      };
      return { ...result, expectations: judgeExpectations(result, { judgesFigures: false }) };
    },
  };
}

function stateAt({ interrupted }: Extract<HistoryRecord, { type: "end" }>): RunState {
  return interrupted ? "interrupted" : "complete";
}
