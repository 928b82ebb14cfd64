import type { DeliveryRecord } from "../history/record.ts";
import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOf } from "./evidence.ts";
import type { Lane } from "./lanes.ts";

/** Claims that wait at most. */
const maxWaiting = 4096;

/** An event outside the home of its order, as far as resharding is known. */
interface Misrouting {
  readonly record: DeliveryRecord;
  readonly lane: Lane;
  readonly home: Lane;
  readonly isOfFleet: boolean;
}

/**
 * `misrouted`: a truck's events went to two lanes with no reshard between, so that nothing keeps them in order.
 *
 * Method: the lane of the first entry that an application sees of a truck is the truck's home. An event in another lane is
 * misrouted, and counts, unless reshard records so far make that lane a descendant of the home (the truck has moved, and its home
 * with it) or an ancestor (an entry from before the move, read late).
 * Only the first delivery of each event is looked at: a copy in another lane is `duplicate-log`.
 * Limit: a reshard must be recorded before the first delivery from its children. By another recorder it may be recorded later, since
 * clocks differ: claims wait for the end where there are several, and one that a reshard then explains is dropped, as one that clocks do
 * not tell. 4,096 may wait.
 */
export const checkMisrouted: CheckFactory = (findings, run) => {
  const waiting: Misrouting[] = [];
  const confirm = ({ record, home, isOfFleet }: Misrouting): void => {
    findings.add("misrouted", record.key, record.app, () =>
      evidenceOf(
        record,
        `${eventText(record)} is in lane ${record.lane}, but the home of ${isOfFleet ? "the fleet" : record.key} is ${home.name} and no reshard leads from there`,
      ),
    );
  };
  return {
    name: "misrouted",
    kinds: ["misrouted"],
    needs: ["sends", "deliveries"],
    move: (record, { order, log }) => {
      if (log === undefined) return;
      const { home } = order;
      const { lane } = log;
      if (home === undefined || run.lanes.descends(lane, home)) {
        order.home = lane;
        return;
      }
      if (run.lanes.descends(home, lane)) return;
      const misrouting = { record, lane, home, isOfFleet: run.scope === "fleet" };
      if (!run.clocks.isMany) confirm(misrouting);
      else if (waiting.length < maxWaiting) waiting.push(misrouting);
      else findings.leaveUnjudged("misrouted");
    },
    close: () => {
      for (const misrouting of waiting) {
        const { record, lane, home } = misrouting;
        if (run.lanes.descends(lane, home) || run.lanes.descends(home, lane)) {
          run.noteNear(`delivery of ${record.key} #${record.seq}, and the reshard of ${home.name}`);
        } else confirm(misrouting);
      }
    },
  };
};
