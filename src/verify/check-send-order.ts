import type { DeliveryRecord } from "../history/record.ts";
import type { CheckFactory } from "./check.ts";
import type { EventOrder } from "./event-order.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";
import type { Findings } from "./findings.ts";
import type { LaneOrder } from "./lane-order.ts";
import { isAfter } from "./position.ts";

/**
 * `nonmonotonic-send`: within a lane, the log holds a truck's events in another order than the truck meant them.
 *
 * An event is late if an event meant after it stands before it in the log; each late event counts once.
 * Method: deliveries show the log. First log entries of an application wait, sorted by position, until 64 (of a fleet 4,096)
 * later ones of the same order and lane are there or the history ends; then the one at the lowest position is judged
 * against the furthest event judged before it. So the log is judged rightly even if it is delivered somewhat out of order.
 * Only first entries count: a copy is `duplicate-log`, not disorder.
 * Limits: an entry before one already judged is left unjudged, and the verdict says so. Where positions do not compare (SQS
 * standard) there is no log order and nothing is said; between lanes there is none either. An event never delivered is not seen.
 */
export const checkSendOrder: CheckFactory = (findings, run) => ({
  name: "nonmonotonic-send",
  delivery: (record, { order, lane, entry, isSent, isFirst, isNewPosition }) => {
    if (!isSent || !lane.hasLogOrder) return;
    if (!isFirst) {
      const isLower = entry?.lane === record.lane && isAfter(entry.position, record.position);
      if (!isLower || !lane.unjudged.delete(entry)) return;
    }
    const leaving = isNewPosition ? lane.unjudged.push(record) : insert(record, lane, findings);
    if (leaving !== undefined) judge(leaving, order, lane, findings);
  },
  close: () => {
    for (const { apps } of run.keys.values()) {
      for (const { order } of apps) {
        for (const lane of order.lanes) {
          for (let next = lane.unjudged.shift(); next !== undefined; next = lane.unjudged.shift()) {
            if (lane.hasLogOrder) judge(next, order, lane, findings);
          }
        }
      }
    }
  },
});

function insert(
  record: DeliveryRecord,
  lane: LaneOrder,
  findings: Findings,
): DeliveryRecord | undefined {
  if (lane.lastJudged === undefined || isAfter(record.position, lane.lastJudged.position)) {
    return lane.unjudged.insert(record);
  }
  findings.leaveUnjudged("nonmonotonic-send");
  return undefined;
}

function judge(
  record: DeliveryRecord,
  order: EventOrder,
  lane: LaneOrder,
  findings: Findings,
): void {
  const other = lane.furthestJudged;
  lane.lastJudged = record;
  if (other === undefined || order.intentOf(record) > order.intentOf(other)) {
    lane.furthestJudged = record;
    return;
  }
  findings.add("nonmonotonic-send", record.key, record.app, () =>
    evidenceOfPair(
      record,
      other,
      `${eventText(record)} was sent before ${eventText(other)} but stands after it in the log`,
    ),
  );
}
