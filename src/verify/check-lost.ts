import type { AckRecord, DeliveryRecord } from "../history/record.ts";
import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import type { Findings } from "./findings.ts";
import { common, difference, IntervalSet, type Interval } from "./interval-set.ts";
import type { AppFacts, KeyFacts, RunFacts } from "./run-facts.ts";

/** Skipped events remembered per truck and application, for the evidence. */
const maxSkips = 64;
const maxEvidence = 32;

/** An event that was passed by: its acknowledgement, if remembered, and the delivery that came instead. */
interface Skip {
  readonly ack: AckRecord | undefined;
  readonly instead: DeliveryRecord;
}

/**
 * `lost`: the broker acknowledged an event and never delivered it, though it had to; `unseen`: it did not deliver it, but the run
 * ended before it had to.
 *
 * Method: when the history is over, per truck and per application that received anything at all: the acknowledged events less the
 * delivered ones. They are lost if the run was drained; else those that a later event proves lost: below the truck's
 * highest event both acknowledged and delivered, and only while all its events are in one lane whose log is known to hold them in
 * order (see `AckOrder`), because then the reader has gone past them. The rest is unseen. Each event counts once per application.
 * A send whose outcome is uncertain is neither, whether it appears or not.
 * Limit: the bound of `IntervalSet`; where that has forgotten, nothing is claimed and the verdict says so.
 */
export const checkLost: CheckFactory = (findings, run) => {
  const skips = new Map<AppFacts, Map<number, Skip>>();
  return {
    name: "lost",
    delivery: (record, { key, app, isFirst, previousMax }) => {
      if (isFirst && record.seq > previousMax + 1) {
        remember(record, previousMax + 1, key, app, skips);
      }
    },
    close: () => {
      const receiving = run.receivingApps;
      const apps = receiving.size === 0 ? [undefined] : receiving;
      for (const key of run.keys.values()) {
        for (const name of apps) {
          const app = key.apps.find((facts) => facts.app === name);
          const skipped = app === undefined ? undefined : skips.get(app);
          account(key, app, { app: name, findings, run, skips: skipped });
        }
      }
    },
  };
};

function remember(
  instead: DeliveryRecord,
  from: number,
  key: KeyFacts,
  app: AppFacts,
  skips: Map<AppFacts, Map<number, Skip>>,
): void {
  const ofApp = skips.get(app) ?? new Map<number, Skip>();
  skips.set(app, ofApp);
  if (ofApp.size >= maxSkips) {
    for (const seq of ofApp.keys()) if (app.delivered.has(seq)) ofApp.delete(seq);
  }
  for (let seq = from; seq < instead.seq && ofApp.size < maxSkips; seq += 1) {
    if (!app.delivered.has(seq)) ofApp.set(seq, { ack: key.acks.find(seq), instead });
  }
}

interface Accounting {
  readonly app: string | undefined;
  readonly findings: Findings;
  readonly run: RunFacts;
  readonly skips: ReadonlyMap<number, Skip> | undefined;
}

const nothing = new IntervalSet();

function account(key: KeyFacts, facts: AppFacts | undefined, context: Accounting): void {
  const { findings, run } = context;
  const delivered = facts?.delivered ?? nothing;
  const { acked } = key.sends;
  if (delivered.certainFrom > 0 || acked.certainFrom > 0) findings.leaveUnjudged("lost");
  const isDrained = run.end?.drained === true;
  const passed = key.acks.isOrdered ? highestCommon(acked, delivered) : -1;
  for (const { from, to } of difference(acked, delivered)) {
    const lostTo = isDrained ? to : Math.min(to, passed - 1);
    report("lost", key, { from, to: lostTo }, context);
    report("unseen", key, { from: Math.max(from, lostTo + 1), to }, context);
  }
}

function highestCommon(left: IntervalSet, right: IntervalSet): number {
  let highest = -1;
  for (const { to } of common(left, right)) highest = to;
  return highest;
}

function report(
  kind: "lost" | "unseen",
  key: KeyFacts,
  { from, to }: Interval,
  context: Accounting,
): void {
  const { app, findings, run } = context;
  for (let seq = from; seq <= Math.min(to, from + maxEvidence - 1); seq += 1) {
    const skip = context.skips?.get(seq);
    const ack = skip?.ack ?? key.acks.find(seq);
    findings.add(kind, key.key, app, () => ({
      seq,
      ...(ack === undefined ? {} : { lane: ack.lane, position: ack.position }),
      ...(skip === undefined ? {} : { otherSeq: skip.instead.seq }),
      atMs: ack?.atMs ?? run.end?.atMs ?? 0,
      detail: sentence(kind, eventText(ack ?? { key: key.key, seq }), app, skip),
    }));
  }
  findings.addUntold(kind, key.key, app, to - from + 1 - maxEvidence);
}

function sentence(
  kind: "lost" | "unseen",
  event: string,
  app: string | undefined,
  skip: Skip | undefined,
): string {
  const reader = app === undefined ? "anyone" : app;
  if (kind === "unseen") {
    return `${event} was acknowledged but not yet delivered to ${reader} when the history ended`;
  }
  const instead = skip === undefined ? "" : `; ${eventText(skip.instead)} was delivered without it`;
  return `${event} was acknowledged but never delivered to ${reader}${instead}`;
}
