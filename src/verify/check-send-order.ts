import type { CheckFactory, EntryPlace } from "./check.ts";
import type { Entry } from "./entry.ts";
import { eventText } from "./event-text.ts";
import { told } from "./evidence.ts";
import type { Findings } from "./findings.ts";
import type { Lanes } from "./lanes.ts";

/**
 * `nonmonotonic-send`: the log holds a truck's events in another order than the truck meant them, within a lane or from a lane to
 * what resharding made of it.
 *
 * An event is late if an event meant after it stands before it in the log; each late event counts once.
 * Method: deliveries show the log. First log entries of an application wait, sorted by position (see `LaneLog`), until 16 (where
 * trucks are many 4, of a fleet 4,096) later ones of the same order and lane are there or the history ends; then the one at the
 * lowest position is judged against the furthest event judged before it, and against the furthest seen in the lanes that its lane
 * came from. So the log is judged rightly even if it is delivered somewhat out of order.
 * Only first entries count: a copy is `duplicate-log`, not disorder.
 * Limits: an entry before one already judged is left unjudged, and so is what an entry makes late that is read from a lane after
 * what came of it was judged; the verdict says so. Where positions do not compare (SQS standard) there is no log order and
 * nothing is said; between lanes that are not related there is none either. An event never delivered is not seen.
 */
export const checkSendOrder: CheckFactory = (findings, run) => ({
  name: "nonmonotonic-send",
  kinds: ["nonmonotonic-send"],
  needs: ["sends", "deliveries"],
  entering: (entry, place) => noteSeen(entry, place, { findings, lanes: run.lanes }),
  leaving: (entry, place) => {
    if (entry.origin !== "first" || !entry.lane.hasLogOrder) return;
    judge(entry, place, { findings, lanes: run.lanes });
  },
});

interface Judging {
  readonly findings: Findings;
  readonly lanes: Lanes;
}

/** Keeps the furthest entry of each lane; entries of its descendants that were judged without it are left unjudged. */
function noteSeen(entry: Entry, { log, order }: EntryPlace, { findings, lanes }: Judging): void {
  if (log.furthestSeen !== undefined && log.furthestSeen.intent >= entry.intent) return;
  log.furthestSeen = entry;
  if (!order.isSpread || !log.lane.isParent) return;
  for (const other of order.logs()) {
    if (other.firstPunctual >= entry.intent || !lanes.descends(other.lane, log.lane)) continue;
    findings.leaveUnjudged("nonmonotonic-send");
  }
}

function judge(entry: Entry, { log, order }: EntryPlace, { findings, lanes }: Judging): void {
  const { intent } = entry;
  const before = log.furthestJudged;
  const isFurthest = before === undefined || intent >= before.intent;
  if (isFurthest) log.furthestJudged = entry;
  const other = isFurthest ? earlierLane(entry, { log, order }, lanes) : before;
  if (other === undefined) {
    log.firstPunctual = Math.min(log.firstPunctual, intent);
    return;
  }
  findings.add("nonmonotonic-send", entry.key, order.app.app, () => ({
    ...evidenceOfEntry(entry),
    otherSeq: other.seq,
    ...(other.key === entry.key ? {} : { otherKey: other.key }),
    detail: `${eventText(told(entry))} was sent before ${eventText(told(other))} but stands after it in the log`,
  }));
}

function evidenceOfEntry(entry: Entry) {
  const { seq, consumer, lane, position, atMs } = entry;
  return { seq, consumer, lane: lane.name, position, atMs };
}

/** An event meant after this one, in a lane that was there before its own. */
function earlierLane(entry: Entry, { order }: EntryPlace, lanes: Lanes): Entry | undefined {
  if (!order.isSpread || !lanes.hasFamilies) return undefined;
  for (const { furthestSeen, lane } of order.logs()) {
    if (lane === entry.lane || furthestSeen === undefined) continue;
    if (furthestSeen.intent <= entry.intent) continue;
    if (lane.hasLogOrder && lanes.descends(entry.lane, lane)) return furthestSeen;
  }
  return undefined;
}
