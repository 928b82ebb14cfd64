import type { DeliveryRecord } from "../history/record.ts";
import type { AppRun } from "./app-run.ts";
import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import type { Findings } from "./findings.ts";
import { difference, IntervalSet, type Interval } from "./interval-set.ts";
import { isAfter, isDecimal } from "./position.ts";
import type { AppFacts, KeyFacts, RunFacts } from "./run-facts.ts";
import type { SentEvent } from "./sent-events.ts";

/** Skipped events remembered per truck and application, for the evidence. */
const maxSkips = 64;
const maxEvidence = 32;

/** Skipped events, and the delivery that came in place of each. */
type Skips = Map<number, DeliveryRecord>;

/**
 * `lost`: the broker acknowledged an event and never delivered it, though it had to; `unseen`: it did not deliver it, but the run
 * ended before it had to.
 *
 * Method: when the history is over, per truck and per application that reads (received something, or took a lease): the acknowledged
 * events less the delivered ones, less those that lie before where the application began to read (see `AppRun`). They are lost if
 * the run was drained; else those that the reader has gone past: an event of the same truck was delivered from a higher position of
 * the same lane, where positions compare, or from a lane that resharding made of it. The rest is unseen. Each event counts once per
 * application. A send whose outcome is uncertain is neither, whether it appears or not.
 * Limits: the bound of `IntervalSet`, and what `SentEvents` has dropped before an application was known; where that matters, nothing
 * is claimed and the verdict says so.
 */
export const checkLost: CheckFactory = (findings, run) => {
  const skips = new Map<AppFacts, Skips>();
  return {
    name: "lost",
    delivery: (record, { app, isFirst, previousMax }) => {
      if (isFirst && record.seq > previousMax + 1) remember(record, previousMax + 1, app, skips);
    },
    close: () => {
      const readers = [...run.apps.values()].filter(({ isReader }) => isReader);
      for (const key of run.keys.values()) {
        for (const reader of readers.length === 0 ? [undefined] : readers) {
          const facts = key.apps.find(({ app }) => app === reader?.app);
          const skipped = facts === undefined ? undefined : skips.get(facts);
          account(key, facts, { reader, findings, run, skips: skipped });
        }
      }
    },
  };
};

function remember(
  instead: DeliveryRecord,
  from: number,
  app: AppFacts,
  skips: Map<AppFacts, Skips>,
): void {
  const ofApp: Skips = skips.get(app) ?? new Map();
  skips.set(app, ofApp);
  if (ofApp.size >= maxSkips) {
    for (const seq of ofApp.keys()) if (app.delivered.has(seq)) ofApp.delete(seq);
  }
  for (let seq = from; seq < instead.seq && ofApp.size < maxSkips; seq += 1) {
    if (!app.delivered.has(seq)) ofApp.set(seq, instead);
  }
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
  const { findings } = context;
  const delivered = facts?.delivered ?? nothing;
  const { acked } = key.sends;
  if (delivered.certainFrom > 0 || acked.certainFrom > 0) findings.leaveUnjudged("lost");
  for (const { from, to } of difference(acked, delivered)) {
    let next = from;
    for (const event of key.events.between(from, to)) {
      accountForgotten(key, { from: next, to: event.seq - 1 }, context);
      accountEvent(key, facts, event, context);
      next = event.seq + 1;
    }
    accountForgotten(key, { from: next, to }, context);
  }
}

/** Undelivered events of which only the seq is known. */
function accountForgotten(key: KeyFacts, range: Interval, context: Accounting): void {
  const { findings, run, reader } = context;
  const { from, to } = range;
  if (from > to) return;
  if (reader?.isPartial === true) {
    for (let seq = from; seq <= to; seq += 1) findings.leaveUnjudged("lost");
    return;
  }
  const kind = run.end?.drained === true ? "lost" : "unseen";
  for (let seq = from; seq <= Math.min(to, from + maxEvidence - 1); seq += 1) {
    report(kind, key, { seq, ack: undefined }, context);
  }
  findings.addUntold(kind, key.key, reader?.app, to - from + 1 - maxEvidence);
}

function accountEvent(
  key: KeyFacts,
  facts: AppFacts | undefined,
  event: SentEvent,
  context: Accounting,
): void {
  const { run, reader } = context;
  const { ack } = event;
  if (ack === undefined) return;
  const isDue = reader?.isDue({ ...ack, sentAtMs: event.sentAtMs }, run.lineage) ?? true;
  if (!isDue) return;
  const isLost = run.end?.drained === true || isPassed(ack, facts, run);
  report(isLost ? "lost" : "unseen", key, event, context);
}

/** Whether the application has read on from behind this place. */
function isPassed(
  { lane, position }: { readonly lane: string; readonly position: string },
  facts: AppFacts | undefined,
  { lineage }: RunFacts,
): boolean {
  if (facts === undefined) return false;
  for (const [name, reached] of facts.reached) {
    if (lineage.descends(name, lane)) return true;
    if (name !== lane || reached.position === undefined) continue;
    if (isDecimal(position) && isAfter(reached.position, position)) return true;
  }
  return false;
}

function report(
  kind: "lost" | "unseen",
  key: KeyFacts,
  { seq, ack }: Pick<SentEvent, "seq" | "ack">,
  { reader, findings, run, skips }: Accounting,
): void {
  const instead = skips?.get(seq);
  findings.add(kind, key.key, reader?.app, () => ({
    seq,
    ...(ack === undefined ? {} : { lane: ack.lane, position: ack.position }),
    ...(instead === undefined ? {} : { otherSeq: instead.seq }),
    atMs: ack?.atMs ?? run.end?.atMs ?? 0,
    detail: sentence(kind, eventText(ack ?? { key: key.key, seq }), reader?.app, instead),
  }));
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
