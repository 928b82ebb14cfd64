import type { DeliveryRecord } from "../history/record.ts";
import type { AppFacts } from "./app-facts.ts";
import type { AppRun } from "./app-run.ts";
import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import type { Findings } from "./findings.ts";
import { difference, IntervalSet, type Interval } from "./interval-set.ts";
import { joinedName } from "./joined-name.ts";
import type { KeyFacts } from "./key-facts.ts";
import type { Lane } from "./lanes.ts";
import { factsOf, type RunFacts } from "./run-facts.ts";
import { placeOfSent, type SentEvent } from "./sent-event.ts";
import { hasSeq, intervalsOf, isCertain } from "./seqs.ts";

/** Skipped events remembered per truck and application, and trucks with any, for the evidence. */
const maxSkips = 64;
const maxSkipping = 4096;
const maxEvidence = 32;

/** Skipped events, and the delivery that came in place of each. */
type Skips = Map<number, DeliveryRecord>;

/**
 * `lost`: the broker acknowledged an event and never delivered it, though it had to; `unseen`: it did not deliver it, but the run
 * ended before it had to.
 *
 * Method: when the history is over, per truck and per application that reads (is declared, received something, or took a lease): the
 * acknowledged events less the delivered ones, less those that were dead-lettered or lie before where the application began to read
 * (see `AppRun`). They are lost if the run was drained; else those that the reader has gone past: an event of the same truck was
 * delivered from a higher position of the same lane, where positions compare, or from a lane that resharding made of it. The rest is
 * unseen. Each event counts once per application. A send whose outcome is uncertain is neither, whether it appears or not.
 * Limits: the bound of `IntervalSet`; events sent before an application was known, which then begins in the middle, may be forgotten;
 * an event sent so near to where it begins that clocks do not tell. Where that matters, nothing is claimed and the verdict says so.
 */
export const checkLost: CheckFactory = (findings, run) => {
  const skips = new Map<string, Skips>();
  return {
    name: "lost",
    kinds: ["lost", "unseen"],
    needs: ["acks", "deliveries"],
    skip: (record, { app, previousMax }) => remember(record, previousMax + 1, app, skips),
    close: () => {
      const readers = [...run.apps.values()].filter(({ isReader }) => isReader);
      for (const key of run.keys.unfinished()) {
        for (const reader of readers.length === 0 ? [undefined] : readers) {
          const facts = reader === undefined ? undefined : factsOf(key, reader);
          const skipped = facts === undefined ? undefined : skips.get(skipsName(key.key, facts));
          account(key, facts, { reader, findings, run, skips: skipped });
        }
        if (run.counts.acks === 0) run.unacknowledged += unreceived(key);
      }
    },
  };
};

/** Events that may be in the log, as nothing says that they are not, and that nobody received. */
function unreceived(key: KeyFacts): number {
  let count = 0;
  for (const { from, to } of intervalsOf(key.sent).intervals()) {
    for (let seq = from; seq <= to; seq += 1) {
      if (key.refused?.has(seq) !== true && !isReceived(key, seq)) count += 1;
    }
  }
  return count;
}

function isReceived(key: KeyFacts, seq: number): boolean {
  for (let { app } = key; app !== undefined; app = app.next) {
    if (hasSeq(app.delivered, seq)) return true;
  }
  return false;
}

function remember(
  instead: DeliveryRecord,
  from: number,
  app: AppFacts,
  skips: Map<string, Skips>,
): void {
  const name = skipsName(instead.key, app);
  let ofApp = skips.get(name);
  if (ofApp === undefined) {
    if (skips.size >= maxSkipping) return;
    skips.set(name, (ofApp = new Map()));
  }
  if (ofApp.size >= maxSkips) {
    for (const seq of ofApp.keys()) if (hasSeq(app.delivered, seq)) ofApp.delete(seq);
  }
  for (let seq = from; seq < instead.seq && ofApp.size < maxSkips; seq += 1) {
    if (!hasSeq(app.delivered, seq)) ofApp.set(seq, instead);
  }
}

function skipsName(key: string, { app }: AppFacts): string {
  return joinedName(key, app.app);
}

interface Accounting {
  /** Undefined when nobody reads at all. */
  readonly reader: AppRun | undefined;
  readonly findings: Findings;
  readonly run: RunFacts;
  readonly skips: Skips | undefined;
}

const nothing = new IntervalSet();

function account(key: KeyFacts, facts: AppFacts | undefined, context: Accounting): void {
  const { acked } = key;
  const delivered = facts?.delivered ?? nothing;
  if (typeof acked === "number" && typeof delivered === "number" && acked <= delivered) return;
  if (!isCertain(delivered) || !isCertain(acked)) context.findings.leaveUnjudged("lost");
  for (const { from, to } of difference(intervalsOf(acked), intervalsOf(delivered))) {
    let next = from;
    for (let at = placeOfSent(key.events, from); at < key.events.length; at += 1) {
      const event = key.events.at(at)!;
      if (event.seq > to) break;
      accountForgotten(key, facts, { from: next, to: event.seq - 1 }, context);
      accountEvent(key, facts, event, context);
      next = event.seq + 1;
    }
    accountForgotten(key, facts, { from: next, to }, context);
  }
}

/** Undelivered events of which only the seq is known. */
function accountForgotten(
  key: KeyFacts,
  facts: AppFacts | undefined,
  { from, to }: Interval,
  context: Accounting,
): void {
  const { findings, run, reader } = context;
  const kind = run.end?.drained === true ? "lost" : "unseen";
  let told = 0;
  for (let seq = from; seq <= to; seq += 1) {
    if (facts?.aside?.has(seq) === true) continue;
    if (reader?.isPartial === true) findings.leaveUnjudged("lost");
    else if (told < maxEvidence) {
      told += 1;
      report(kind, key, { seq, lane: undefined, position: "", ackedAtMs: 0 }, context);
    } else findings.addUntold(kind, key.key, reader?.app, 1);
  }
}

function accountEvent(
  key: KeyFacts,
  facts: AppFacts | undefined,
  event: SentEvent,
  context: Accounting,
): void {
  const { run, reader, findings } = context;
  const { seq, lane, position } = event;
  if (lane === undefined) accountForgotten(key, facts, { from: seq, to: seq }, context);
  if (lane === undefined || facts?.aside?.has(seq) === true) return;
  const isDue = reader === undefined || reader.isDue(event, run.lanes, run.clocks.errorMs);
  if (isDue === undefined) findings.leaveUnjudged("lost");
  if (isDue !== true) return;
  report(run.hasRead({ lane, position }, facts) ? "lost" : "unseen", key, event, context);
}

function report(
  kind: "lost" | "unseen",
  { key }: KeyFacts,
  event: Pick<SentEvent, "seq" | "lane" | "position" | "ackedAtMs">,
  { reader, findings, run, skips }: Accounting,
): void {
  const { seq, position, ackedAtMs } = event;
  const instead = skips?.get(seq);
  const unread = unreadText(event.lane, reader);
  const lane = event.lane?.name;
  const place = lane === undefined ? {} : { lane, position, atMs: ackedAtMs };
  findings.add(kind, key, reader?.app, () => ({
    seq,
    atMs: run.end?.atMs ?? 0,
    ...place,
    ...(instead === undefined ? {} : { otherSeq: instead.seq }),
    detail: `${sentence(kind, eventText({ key, seq, ...place }), reader?.app, instead)}${unread}`,
  }));
}

/** Of an event in a lane that its reader never looked into. */
function unreadText(lane: Lane | undefined, reader: AppRun | undefined): string {
  if (lane === undefined || reader?.hasLeftOut(lane) !== true) return "";
  const parents = [...lane.parents].map(({ name }) => name).join(" and ");
  const born = parents === "" ? "" : `, which came of ${parents}`;
  return `: no consumer of ${reader.app} ever read ${lane.name}${born}`;
}

function sentence(
  kind: "lost" | "unseen",
  event: string,
  app: string | undefined,
  instead: DeliveryRecord | undefined,
): string {
  const reader = app === undefined ? "anyone" : app;
  if (kind === "unseen") {
    return `${event} was acknowledged but not yet delivered to ${reader} when the history ended`;
  }
  const skip = instead === undefined ? "" : `; ${eventText(instead)} was delivered without it`;
  return `${event} was acknowledged but never delivered to ${reader}${skip}`;
}
