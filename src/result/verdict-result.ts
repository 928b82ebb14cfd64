import type { AnomalyCounts, AnomalyKind, Verdict } from "../verify/anomaly.ts";
import type { KeyCounts, VerdictResult } from "./run-result.ts";

/** A verdict as plain data. */
export function verdictResult({ countsByKey, ...verdict }: Verdict): VerdictResult {
  return { ...verdict, countsByKey: [...countsByKey].map(keyCounts) };
}

function keyCounts([key, counts]: readonly [string, AnomalyCounts]): KeyCounts {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  return { key, counts: Object.fromEntries(found) as Partial<Record<AnomalyKind, number>> };
}
