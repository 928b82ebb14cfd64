import type { AppRun } from "./app-run.ts";
import type { Entry } from "./entry.ts";
import type { EventOrder } from "./event-order.ts";
import { IntervalSet } from "./interval-set.ts";
import type { Lane, Lanes } from "./lanes.ts";
import { isAfter } from "./position.ts";
import type { Place } from "./sent-event.ts";
import type { Seqs } from "./seqs.ts";
import type { StaleEffects } from "./stale-effects.ts";

/** What one application has seen of one truck. */
export class AppFacts {
  readonly app: AppRun;
  /** Of this truck, or with scope `fleet` of all trucks together. */
  readonly order: EventOrder;
  /** The truck's next application. */
  next: AppFacts | undefined;
  delivered: Seqs = 0;
  completed: Seqs = 0;
  /** Committed one by one, and the place of the one latest in the log. */
  committed: Seqs = 0;
  commitTop: Place | undefined;
  /** Dead-lettered or discarded. */
  aside: IntervalSet | undefined;
  /** Started or completed without having been delivered. */
  unbidden: IntervalSet | undefined;
  /** Delivered from another place than the acknowledgement names, and not yet from there. */
  strays: Set<number> | undefined;
  /** Of all completed events, the one latest in the log. */
  latestDone: Entry | undefined;
  stale: StaleEffects | undefined;
  #lane: Lane | undefined;
  #top = "";
  #others: Map<Lane, string> | undefined;

  constructor(app: AppRun, order: EventOrder) {
    this.app = app;
    this.order = order;
  }

  setAside(seq: number): void {
    (this.aside ??= new IntervalSet()).add(seq);
  }

  work(seq: number): void {
    (this.unbidden ??= new IntervalSet()).add(seq);
  }

  /** Takes note of the place of an event that was committed. */
  commit(place: Place, lanes: Lanes): void {
    const top = this.commitTop;
    if (top === undefined || isBehind(place, top, lanes)) this.commitTop = place;
  }

  /** Takes note of how far the truck has been read in a lane. */
  reach(lane: Lane, position: string): void {
    if (this.#lane === undefined || this.#lane === lane) {
      if (this.#lane === undefined || (lane.hasLogOrder && isAfter(position, this.#top))) {
        this.#top = position;
      }
      this.#lane = lane;
      return;
    }
    this.#others ??= new Map();
    const before = this.#others.get(lane);
    if (before === undefined || (lane.hasLogOrder && isAfter(position, before))) {
      this.#others.set(lane, position);
    }
  }

  /** Whether a position lies behind all of the lane that the truck was read from. */
  isBeyond(lane: Lane, position: string): boolean {
    if (!lane.hasLogOrder) return false;
    const top = lane === this.#lane ? this.#top : this.#others?.get(lane);
    return top === undefined || isAfter(position, top);
  }

  /** The lanes that the truck was read in, and the highest position in each. */
  *reached(): Generator<readonly [Lane, string]> {
    if (this.#lane !== undefined) yield [this.#lane, this.#top];
    if (this.#others !== undefined) yield* this.#others;
  }

  /** Intervals and names held. */
  get size(): number {
    const sets = [this.delivered, this.completed, this.committed, this.aside, this.unbidden];
    let size = this.#others?.size ?? 0;
    for (const set of sets) if (typeof set === "object") size += set.intervalCount;
    return size + (this.strays?.size ?? 0) + (this.stale?.size ?? 0);
  }
}

/** Whether a place stands behind another, in its lane or in what came of that. */
export function isBehind(place: Place, other: Place, lanes: Lanes): boolean {
  if (place.lane !== other.lane) return lanes.descends(place.lane, other.lane);
  return place.lane.hasLogOrder && isAfter(place.position, other.position);
}
