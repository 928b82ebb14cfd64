import type { CrashRecord } from "../history/record.ts";
import type { CheckFactory, Moment } from "./check.ts";
import type { Happening } from "./claim.ts";
import { isWorkerOf } from "./crashes.ts";
import { type Entry, isAfterInLane } from "./entry.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair, told } from "./evidence.ts";
import type { Lanes } from "./lanes.ts";

/**
 * `overtake`: a handler began an event while an earlier one of the truck was open, that is in the hands of the same application
 * and not yet completed. The two were in work at once, or the later one went first; either may break an order-dependent handler.
 *
 * Earlier means log order within one lane with comparable positions, and in a lane before all that resharding made of it; else
 * intent order. Each such start counts.
 * Method: open events of a truck and application are kept earliest first per lane (see `LaneLog`); a start is compared with the first
 * of its own lane, and with the first intended of all others.
 *
 * Between recorders a claim waits until the earlier event is completed, or its consumer dies, surely later than the start.
 *
 * Crashes and redeliveries: an abandoned event stays open, so a consumer that begins again at the earliest open event, or before
 * it (a re-read from a checkpoint), is in order, and one that goes on to a later event is not. What the consumer that received it
 * last had in hand when it died is open no longer, nor is what was dead-lettered or discarded. Events completed once are closed for
 * good: no later delivery, copy or repeated start of them is judged.
 */
export const checkOvertake: CheckFactory = (findings, run) => ({
  name: "overtake",
  kinds: ["overtake"],
  needs: ["sends", "deliveries", "starts", "effects"],
  start: (record, moment) => {
    const { entry } = moment;
    // One that is told of may stand further ahead, too.
    if (entry === undefined || entry.origin === "told") return;
    const other = overtaken(entry, moment, run.lanes);
    if (other === undefined) return;
    const isInLog =
      other.lane === entry.lane
        ? entry.lane.hasLogOrder
        : run.lanes.descends(entry.lane, other.lane);
    if (!run.clocks.isSurelyBefore(other, record)) return;
    if (!run.nearness.isSurelyAlive(record.app, other)) return;
    const [inHand, { consumer }] = [told(other), other];
    run.nearness.claim(moment.order, {
      record,
      isOverBy: (happening) =>
        happening.type === "crash"
          ? isWorkerOf(consumer, happening.consumer)
          : isEndOf(happening, other),
      isVoidBy: (happening) => happening.type === "effect" && isEndOf(happening, record),
      confirm: () => {
        findings.add("overtake", record.key, record.app, () =>
          evidenceOfPair(
            record,
            inHand,
            `${eventText(record)} was started while ${eventText(inHand)}, ${isInLog ? "which stands before it in the log" : "which was sent before it"}, was not completed`,
          ),
        );
      },
    });
  },
});

/** Whether nobody has the event in hand any more. */
function isEndOf(
  { type, key, seq }: Exclude<Happening, CrashRecord>,
  event: { readonly key: string; readonly seq: number },
): boolean {
  const isEnd = type === "effect" || type === "dead-letter" || type === "discard";
  return isEnd && key === event.key && seq === event.seq;
}

/** An open event that the one in hand should wait for. */
function overtaken(entry: Entry, { order, log }: Moment, lanes: Lanes): Entry | undefined {
  const { isGone } = order.app;
  const first = log?.earliestOpen(isGone);
  if (first !== undefined && first.intent !== entry.intent && isAfterInLane(entry, first))
    return first;
  if (!order.isSpread) return undefined;
  if (!lanes.hasFamilies) {
    const { firstIntendedOpen } = order;
    if (firstIntendedOpen === undefined || firstIntendedOpen.intent >= entry.intent)
      return undefined;
    if (firstIntendedOpen.lane !== entry.lane) return firstIntendedOpen;
  }
  for (const other of order.logs()) {
    if (other === log || !other.hasOpen || lanes.descends(other.lane, entry.lane)) continue;
    const intended = other.firstIntendedOpen(isGone);
    if (intended === undefined) continue;
    if (lanes.descends(entry.lane, other.lane) || intended.intent < entry.intent) return intended;
  }
  return undefined;
}
