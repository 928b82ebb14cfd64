import type { DeliveryRecord } from "../history/record.ts";
import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOf } from "./evidence.ts";
import type { Findings } from "./findings.ts";
import { common, difference } from "./interval-set.ts";
import type { KeyFacts, RunFacts } from "./run-facts.ts";

/** Suspicious deliveries remembered per truck, for the evidence. */
const maxSuspects = 32;

/**
 * `phantom`: an event was delivered that nobody sent, or of which every attempt was refused for certain.
 *
 * Method: decided when the history is over, as a send may still be acknowledged, or its refusal recorded, after the delivery:
 * the delivered events less the sent ones, and those among the refused. Each event counts once, whatever the number of deliveries
 * and applications. A send whose outcome is uncertain, or is not recorded, may have arrived: it is no phantom.
 * Limit: the bound of `IntervalSet`; where that has forgotten, nothing is claimed and the verdict says so.
 */
export const checkPhantom: CheckFactory = (findings, run) => {
  const suspects = new Map<string, Map<number, DeliveryRecord>>();
  const suspect = (record: DeliveryRecord): void => {
    const ofKey = suspects.get(record.key) ?? new Map<number, DeliveryRecord>();
    suspects.set(record.key, ofKey);
    if (ofKey.size < maxSuspects) ofKey.set(record.seq, record);
  };
  return {
    name: "phantom",
    delivery: (record, { key, isSent }) => {
      if (!isSent || key.sends.refused.has(record.seq)) suspect(record);
    },
    refused: (record, key) => {
      if (!key.delivered.has(record.seq)) return;
      for (const { order } of key.apps) {
        const entry = run.scope === "key" ? order.entry(record.seq) : undefined;
        if (entry !== undefined) suspect(entry);
      }
    },
    close: () => {
      for (const facts of run.keys.values()) accuse(facts, suspects.get(facts.key), findings, run);
    },
  };
};

function accuse(
  { key, sends, delivered }: KeyFacts,
  suspects: ReadonlyMap<number, DeliveryRecord> | undefined,
  findings: Findings,
  run: RunFacts,
): void {
  if (!sends.isCertain || delivered.certainFrom > 0) findings.leaveUnjudged("phantom");
  const tell = (seq: number, why: string): void => {
    const record = suspects?.get(seq);
    findings.add("phantom", key, record?.app, () => {
      const detail = `${eventText(record ?? { key, seq })} was delivered although ${why}`;
      return record === undefined
        ? { seq, atMs: run.end?.atMs ?? 0, detail }
        : evidenceOf(record, detail);
    });
  };
  for (const { from, to } of difference(delivered, sends.sent)) {
    for (let seq = from; seq <= to; seq += 1) tell(seq, "no send of it is recorded");
  }
  for (const { from, to } of common(delivered, sends.refused)) {
    for (let seq = from; seq <= to; seq += 1) tell(seq, "every attempt to send it was refused");
  }
}
