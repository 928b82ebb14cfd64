import type { AbandonRecord, EffectRecord, StartRecord } from "../history/record.ts";
import type { CheckFactory } from "./check.ts";
import type { EventOrder, Inside } from "./event-order.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";

/**
 * `key-overlap`: a consumer began an event of a truck while another consumer of the same application was inside a handler of
 * that truck (scope `fleet`: of any truck). Whatever a handler keeps per truck is then written by two at once.
 *
 * Method: per truck and application, the consumers inside and how many handlers each has at work; a start is compared with them.
 * Each start that overlaps counts. A consumer leaves with an effect, an `abandon` or a `crash`: a history without
 * those makes it look as if the consumer were still inside.
 * Memory is proportional to the consumers inside one truck at once.
 */
export const checkKeyOverlap: CheckFactory = (findings) => ({
  name: "key-overlap",
  start: (record, { order, at }) => {
    const other = enter(record, order, at);
    if (other === undefined) return;
    findings.add("key-overlap", record.key, record.app, () =>
      evidenceOfPair(
        record,
        other.last,
        `${eventText(record)} was started while ${other.consumer} was still inside ${eventText(other.last)}`,
      ),
    );
  },
  effect: (record, { order }) => leave(record, order),
  abandon: (record, { order }) => leave(record, order),
});

/** Counts a handler in; returns another consumer that is inside. */
function enter(record: StartRecord, order: EventOrder, at: number): Inside | undefined {
  const inside = order.living();
  let own: Inside | undefined;
  let other: Inside | undefined;
  for (const entry of inside) {
    if (entry.consumer === record.consumer) own = entry;
    else other ??= entry;
  }
  if (own === undefined) {
    inside.push({ consumer: record.consumer, handlers: 1, last: record, since: at });
  } else {
    own.handlers += 1;
    own.last = record;
  }
  return other;
}

function leave(record: EffectRecord | AbandonRecord, order: EventOrder): void {
  const inside = order.living();
  for (let at = 0; at < inside.length; at += 1) {
    const entry = inside[at]!;
    if (entry.consumer !== record.consumer) continue;
    entry.handlers -= 1;
    if (entry.handlers === 0) inside.splice(at, 1);
    return;
  }
}
