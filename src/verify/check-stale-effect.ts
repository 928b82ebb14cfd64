import type { EffectRecord } from "../history/record.ts";
import type { AppFacts } from "./app-facts.ts";
import type { CheckFactory } from "./check.ts";
import type { Timed } from "./clocks.ts";
import type { Entry } from "./entry.ts";
import { eventText } from "./event-text.ts";
import { evidenceOfPair, told } from "./evidence.ts";
import type { Lanes } from "./lanes.ts";
import { isAfter } from "./position.ts";
import { StaleEffects } from "./stale-effects.ts";

/**
 * `stale-effect`: an application did an earlier event of a truck again after a later one, and nothing put the later one back on top: a
 * store that keeps the last write ends wrong.
 *
 * Each such repeated effect counts, once the history is over: a consumer that reads again from a checkpoint and catches up has done no
 * harm. Later is meant as in `nonmonotonic-effect`, and always within a truck, also where the whole fleet has one order.
 * Method: per truck and application, the completed event latest in the log, and the repeated effects since it was done last.
 * Between recorders only what was done further apart than their clocks may be off counts.
 * Limit: when the run was not drained the consumer might still have caught up: then nothing is claimed, and the verdict says so.
 */
export const checkStaleEffect: CheckFactory = (findings, run) => {
  const by = (record: EffectRecord): Timed | undefined => (run.clocks.isMany ? record : undefined);
  return {
    name: "stale-effect",
    kinds: ["stale-effect"],
    needs: ["sends", "deliveries", "effects"],
    effect: (record, { app, entry, log, isLate }) => {
      if (entry === undefined) return;
      const isTop = app.latestDone !== undefined && app.latestDone === log?.latestDone;
      // Within one lane the log itself has told whether a later one is done.
      if (isTop ? !isLate : !isEarlier(entry, app, run.lanes)) putOnTop(entry, app, by(record));
    },
    repetition: (record, { app, entry }) => {
      if (app.latestDone?.seq === record.seq) {
        app.stale = undefined;
        app.latestDoneBy = by(record);
      } else if (entry === undefined) return;
      else if (!isEarlier(entry, app, run.lanes)) putOnTop(entry, app, by(record));
      else if (
        app.latestDoneBy === undefined ||
        run.clocks.isSurelyBefore(app.latestDoneBy, record)
      )
        (app.stale ??= new StaleEffects()).add(record);
    },
    close: () => {
      for (const key of run.keys.unfinished()) {
        for (let { app } = key; app !== undefined; app = app.next) {
          const { stale, latestDone } = app;
          if (stale === undefined || latestDone === undefined) continue;
          if (run.end?.drained !== true) {
            run.staleAtEnd += stale.count;
            continue;
          }
          for (const record of stale.first) {
            findings.add("stale-effect", key.key, app.app.app, () =>
              evidenceOfPair(
                record,
                latestDone,
                `${eventText(record)} was done again after ${eventText(told(latestDone))}, and nothing came on top of it`,
              ),
            );
          }
          const untold = stale.count - stale.first.length;
          findings.addUntold("stale-effect", key.key, app.app.app, untold);
        }
      }
    },
  };
};

function putOnTop(entry: Entry, app: AppFacts, by: Timed | undefined): void {
  app.latestDone = entry;
  app.latestDoneBy = by;
  app.latestDonePosition = entry.position;
  app.stale = undefined;
}

/** Whether an entry stands before the latest completed one of its truck. */
function isEarlier(entry: Entry, app: AppFacts, lanes: Lanes): boolean {
  const top = app.latestDone;
  if (top === undefined) return false;
  const position = app.latestDonePosition;
  if (entry.lane === top.lane) {
    if (!entry.lane.hasLogOrder || entry.position === position) return entry.intent < top.intent;
    return isAfter(position, entry.position);
  }
  if (lanes.descends(top.lane, entry.lane)) return true;
  if (lanes.descends(entry.lane, top.lane)) return false;
  return entry.seq < top.seq;
}
