import {
  anomalyKinds,
  type Anomaly,
  type AnomalyCounts,
  type AnomalyKind,
  type GuaranteeProfile,
  type Verdict,
  type VerdictWord,
} from "./anomaly.ts";
import type { Outcome } from "./examination.ts";
import { noCounts, type Findings } from "./findings.ts";
import { difference } from "./interval-set.ts";
import type { RunFacts } from "./run-facts.ts";

/** Weighs what was found: forbidden anomalies make a run invalid; what was not checked makes one without them unknown. */
export function judge(
  profile: GuaranteeProfile,
  outcome: Outcome,
  findings: Findings,
  run: RunFacts,
): Verdict {
  const countsByKey = findings.countsByKey();
  const counts = total(countsByKey.values());
  const evidence = findings.evidence();
  const faults = forbiddenFound(profile, counts, evidence);
  const gaps = [...brokenChecks(outcome, findings), ...unchecked(outcome, counts, run)];
  const { records, sends, deliveries, effects } = outcome;
  return {
    verdict: word(faults, gaps),
    reasons: [...faults, ...gaps],
    counts,
    countsByKey,
    evidence,
    checked: { records, keys: run.keys.size, sends, deliveries, effects },
  };
}

function word(faults: readonly string[], gaps: readonly string[]): VerdictWord {
  if (faults.length > 0) return "invalid";
  return gaps.length > 0 ? "unknown" : "valid";
}

function total(all: Iterable<AnomalyCounts>): AnomalyCounts {
  const sum = noCounts();
  for (const counts of all) for (const kind of anomalyKinds) sum[kind] += counts[kind];
  return sum;
}

function forbiddenFound(
  { name, forbidden }: GuaranteeProfile,
  counts: AnomalyCounts,
  evidence: readonly Anomaly[],
): string[] {
  const isForbidden: ReadonlySet<AnomalyKind> = new Set(forbidden);
  return anomalyKinds
    .filter((kind) => isForbidden.has(kind) && counts[kind] > 0)
    .map((kind) => {
      const first = evidence.find((anomaly) => anomaly.kind === kind);
      return `${kind}: ${counts[kind]} found, none allowed (${name}); first: ${first?.detail ?? "no evidence was kept"}`;
    });
}

function brokenChecks({ failures }: Outcome, findings: Findings): string[] {
  const failed = [...failures].map(([name, message]) => `the check ${name} failed: ${message}`);
  const unjudged = [...findings.unjudged].map(
    ([name, count]) =>
      `the check ${name} could not judge ${count} ${count === 1 ? "case" : "cases"}: the history is too disordered for its bounded memory`,
  );
  return [...failed, ...unjudged];
}

function unchecked(outcome: Outcome, counts: AnomalyCounts, run: RunFacts): string[] {
  const gaps: string[] = [];
  if (outcome.deliveries === 0) gaps.push("nothing was delivered");
  if (outcome.effects === 0) gaps.push("nothing was processed");
  if (counts.unseen > 0) {
    gaps.push(`${counts.unseen} acknowledged events were not delivered before the history ended`);
  }
  const unprocessed = unprocessedCount(run);
  if (unprocessed > 0) gaps.push(`${unprocessed} events were delivered but never processed`);
  if (run.end === undefined) gaps.push("the history has no end record: it may have been cut short");
  if (run.end?.interrupted === true) gaps.push("the run was interrupted");
  return gaps;
}

/** Events that an application received and did not complete: whether they would have been processed in order is not known. */
function unprocessedCount(run: RunFacts): number {
  let count = 0;
  for (const { apps } of run.keys.values()) {
    for (const { delivered, completed } of apps) {
      for (const { from, to } of difference(delivered, completed)) count += to - from + 1;
    }
  }
  return count;
}
