/**
 * The verifier: judges the history of a run.
 *
 * It reads records one by one, in the order they happened, and keeps facts per truck (`RunFacts`): sequence numbers as
 * intervals, what is under way, and small windows of what was last. Each check is one question asked of those facts, in a file of its
 * own whose header says what it claims, how, and where its knowledge ends. Memory is proportional to trucks and to what is under way,
 * never to events.
 *
 * The verdict has three values. `invalid`: something the profile forbids was found. `unknown`: nothing forbidden was found, but
 * not enough was checked to say that there is nothing, or the history contradicts itself. `valid`: the rest.
 */
import type { HistoryRecord, HistorySink } from "../history/record.ts";
import type { GuaranteeProfile, Verdict } from "./anomaly.ts";
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
import { checkStaleEffect } from "./check-stale-effect.ts";
import { checkUnprocessed } from "./check-unprocessed.ts";
import type { CheckFactory } from "./check.ts";
import { Examination } from "./examination.ts";
import { Findings, type Found } from "./findings.ts";
import { judge } from "./judge.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { Memory } from "./memory.ts";
import { RunFacts } from "./run-facts.ts";
import { StraightWay } from "./straight-way.ts";

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
  checkUnprocessed,
  checkStaleEffect,
];

export interface VerifierOptions {
  readonly profile: GuaranteeProfile;
  /** Default: all. */
  readonly checks?: readonly CheckFactory[];
  /** Hears of every piece of evidence that is kept, in the middle of the record that shows it or at the end. */
  readonly onFound?: (found: Found) => void;
  /** Events remembered one by one in all, beyond what is under way. */
  readonly remembered?: number;
  /** Trucks whose facts are at hand; those of others are packed. */
  readonly keysAtHand?: number;
  /** Asked now and then whether memory runs out. The verifier then keeps only what it must, and if that is not enough, stops there. */
  readonly isMemoryShort?: () => boolean;
}

export interface Verifier extends HistorySink {
  /** Ends the history and judges it. Records added later are ignored. */
  readonly close: () => Verdict;
  /** Whether memory ran out: records added from there on are ignored. */
  readonly hasStopped: () => boolean;
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
  return new RunningVerifier(options);
}

/** Its methods may be handed on by themselves. */
class RunningVerifier implements Verifier {
  readonly #profile: GuaranteeProfile;
  readonly #findings: Findings;
  readonly #run: RunFacts;
  readonly #examination: Examination;
  readonly #watch: MemoryWatch;
  #verdict: Verdict | undefined;

  constructor({ profile, onFound, remembered, ...options }: VerifierOptions) {
    // In a fleet all trucks have one order, which cannot be packed with one of them.
    const keysAtHand = profile.scope === "fleet" ? Infinity : options.keysAtHand;
    this.#profile = profile;
    this.#findings = new Findings(onFound);
    this.#run = new RunFacts(profile.scope, new Memory(remembered, keysAtHand));
    // Checks of somebody's own want to see all.
    const isStraight = options.checks === undefined && profile.scope === "key";
    const straight = isStraight ? new StraightWay(this.#run) : undefined;
    const judging = options.checks ?? checks;
    this.#examination = new Examination(judging, this.#findings, this.#run, straight);
    this.#watch = new MemoryWatch(this.#run.memory, options.isMemoryShort);
  }

  readonly add = (record: HistoryRecord): void => {
    const run = this.#run;
    if (this.#verdict !== undefined || run.stoppedAt !== undefined) return;
    this.#examination.add(record);
    if (this.#watch.isOut()) run.stoppedAt = { records: run.at, keys: run.keys.size };
  };

  readonly close = (): Verdict => {
    if (this.#verdict !== undefined) return this.#verdict;
    const [examination, findings, run] = [this.#examination, this.#findings, this.#run];
    examination.close();
    this.#verdict = judge({ profile: this.#profile, examination, findings, run });
    return this.#verdict;
  };

  readonly hasStopped = (): boolean => this.#run.stoppedAt !== undefined;

  readonly retained = (): number =>
    this.#run.size + this.#findings.size + this.#examination.waiting;
}
