import type { StartRecord } from "../history/record.ts";
import type { CheckFactory, Moment } from "./check.ts";
import type { ConsumerRecord } from "./event-order.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";
import { isAfter } from "./position.ts";

/**
 * `overtake`: a handler began an event while an earlier one of the truck was open, that is delivered to the same application
 * and not yet completed. The two were in work at once, or the later one went first; either may break an order-dependent handler.
 *
 * Earlier means log order within one lane with comparable positions, else intent order. Each such start counts.
 * Method: open events of a truck and application are kept earliest first per lane; a start is compared with the first of its
 * own lane, and with the first intended of every other.
 *
 * Crashes and redeliveries: an abandoned event stays open, so a consumer that begins again at the earliest open event, or before
 * it (a re-read from a checkpoint), is in order, and one that goes on to a later event is not. Events completed once are closed
 * for good: no later delivery, copy or repeated start of them is judged.
 * Limit: 16,384 open events per truck, application and lane; beyond that the rest is left unjudged and the verdict says so.
 */
export const checkOvertake: CheckFactory = (findings) => ({
  name: "overtake",
  delivery: (record, { app, order, lane, entry, intent, isSent, isFirst }) => {
    if (!isSent || app.completed.has(record.seq)) return;
    if (!isFirst) {
      const isLower =
        lane.hasLogOrder && entry?.lane === record.lane && isAfter(entry.position, record.position);
      if (!isLower) return;
      order.lane(entry.lane).open.remove(intent, entry);
    }
    if (!lane.open.add(record)) findings.leaveUnjudged("overtake");
  },
  start: (record, moment) => {
    if (!moment.isFirst || !moment.isSent) return;
    const other = overtaken(record, moment);
    if (other === undefined) return;
    findings.add("overtake", record.key, record.app, () =>
      evidenceOfPair(
        record,
        other,
        `${eventText(record)} was started while ${eventText(other)}, ${other.lane === record.lane && moment.lane.hasLogOrder ? "which stands before it in the log" : "which was sent before it"}, was not completed`,
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
): ConsumerRecord | undefined {
  const first = lane.open.earliest;
  if (first !== undefined && order.intentOf(first) !== intent) {
    if (lane.open.isBefore(first, entry ?? record)) return first;
  }
  if (order.lanes.length === 1) return undefined;
  for (const other of order.lanes) {
    if (other === lane) continue;
    const firstIntended = other.open.firstIntended;
    if (firstIntended !== undefined && order.intentOf(firstIntended) < intent) return firstIntended;
  }
  return undefined;
}
