import type { ConsumerEvent } from "../history/record.ts";
import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOf } from "./evidence.ts";
import { common, difference, IntervalSet, type Interval } from "./interval-set.ts";
import type { KeyFacts } from "./key-facts.ts";
import { hasSeq, intervalsOf, isCertain, type Seqs } from "./seqs.ts";

/** Suspicious records remembered per truck and in all, for the evidence. */
const maxSuspects = 32;
const maxKeys = 4096;

/**
 * `phantom`: an event was delivered, started or completed that nobody sent, or of which every attempt was refused for certain.
 *
 * Method: decided when the history is over, as a send may still be acknowledged, or its refusal recorded, after the delivery:
 * the events that appeared less the sent ones, and those among the refused. Each event counts once, whatever the number of records
 * and applications. A send whose outcome is uncertain, or is not recorded, may have arrived: it is no phantom.
 * Limits: a history without any send has nothing to compare with. The bound of `IntervalSet`: where that has forgotten, nothing is
 * claimed and the verdict says so.
 */
export const checkPhantom: CheckFactory = (findings, run) => {
  const suspects = new Map<string, Map<number, ConsumerEvent>>();
  const suspect = (record: ConsumerEvent): void => {
    const { key, seq } = record;
    let ofKey = suspects.get(key);
    if (ofKey === undefined) {
      if (suspects.size >= maxKeys) return;
      suspects.set(key, (ofKey = new Map()));
    }
    if (ofKey.size < maxSuspects && !ofKey.has(seq)) ofKey.set(seq, record);
  };
  return {
    name: "phantom",
    kinds: ["phantom"],
    needs: ["sends", "deliveries"],
    stray: suspect,
    close: () => {
      if (run.counts.sends === 0) return;
      for (const key of run.keys.unfinished()) {
        if (!isCertain(key.sent)) findings.leaveUnjudged("phantom");
        const found = phantoms(key);
        if (found === undefined) continue;
        let told = 0;
        let count = 0;
        for (const { from, to } of found.intervals()) {
          count += to - from + 1;
          for (let seq = from; seq <= to && told < maxSuspects; seq += 1, told += 1) {
            const record = suspects.get(key.key)?.get(seq) ?? entryOf(key, seq);
            findings.add("phantom", key.key, record?.app, () =>
              piece(seq, key, record, run.end?.atMs ?? 0),
            );
          }
        }
        findings.addUntold("phantom", key.key, undefined, count - told);
      }
    },
  };

  /** The delivery, where it was no phantom yet when it came. */
  function entryOf({ app: first }: KeyFacts, seq: number): ConsumerEvent | undefined {
    if (run.scope === "fleet") return undefined;
    for (let app = first; app !== undefined; app = app.next) {
      const entry = app.order.find(seq, undefined, undefined);
      if (entry === undefined) continue;
      const { key, position, consumer, lane, atMs } = entry;
      const place = { key, seq, consumer, lane: lane.name, position, atMs };
      return { type: "delivery", app: app.app.app, ...place };
    }
    return undefined;
  }
};

function piece(
  seq: number,
  { key, sent }: KeyFacts,
  record: ConsumerEvent | undefined,
  endMs: number,
) {
  const why = hasSeq(sent, seq)
    ? "every attempt to send it was refused"
    : "no send of it is recorded";
  const verb = record?.type === "start" || record?.type === "effect" ? "processed" : "delivered";
  const detail = `${eventText(record ?? { key, seq })} was ${verb} although ${why}`;
  return record === undefined ? { seq, atMs: endMs, detail } : evidenceOf(record, detail);
}

/** What appeared of a truck and cannot have been sent. */
function phantoms(key: KeyFacts): IntervalSet | undefined {
  let found: IntervalSet | undefined;
  const add = (intervals: Iterable<Interval>): void => {
    for (const { from, to } of intervals) {
      found ??= new IntervalSet(Infinity);
      for (let seq = from; seq <= to; seq += 1) found.add(seq);
    }
  };
  for (let { app } = key; app !== undefined; app = app.next) {
    for (const appeared of [app.delivered, app.unbidden]) {
      if (appeared === undefined || isWithin(appeared, key.sent)) continue;
      add(difference(intervalsOf(appeared), intervalsOf(key.sent)));
    }
    if (key.refused === undefined || key.refused.intervalCount === 0) continue;
    for (const appeared of [app.delivered, app.unbidden]) {
      if (appeared !== undefined) add(common(intervalsOf(appeared), key.refused));
    }
  }
  return found;
}

function isWithin(seqs: Seqs, others: Seqs): boolean {
  return typeof seqs === "number" && typeof others === "number" && seqs <= others;
}
