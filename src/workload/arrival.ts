/** When the fixes of trucks fall due: at a rate (open loop), or as fast as the trucks may (closed loop). Where they come from is all one. */
import { seededRandom } from "../random.ts";
import { dueTimesMs, type Rate, ratePieces, timesAsHigh } from "./due-times.ts";
import type { Plan, PlannedEvent } from "./event.ts";
import type { FleetWorkload } from "./workload.ts";

/** An endless source of one truck's fixes, asked in the order of their due times. */
export interface FixSource {
  readonly next: (index: number, dueMs: number) => PlannedEvent;
}

type Arrivals = Pick<Plan, "arrival" | "events" | "nextOf" | "dueMs">;

type Hot = NonNullable<FleetWorkload["hot"]>;

/**
 * Each truck has its own stream of chance: when truck_7's fixes fall due depends on the seed, not on how many others there are. All due
 * times come first, so that each fix has its place in the order of the fleet when it is made; each source is used up before the next.
 */
export function openLoop(
  trucks: readonly string[],
  sourceOf: (truckId: string) => FixSource,
  rate: Rate & { readonly jitter: number; readonly hot?: Hot },
  seed: number,
): Arrivals {
  const usual = ratePieces(rate);
  const { hot = { trucks: 0, factor: 1 } } = rate;
  const high = usual.map((piece) => timesAsHigh(piece, hot.factor));
  const dues: number[] = [];
  const ends = trucks.map((truckId, at) => {
    const pieces = at < hot.trucks ? high : usual;
    const random = seededRandom(seed, `${truckId}/due`);
    for (const dueMs of dueTimesMs(pieces, rate.jitter, random)) dues.push(dueMs);
    return dues.length;
  });
  // The sort is stable: ties stay in truck order.
  const order = Array.from(dues, (_, at) => at).sort((a, b) => dues[a]! - dues[b]!);
  const places = new Uint32Array(dues.length);
  for (const [index, at] of order.entries()) places[at] = index;
  const fixes = new Fixes(dues.length);
  let at = 0;
  for (const [truck, end] of ends.entries()) {
    const { next } = sourceOf(trucks[truck]!);
    for (; at < end; at += 1) fixes.put(truck, next(places[at]!, dues[at]!));
  }
  return planned(order.map((_, index) => fixes.at(index, trucks)));
}

/** Numbers of a fix, and room for two more: a row is a line of the processor's cache. */
const rowLength = 8;

/**
 * Fixes by their place in the order of the fleet, as numbers, until all are there: then the events are made in that order, which is the
 * one in which they are used, and lie in memory side by side.
 */
class Fixes {
  readonly #truck: Uint32Array;
  readonly #seq: Uint32Array;
  readonly #numbers: Float64Array;

  constructor(count: number) {
    this.#truck = new Uint32Array(count);
    this.#seq = new Uint32Array(count);
    this.#numbers = new Float64Array(rowLength * count);
  }

  put(truck: number, event: PlannedEvent): void {
    const { seq, index, eventTimeMs, lat, lon, speedKmh, headingDeg, dueMs } = event;
    this.#truck[index] = truck;
    this.#seq[index] = seq;
    const numbers = this.#numbers;
    const row = rowLength * index;
    numbers[row] = dueMs;
    numbers[row + 1] = eventTimeMs;
    numbers[row + 2] = lat;
    numbers[row + 3] = lon;
    numbers[row + 4] = speedKmh;
    numbers[row + 5] = headingDeg;
  }

  at(index: number, trucks: readonly string[]): PlannedEvent {
    const numbers = this.#numbers;
    const row = rowLength * index;
    return {
      truckId: trucks[this.#truck[index]!]!,
      seq: this.#seq[index]!,
      index,
      eventTimeMs: numbers[row + 1]!,
      lat: numbers[row + 2]!,
      lon: numbers[row + 3]!,
      speedKmh: numbers[row + 4]!,
      headingDeg: numbers[row + 5]!,
      dueMs: numbers[row]!,
    };
  }
}

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

export function closedLoop(
  trucks: readonly string[],
  sourceOf: (truckId: string) => FixSource,
): Arrivals {
  const byId = new Map(trucks.map((truckId) => [truckId, sourceOf(truckId)]));
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
