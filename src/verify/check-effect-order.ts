import type { EffectRecord } from "../history/record.ts";
import type { CheckFactory, Moment } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";
import type { Lineage } from "./lineage.ts";
import { isAfter } from "./position.ts";

/**
 * `nonmonotonic-effect`: an application completed a truck's events in another order than the log holds them.
 *
 * An event is late if an event after it was completed, for the first time, before it; each late event counts once. "After" is
 * log order where both stand in one lane with comparable positions, by their first log entries, or the one in a lane that
 * resharding made of the other's; else intent order stands in.
 * So a consumer that follows a disordered log faithfully is not blamed for it.
 * Method: per lane the completed event latest in the log and the one intended last are enough: an event is late if it lies before
 * the former, if any was completed in a lane that came of its own, or if it is meant before the latter of any other lane. Memory is
 * constant per truck and lane; there is no window. Completing an event again is a duplicate, never disorder.
 */
export const checkEffectOrder: CheckFactory = (findings, run) => ({
  name: "nonmonotonic-effect",
  effect: (record, moment) => {
    if (!moment.isFirst || !moment.isSent) return;
    const other = overtaker(record, moment, run.lineage);
    note(record, moment);
    if (other === undefined) return;
    const isInLog =
      other.lane === record.lane
        ? moment.lane.hasLogOrder
        : run.lineage.descends(other.lane, record.lane);
    findings.add("nonmonotonic-effect", record.key, record.app, () =>
      evidenceOfPair(
        record,
        other,
        `${eventText(record)} was completed after ${eventText(other)}, ${isInLog ? "which stands after it in the log" : "which was sent after it"}`,
      ),
    );
  },
});

/** A completed event that the one in hand should have come before. */
function overtaker(
  record: EffectRecord,
  { order, lane, intent, entry }: Moment,
  lineage: Lineage,
): EffectRecord | undefined {
  if (lane.hasLogOrder) {
    const position = (entry ?? record).position;
    if (lane.latestDone !== undefined && isAfter(lane.latestDonePosition, position)) {
      return lane.latestDone;
    }
  } else if (lane.furthestDone !== undefined && order.intentOf(lane.furthestDone) > intent) {
    return lane.furthestDone;
  }
  if (order.lanes.length === 1) return undefined;
  for (const other of order.lanes) {
    const { furthestDone } = other;
    if (furthestDone === undefined || other === lane) continue;
    if (lineage.descends(other.name, lane.name)) return furthestDone;
    if (lineage.descends(lane.name, other.name)) continue;
    if (order.intentOf(furthestDone) > intent) return furthestDone;
  }
  return undefined;
}

function note(record: EffectRecord, { order, lane, intent, entry }: Moment): void {
  if (lane.hasLogOrder) {
    const position = (entry ?? record).position;
    if (lane.latestDone === undefined || isAfter(position, lane.latestDonePosition)) {
      lane.latestDone = record;
      lane.latestDonePosition = position;
    }
  }
  if (lane.furthestDone === undefined || intent > order.intentOf(lane.furthestDone)) {
    lane.furthestDone = record;
  }
}
