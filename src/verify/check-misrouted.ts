import type { CheckFactory } from "./check.ts";
import { eventText } from "./event-text.ts";
import { evidenceOf } from "./evidence.ts";

/**
 * `misrouted`: a truck's events went to two lanes with no reshard between, so that nothing keeps them in order.
 *
 * Method: the lane of the first entry that an application sees of a truck is the truck's home. An event in another lane is
 * misrouted, and counts, unless reshard records so far make that lane a descendant of the home (the truck has moved, and its home
 * with it) or an ancestor (an entry from before the move, read late).
 * Only the first delivery of each event is looked at: a copy in another lane is `duplicate-log`.
 * Limit: a reshard must be recorded before the first delivery from its children.
 */
export const checkMisrouted: CheckFactory = (findings, run) => ({
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
    findings.add("misrouted", record.key, record.app, () =>
      evidenceOf(
        record,
        `${eventText(record)} is in lane ${lane.name}, but the home of ${run.scope === "fleet" ? "the fleet" : record.key} is ${home.name} and no reshard leads from there`,
      ),
    );
  },
});
