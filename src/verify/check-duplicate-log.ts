import type { CheckFactory } from "./check.ts";
import { addCopy, copiesOf, type Entry, maxCopies } from "./entry.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair, told } from "./evidence.ts";
import { copyName } from "./log-places.ts";

/**
 * `duplicate-log`: the broker's log holds one event at two positions, usually because a send was repeated after its answer was lost.
 *
 * Method: when an event arrives that its application has had before, its position is compared with those remembered of it. A
 * position not among them is a copy; each copy counts once however often it is delivered. Another delivery of a known position
 * is a redelivery and no fault of the log.
 * Limits: entries are remembered while they are open and of the latest 64 events of a truck (8 where trucks are many, 4,096 of a fleet),
 * 64 positions of each. Beyond that a copy is still found if positions compare and it lies after all that the application has seen of
 * the truck, which no redelivery does; else it is left unjudged, and the verdict says so where copies are forbidden. Each application
 * is judged by itself.
 */
export const checkDuplicateLog: CheckFactory = (findings) => ({
  name: "duplicate-log",
  kinds: ["duplicate-log"],
  needs: ["sends", "deliveries"],
  redelivery: (record, { app, entry, log }) => {
    if (log === undefined) return;
    const { lane } = log;
    if (entry !== undefined && entry.lane === lane && entry.position === record.position) return;
    const isCopy =
      entry === undefined || entry.origin === "again" || copiesOf(entry).length >= maxCopies
        ? app.isBeyond(lane, record.position) || undefined
        : noteCopy(entry, copyName(lane, record.position));
    if (isCopy === undefined) findings.leaveUnjudged("duplicate-log");
    if (isCopy !== true) return;
    const before =
      entry === undefined
        ? "it was delivered before, and this position lies after all delivered until then"
        : `also as ${eventText(told(entry))}`;
    findings.add("duplicate-log", record.key, record.app, () =>
      evidenceOfPair(record, record, `${eventText(record)} is in the log twice: ${before}`),
    );
  },
});

/** False if the place is known. */
function noteCopy(entry: Entry, place: string): boolean {
  if (copiesOf(entry).includes(place)) return false;
  addCopy(entry, place);
  return true;
}
