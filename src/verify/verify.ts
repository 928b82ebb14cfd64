/**
 * The verifier: judges the history of a run.
 *
 * It reads records one by one, in the order they happened, and keeps facts per truck (`RunFacts`): sequence numbers as
 * intervals, and small windows of recent records. Each check is one question asked of those facts, in a file of its own whose
 * header says what it claims, how, and where its knowledge ends. Memory is proportional to trucks, never to events.
 *
 * The verdict has three values. `invalid`: something the profile forbids was found. `unknown`: nothing forbidden was found, but
 * not enough was checked to say that there is nothing. `valid`: the rest.
 */
import type { HistoryRecord, HistorySink } from "../history/record.ts";
import type { Anomaly, GuaranteeProfile, Verdict } from "./anomaly.ts";
import { checkCorrupt } from "./check-corrupt.ts";
import { checkDuplicateEffect } from "./check-duplicate-effect.ts";
import { checkDuplicateLog } from "./check-duplicate-log.ts";
import { checkEffectOrder } from "./check-effect-order.ts";
import { checkKeyOverlap } from "./check-key-overlap.ts";
import { checkLost } from "./check-lost.ts";
import { checkMisrouted } from "./check-misrouted.ts";
import { checkOvertake } from "./check-overtake.ts";
import { checkPhantom } from "./check-phantom.ts";
import { checkSendOrder } from "./check-send-order.ts";
import type { CheckFactory } from "./check.ts";
import { Examination } from "./examination.ts";
import { Findings } from "./findings.ts";
import { judge } from "./judge.ts";
import { RunFacts } from "./run-facts.ts";

/** All checks, in the order of the anomalies of a report. */
export const checks: readonly CheckFactory[] = [
  checkLost,
  checkDuplicateLog,
  checkDuplicateEffect,
  checkSendOrder,
  checkEffectOrder,
  checkOvertake,
  checkKeyOverlap,
  checkMisrouted,
  checkPhantom,
  checkCorrupt,
];

export interface VerifierOptions {
  readonly profile: GuaranteeProfile;
  /** Default: all. */
  readonly checks?: readonly CheckFactory[];
  /** Hears of every piece of evidence that is kept, in the middle of the record that shows it or at the end. */
  readonly onFound?: (anomaly: Anomaly) => void;
}

export interface Verifier extends HistorySink {
  /** Ends the history and judges it. Records added later are ignored. */
  readonly close: () => Verdict;
  /** Intervals, remembered records and pieces of evidence held now: what the memory bound is about. */
  readonly retained: () => number;
}

/** Judges a whole history. */
export function verify(records: Iterable<HistoryRecord>, profile: GuaranteeProfile): Verdict {
  const verifier = createVerifier({ profile });
  for (const record of records) verifier.add(record);
  return verifier.close();
}

/** Judges a history while it is made. Never throws: a check that does is left out from there on, and the verdict says so. */
export function createVerifier(options: VerifierOptions): Verifier {
  const findings = new Findings(options.onFound);
  const run = new RunFacts(options.profile.scope);
  const examination = new Examination(options.checks ?? checks, findings, run);
  let verdict: Verdict | undefined;
  return {
    add: (record) => {
      if (verdict === undefined) examination.add(record);
    },
    close: () => {
      if (verdict !== undefined) return verdict;
      examination.close();
      verdict = judge(options.profile, examination.outcome, findings, run);
      return verdict;
    },
    retained: () => run.size + findings.size,
  };
}
