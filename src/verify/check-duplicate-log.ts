import type { DeliveryRecord } from "../history/record.ts";
import type { CheckFactory, Moment } from "./check.ts";
import { placeName } from "./event-order.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";

/** Copies of one event that are remembered. */
const maxCopies = 64;

/**
 * `duplicate-log`: the broker's log holds one event at two positions, usually because a send was repeated after its answer was lost.
 *
 * Method: when an event arrives that its application has had before, its position is compared with those remembered of it. A
 * position not among them is a copy; each copy counts once however often it is delivered. Another delivery of a known position
 * is a redelivery and no fault of the log.
 * Limits: entries are remembered for the latest 64 events of a truck (4,096 of a fleet), 64 positions of each. Beyond that a copy
 * is still found if positions compare and it lies after all that the application has seen, which no redelivery does; else nothing
 * is said. Each application is judged by itself.
 */
export const checkDuplicateLog: CheckFactory = (findings) => ({
  name: "duplicate-log",
  delivery: (record, moment) => {
    const { entry } = moment;
    if (moment.isFirst || !moment.isSent || (entry !== undefined && isSamePlace(record, entry)))
      return;
    if (!isNewCopy(record, moment)) return;
    findings.add("duplicate-log", record.key, record.app, () =>
      evidenceOfPair(
        record,
        record,
        `${eventText(record)} is in the log twice: ${entry === undefined ? "it was delivered before, and this position lies after all delivered until then" : `also as ${eventText(entry)}`}`,
      ),
    );
  },
});

function isSamePlace(left: DeliveryRecord, right: DeliveryRecord): boolean {
  return left.position === right.position && left.lane === right.lane;
}

function isNewCopy(record: DeliveryRecord, moment: Moment): boolean {
  const { entry, order, isNewPosition } = moment;
  if (entry === undefined) return isNewPosition;
  const places = order.entriesOf(entry);
  const place = placeName(record);
  if (places.includes(place)) return false;
  if (places.length >= maxCopies) return isNewPosition;
  places.push(place);
  return true;
}
