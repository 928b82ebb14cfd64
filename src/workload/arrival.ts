/** When the fixes of trucks fall due: at a rate (open loop), or as fast as the trucks may (closed loop). Where they come from is all one. */
import { seededRandom } from "../random.ts";
import { dueTimesMs, type Rate, ratePieces, timesAsHigh } from "./due-times.ts";
import type { Plan, PlannedEvent } from "./event.ts";
import type { FleetWorkload } from "./workload.ts";

/** An endless source of one truck's fixes, asked in the order of their due times. */
export interface FixSource {
  readonly truckId: string;
  readonly next: (index: number, dueMs: number) => PlannedEvent;
}

type Arrivals = Pick<Plan, "arrival" | "events" | "nextOf" | "dueMs">;

type Hot = NonNullable<FleetWorkload["hot"]>;

/**
 * Each truck has its own stream of chance: when truck_7's fixes fall due depends on the seed, not on how many others there are. The sources
 * may be made as they are asked for: each is used up before the next.
 */
export function openLoop(
  sources: Iterable<FixSource>,
  rate: Rate & { readonly jitter: number; readonly hot?: Hot },
  seed: number,
): Arrivals {
  const usual = ratePieces(rate);
  const { hot = { trucks: 0, factor: 1 } } = rate;
  const high = usual.map((piece) => timesAsHigh(piece, hot.factor));
  const events: Numbered[] = [];
  let count = 0;
  for (const source of sources) {
    const pieces = count < hot.trucks ? high : usual;
    count += 1;
    const random = seededRandom(seed, `${source.truckId}/due`);
    for (const dueMs of dueTimesMs(pieces, rate.jitter, random)) {
      events.push(source.next(0, dueMs));
    }
  }
  // The sort is stable: ties stay in truck order.
  events.sort((a, b) => a.dueMs - b.dueMs);
  for (const [index, event] of events.entries()) event.index = index;
  return planned(events);
}

/** An event that is given its place in the order of the fleet. */
type Numbered = Omit<PlannedEvent, "index"> & { index: number };

/** An open loop with these events, in due order. */
export function planned(events: readonly PlannedEvent[]): Arrivals {
  return {
    arrival: "open",
    events,
    nextOf: () => {
      throw new Error("an open loop has its events planned beforehand");
    },
    dueMs: (index) => events[index]?.dueMs,
  };
}

export function closedLoop(sources: readonly FixSource[]): Arrivals {
  const byId = new Map(sources.map((source) => [source.truckId, source]));
  const dues: number[] = [];
  return {
    arrival: "closed",
    events: [],
    nextOf: (truckId, dueMs) => {
      const source = byId.get(truckId);
      if (source === undefined) throw new Error(`no truck ${truckId} in the plan`);
      const event = source.next(dues.length, dueMs);
      dues.push(dueMs);
      return event;
    },
    dueMs: (index) => dues[index],
  };
}
