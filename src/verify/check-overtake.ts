import type { StartRecord } from "../history/record.ts";
import type { CheckFactory, Moment } from "./check.ts";
import type { ConsumerRecord } from "./event-order.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";
import type { Lineage } from "./lineage.ts";
import { isAfter } from "./position.ts";

/**
 * `overtake`: a handler began an event while an earlier one of the truck was open, that is in the hands of the same application
 * and not yet completed. The two were in work at once, or the later one went first; either may break an order-dependent handler.
 *
 * Earlier means log order within one lane with comparable positions, and in a lane before all that resharding made of it; else
 * intent order. Each such start counts.
 * Method: open events of a truck and application are kept earliest first per lane; a start is compared with the first of its
 * own lane, and with the first intended of every other that it does not come from.
 *
 * Crashes and redeliveries: an abandoned event stays open, so a consumer that begins again at the earliest open event, or before
 * it (a re-read from a checkpoint), is in order, and one that goes on to a later event is not. What the consumer that received it
 * last had in hand when it died is open no longer. Events completed once are closed for good: no later delivery, copy or repeated
 * start of them is judged.
 * Limit: 16,384 open events per truck, application and lane; beyond that the rest is left unjudged and the verdict says so.
 */
export const checkOvertake: CheckFactory = (findings, run) => ({
  name: "overtake",
  delivery: (record, moment) => {
    const { app, order, lane, entry, intent, isSent, isFirst, at } = moment;
    if (!isSent || app.completed.has(record.seq)) return;
    if (isFirst) {
      if (!lane.open.add(record, record.consumer, at)) findings.leaveUnjudged("overtake");
      return;
    }
    const home = entry === undefined ? lane : order.lane(entry.lane);
    const isLower =
      home === lane &&
      lane.hasLogOrder &&
      entry !== undefined &&
      isAfter(entry.position, record.position);
    const known = home.open.find(intent, entry ?? record);
    if (known !== undefined && !isLower) {
      known.consumer = record.consumer;
      known.since = at;
      return;
    }
    if (isLower) home.open.remove(intent, entry);
    const place = isLower ? record : (entry ?? record);
    if (!home.open.add(place, record.consumer, at)) findings.leaveUnjudged("overtake");
  },
  start: (record, moment) => {
    if (!moment.isFirst || !moment.isSent) return;
    const other = overtaken(record, moment, run.lineage);
    if (other === undefined) return;
    const isBefore = isBeforeInLog(other, record, moment, run.lineage);
    findings.add("overtake", record.key, record.app, () =>
      evidenceOfPair(
        record,
        other,
        `${eventText(record)} was started while ${eventText(other)}, ${isBefore ? "which stands before it in the log" : "which was sent before it"}, was not completed`,
      ),
    );
  },
  effect: (record, { lane, entry, intent, isFirst }) => {
    if (isFirst) lane.open.remove(intent, entry ?? record);
  },
});

/** An open event that the one in hand should wait for. */
function overtaken(
  record: StartRecord,
  { order, lane, intent, entry }: Moment,
  lineage: Lineage,
): ConsumerRecord | undefined {
  const first = lane.open.earliest;
  if (first !== undefined && order.intentOf(first) !== intent) {
    if (lane.open.isBefore(first, entry ?? record)) return first;
  }
  if (order.lanes.length === 1) return undefined;
  for (const other of order.lanes) {
    if (other === lane || lineage.descends(other.name, lane.name)) continue;
    const { firstIntended } = other.open;
    if (firstIntended === undefined) continue;
    if (lineage.descends(lane.name, other.name)) return firstIntended;
    if (order.intentOf(firstIntended) < intent) return firstIntended;
  }
  return undefined;
}

function isBeforeInLog(
  other: ConsumerRecord,
  record: StartRecord,
  { lane }: Moment,
  lineage: Lineage,
): boolean {
  if (other.lane === record.lane) return lane.hasLogOrder;
  return lineage.descends(record.lane, other.lane);
}
