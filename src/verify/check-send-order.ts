import type { DeliveryRecord } from "../history/record.ts";
import type { CheckFactory } from "./check.ts";
import type { EventOrder } from "./event-order.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair } from "./evidence.ts";
import type { Findings } from "./findings.ts";
import type { LaneOrder } from "./lane-order.ts";
import type { Lineage } from "./lineage.ts";
import { isAfter } from "./position.ts";

/**
 * `nonmonotonic-send`: the log holds a truck's events in another order than the truck meant them, within a lane or from a lane to
 * what resharding made of it.
 *
 * An event is late if an event meant after it stands before it in the log; each late event counts once.
 * Method: deliveries show the log. First log entries of an application wait, sorted by position, until 64 (of a fleet 4,096)
 * later ones of the same order and lane are there or the history ends; then the one at the lowest position is judged
 * against the furthest event judged before it, and against the furthest seen in the lanes that its lane came from. So the log is
 * judged rightly even if it is delivered somewhat out of order.
 * Only first entries count: a copy is `duplicate-log`, not disorder.
 * Limits: an entry before one already judged is left unjudged, and so is what an entry makes late that is read from a lane after
 * more than 64 of what came of it; the verdict says so. Where positions do not compare (SQS standard) there is no log order and
 * nothing is said; between lanes that are not related there is none either. An event never delivered is not seen.
 */
export const checkSendOrder: CheckFactory = (findings, run) => ({
  name: "nonmonotonic-send",
  delivery: (record, { order, lane, entry, isSent, isFirst, isNewPosition }) => {
    if (!isSent || !lane.hasLogOrder) return;
    if (isFirst) noteSeen(record, order, lane, { findings, lineage: run.lineage });
    else {
      const isLower = entry?.lane === record.lane && isAfter(entry.position, record.position);
      if (!isLower || !lane.unjudged.delete(entry)) return;
    }
    const leaving = isNewPosition ? lane.unjudged.push(record) : insert(record, lane, findings);
    if (leaving !== undefined) judge(leaving, order, lane, { findings, lineage: run.lineage });
  },
  close: () => {
    for (const { apps } of run.keys.values()) {
      for (const { order } of apps) {
        for (const lane of order.lanes) {
          for (let next = lane.unjudged.shift(); next !== undefined; next = lane.unjudged.shift()) {
            if (lane.hasLogOrder) judge(next, order, lane, { findings, lineage: run.lineage });
          }
        }
      }
    }
  },
});

interface Judging {
  readonly findings: Findings;
  readonly lineage: Lineage;
}

/** Keeps the furthest entry of each lane; entries of its descendants that were judged without it are left unjudged. */
function noteSeen(
  record: DeliveryRecord,
  order: EventOrder,
  lane: LaneOrder,
  { findings, lineage }: Judging,
): void {
  const intent = order.intentOf(record);
  if (lane.furthestSeen !== undefined && order.intentOf(lane.furthestSeen) >= intent) return;
  lane.furthestSeen = record;
  if (order.lanes.length === 1) return;
  for (const other of order.lanes) {
    if (other.firstPunctual === undefined || !lineage.descends(other.name, lane.name)) continue;
    if (order.intentOf(other.firstPunctual) < intent) findings.leaveUnjudged("nonmonotonic-send");
  }
}

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
  { findings, lineage }: Judging,
): void {
  const intent = order.intentOf(record);
  const before = lane.furthestJudged;
  lane.lastJudged = record;
  const isFurthest = before === undefined || intent > order.intentOf(before);
  if (isFurthest) lane.furthestJudged = record;
  const other = isFurthest ? earlierLane(intent, order, lane, lineage) : before;
  if (other === undefined) {
    const first = lane.firstPunctual;
    if (first === undefined || intent < order.intentOf(first)) lane.firstPunctual = record;
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

/** An event meant after this one, in a lane that was there before its own. */
function earlierLane(
  intent: number,
  order: EventOrder,
  lane: LaneOrder,
  lineage: Lineage,
): DeliveryRecord | undefined {
  if (order.lanes.length === 1) return undefined;
  for (const other of order.lanes) {
    const { furthestSeen } = other;
    if (furthestSeen === undefined || !other.hasLogOrder) continue;
    if (order.intentOf(furthestSeen) <= intent) continue;
    if (lineage.descends(lane.name, other.name)) return furthestSeen;
  }
  return undefined;
}
