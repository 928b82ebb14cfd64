import type { CheckFactory, Moment } from "./check.ts";
import type { Entry } from "./entry.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair, told } from "./evidence.ts";
import type { Lanes } from "./lanes.ts";

/**
 * `nonmonotonic-effect`: an application completed a truck's events in another order than the log holds them.
 *
 * An event is late if an event after it was completed, for the first time, before it; each late event counts once. "After" is
 * log order where both stand in one lane with comparable positions, by their first log entries, or the one in a lane that
 * resharding made of the other's; else intent order stands in.
 * So a consumer that follows a disordered log faithfully is not blamed for it.
 * Between recorders only what was done further apart than their clocks may be off is said to be late.
 * Method: per lane the completed event latest in the log and the one intended last are enough: an event is late if it lies before
 * the former, if any was completed in a lane that came of its own, or if it is meant before the latter of any other lane. Memory is
 * constant per truck and lane; there is no window. Completing an event again is a duplicate, never disorder.
 */
export const checkEffectOrder: CheckFactory = (findings, run) => ({
  name: "nonmonotonic-effect",
  kinds: ["nonmonotonic-effect"],
  needs: ["sends", "deliveries", "effects"],
  effect: (record, moment) => {
    const { entry } = moment;
    if (entry === undefined) return;
    const other = overtaker(entry, moment, run.lanes);
    // One that is told of may stand further ahead, too.
    if (other === undefined || other.origin === "told") return;
    if (!run.clocks.isSurelyBefore(other, record)) return;
    const isInLog =
      other.lane === entry.lane
        ? entry.lane.hasLogOrder
        : run.lanes.descends(other.lane, entry.lane);
    findings.add("nonmonotonic-effect", record.key, record.app, () =>
      evidenceOfPair(
        record,
        other,
        `${eventText(record)} was completed after ${eventText(told(other))}, ${isInLog ? "which stands after it in the log" : "which was sent after it"}`,
      ),
    );
  },
});

/** A completed event that the one in hand should have come before. */
function overtaker(entry: Entry, { order, log, isLate }: Moment, lanes: Lanes): Entry | undefined {
  if (isLate) return entry.lane.hasLogOrder ? log?.latestDone : log?.furthestDone;
  if (!order.isSpread) return undefined;
  const beside = order.furthestDoneBeside(entry.lane);
  const isFurther = beside !== undefined && beside.intent > entry.intent;
  if (!lanes.hasFamilies) return isFurther ? beside : undefined;
  if (!isFurther && !entry.lane.isParent) return undefined;
  for (const other of order.logs()) {
    const { furthestDone } = other;
    if (furthestDone === undefined || other === log) continue;
    if (lanes.descends(other.lane, entry.lane)) return furthestDone;
    if (lanes.descends(entry.lane, other.lane)) continue;
    if (furthestDone.intent > entry.intent) return furthestDone;
  }
  return undefined;
}
