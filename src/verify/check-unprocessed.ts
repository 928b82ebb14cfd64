import type { AppFacts } from "./app-facts.ts";
import type { CheckFactory } from "./check.ts";
import type { Entry } from "./entry.ts";
import type { EventOrder } from "./event-order.ts";
import { eventText } from "./event-text.ts";
import { told } from "./evidence.ts";
import { difference } from "./interval-set.ts";
import type { Lanes } from "./lanes.ts";
import { isAfter } from "./position.ts";
import type { RunFacts } from "./run-facts.ts";
import type { Place } from "./sent-event.ts";
import { hasSeq, intervalsOf } from "./seqs.ts";

/**
 * `unprocessed`: an application received an event, was passed by it, and never completed it: it is lost after delivery.
 *
 * Passed by means: committed, by itself or with a checkpoint at or behind its position; or, where the lane has a log order, left behind
 * when a later event of its truck was committed; or its consumer died, and the lane was begun again behind it; or, whatever was
 * committed, that the run was drained. Each event counts once per application. What was dead-lettered or discarded was not passed by.
 * Method: when the history is over, the delivered events less the completed ones. Those without any proof may still have been processed:
 * they make the verdict unknown. So do those of a history without an end, or that was interrupted: the work may have been under way. Of an
 * application without any effect nothing is said.
 */
export const checkUnprocessed: CheckFactory = (findings, run) => ({
  name: "unprocessed",
  kinds: ["unprocessed"],
  needs: ["deliveries", "effects"],
  close: () => {
    const isOver = run.end !== undefined && !run.end.interrupted;
    const entries = new UndoneEntries(run);
    for (const key of run.keys.unfinished()) {
      for (let { app } = key; app !== undefined; app = app.next) {
        const { app: reader } = app;
        if (typeof app.delivered === "number" && app.delivered === app.completed) continue;
        for (const seq of undone(app)) {
          // What was never sent is a phantom, and nobody's loss.
          if (!hasSeq(key.sent, seq) || key.refused?.has(seq) === true) continue;
          const entry = entries.find(app.order, key.key, seq);
          const how =
            isOver && reader.seen.effects > 0 ? passedBy(app, seq, entry, run) : undefined;
          if (how === undefined) {
            run.undone += 1;
            findings.doubt("undone", key.key, reader.app, () => ({
              seq,
              ...placeOf(entry),
              atMs: entry?.atMs ?? run.end?.atMs ?? 0,
              detail: `${textOf(key.key, seq, entry)} was delivered to ${reader.app} and not processed when the history ended`,
            }));
            continue;
          }
          findings.add("unprocessed", key.key, reader.app, () => ({
            seq,
            ...placeOf(entry),
            atMs: entry?.atMs ?? run.end?.atMs ?? 0,
            detail: `${textOf(key.key, seq, entry)} was delivered to ${reader.app} and never processed: ${how}`,
          }));
        }
      }
    }
  },
});

function* undone({ delivered, completed, aside }: AppFacts): Generator<number> {
  for (const { from, to } of difference(intervalsOf(delivered), intervalsOf(completed))) {
    for (let seq = from; seq <= to; seq += 1) if (aside?.has(seq) !== true) yield seq;
  }
}

/** How an application passed an event by, if it did. */
function passedBy(
  app: AppFacts,
  seq: number,
  entry: Entry | undefined,
  { end, lanes, clocks }: RunFacts,
): string | undefined {
  if (hasSeq(app.committed, seq)) return "it was committed";
  if (entry !== undefined) {
    if (app.app.hasCommitted(entry, lanes)) return "a checkpoint went past it";
    for (const [lane, position] of app.commits?.entries() ?? []) {
      // The lane may have turned out since to have no log order.
      if (lane.hasLogOrder && isBehind({ lane, position }, entry, lanes)) {
        return "a later event was committed";
      }
    }
  }
  const isGone = entry !== undefined && app.app.isGone(entry);
  // Which of two recorders was first, clocks may not tell.
  if (isGone && !clocks.isMany && app.app.hasGoneOn(entry)) {
    return `${entry.consumer} died, and ${entry.lane.name} was read on from behind it`;
  }
  if (end?.drained !== true) return undefined;
  return isGone ? `${entry.consumer} died, and it did not come again` : "the run was drained";
}

function textOf(key: string, seq: number, entry: Entry | undefined): string {
  return eventText(entry === undefined ? { key, seq } : told(entry));
}

/** Whether a place stands behind another, in its lane or in what came of that. */
function isBehind(place: Place, other: Place, lanes: Lanes): boolean {
  if (place.lane !== other.lane) return lanes.descends(place.lane, other.lane);
  return place.lane.hasLogOrder && isAfter(place.position, other.position);
}

function placeOf(entry: Entry | undefined) {
  if (entry === undefined) return {};
  const { consumer, lane, position } = entry;
  return { consumer, lane: lane.name, position };
}

/** Finds the entry of an event that is not done: of one truck by its seq, in a fleet by both. */
class UndoneEntries {
  readonly #scope: RunFacts["scope"];
  readonly #fleets = new Map<EventOrder, Map<string, Entry>>();

  constructor({ scope }: RunFacts) {
    this.#scope = scope;
  }

  find(order: EventOrder, key: string, seq: number): Entry | undefined {
    if (this.#scope === "key") return order.find(seq, undefined, undefined);
    let entries = this.#fleets.get(order);
    if (entries === undefined) this.#fleets.set(order, (entries = byName(order)));
    return entries.get(`${seq} ${key}`);
  }
}

function byName(order: EventOrder): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const log of order.logs()) {
    for (const entry of log.entries()) {
      if (!entry.isDone) entries.set(`${entry.seq} ${entry.key}`, entry);
    }
  }
  return entries;
}
