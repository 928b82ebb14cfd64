import { countedAs } from "../counted.ts";
import {
  anomalyKinds,
  type Anomaly,
  type AnomalyCounts,
  type AnomalyKind,
  type GuaranteeProfile,
  type Verdict,
  type VerdictWord,
} from "./anomaly.ts";
import type { Case } from "./case.ts";
import { noCounts } from "./findings.ts";
import { gapsIn } from "./gaps.ts";
import type { RunFacts } from "./run-facts.ts";

/** Weighs what was found: forbidden anomalies make a run invalid; what was not checked makes one without them unknown. */
export function judge({ profile, examination, findings, run }: Case): Verdict {
  const countsByKey = findings.countsByKey();
  const counts = total(countsByKey.values());
  const evidence = findings.evidence();
  const faults = [...forbiddenFound(profile, counts, evidence), ...forbiddenAside(profile, run)];
  const { gaps, notes } = gapsIn({ profile, examination, findings, run }, counts);
  const { sends, acks, deliveries, starts, effects, commits } = run.counts;
  return {
    verdict: word(faults, gaps),
    reasons: [...faults, ...gaps],
    counts,
    countsByKey,
    evidence,
    notes,
    setAside: { ...run.setAside },
    checked: {
      records: run.at,
      keys: run.keys.size,
      sends,
      acks,
      deliveries,
      starts,
      effects,
      commits,
    },
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

function forbiddenAside({ name, allows = [] }: GuaranteeProfile, { setAside }: RunFacts): string[] {
  const { deadLettered, discarded } = setAside;
  const faults: string[] = [];
  if (deadLettered > 0 && !allows.includes("dead-letter")) {
    faults.push(
      `dead-letter: ${countedAs(deadLettered, "event was", "events were")} dead-lettered, none allowed (${name})`,
    );
  }
  if (discarded > 0 && !allows.includes("discard")) {
    faults.push(
      `discard: ${countedAs(discarded, "event was", "events were")} discarded, none allowed (${name})`,
    );
  }
  return faults;
}
