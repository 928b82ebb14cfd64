import type { CommitRecord, LeaseRecord } from "../history/record.ts";
import type { Crashes } from "./crashes.ts";
import type { Entry } from "./entry.ts";
import type { Worker } from "./inside.ts";
import type { Lane, Lanes } from "./lanes.ts";
import { isAfter, isDecimal } from "./position.ts";
import type { Place, SentEvent } from "./sent-event.ts";

/** When an event was sent, and where the broker put it. */
type Located = Pick<SentEvent, "lane" | "position" | "sentAtMs">;

/** How an application reads a lane. */
interface Reading {
  /** The first lease that it took: what lies before is not for it. */
  readonly first: LeaseRecord;
  /** Where the first event lay that it received of this lane. */
  firstPosition: string | undefined;
}

/**
 * What is known of one consumer application as a whole: where in each lane it began to read, how far it has committed, who died.
 *
 * Only the first lease that it takes of a lane says where it begins: whatever a later one skips, it has missed. A lane that it never
 * took is read from the beginning, unless what came of that lane was begun later than at its beginning: then it is older still.
 */
export class AppRun {
  readonly app: string;
  /** Its number among the applications of the run. */
  readonly id: number;
  /** What it has told of itself. */
  readonly seen = {
    deliveries: 0,
    starts: 0,
    effects: 0,
    commits: 0,
    /** Effects and abandons of handlers that were not begun. */
    unstarted: 0,
    /** Work on events that were not delivered. */
    undelivered: 0,
  };
  /** Whether some of the log lies before its beginning. */
  isPartial = false;
  /** Whether a header names it. */
  isDeclared = false;
  readonly #crashes: Crashes;
  readonly #readings = new Map<Lane, Reading>();
  readonly #committed = new Map<Lane, string>();
  /** The last time that it took a lane, and the number of that record. */
  readonly #lastTaken = new Map<Lane, { readonly lease: LeaseRecord; readonly at: number }>();
  /** Lanes that it took, or received anything from. */
  readonly #read = new Set<Lane>();
  #lastRead: Lane | undefined;

  constructor(app: string, id: number, crashes: Crashes) {
    this.app = app;
    this.id = id;
    this.#crashes = crashes;
  }

  /** Whether it is to receive what was sent: it is declared, received something, or took a lease. */
  get isReader(): boolean {
    return this.isDeclared || this.seen.deliveries > 0 || this.#readings.size > 0;
  }

  /** Whether the consumer that an event was last with has died since. */
  readonly isGone = ({ consumer, receivedAt }: Entry): boolean =>
    this.#crashes.hasDied(this.app, consumer, receivedAt);

  /** Whether a consumer has died since it went into a handler. */
  isDead({ consumer, since }: Worker): boolean {
    return this.#crashes.hasDied(this.app, consumer, since);
  }

  /** `at`: number of the record. */
  lease(record: LeaseRecord, lane: Lane, at: number): void {
    if (record.action !== "taken") return;
    this.#read.add(lane);
    this.#lastTaken.set(lane, { lease: record, at });
    if (this.#readings.has(lane)) return;
    this.#readings.set(lane, { first: record, firstPosition: undefined });
    if (record.from !== undefined && record.from !== "trim-horizon") this.isPartial = true;
  }

  /** Takes note of where it receives from. */
  receive(lane: Lane, position: string): void {
    this.seen.deliveries += 1;
    if (lane !== this.#lastRead) {
      this.#read.add(lane);
      this.#lastRead = lane;
    }
    if (!this.isPartial) return;
    const reading = this.#readings.get(lane);
    if (reading !== undefined) reading.firstPosition ??= position;
  }

  /** Takes a checkpoint. */
  commitThrough({ position }: CommitRecord, lane: Lane): void {
    if (!isDecimal(position)) return;
    const before = this.#committed.get(lane);
    if (before === undefined || isAfter(position, before)) this.#committed.set(lane, position);
  }

  /** Whether a checkpoint covers a place: of its lane, or of what came of that. */
  hasCommitted({ lane, position }: Place, lanes: Lanes): boolean {
    for (const [other, through] of this.#committed) {
      if (lanes.descends(other, lane)) return true;
      if (other === lane && lane.hasLogOrder && !isAfter(position, through)) return true;
    }
    return false;
  }

  /** Whether the lane of an event was taken again after it was received, from a place behind it. */
  hasGoneOn({ lane, position, receivedAt }: Entry): boolean {
    const taken = this.#lastTaken.get(lane);
    if (taken === undefined || taken.at < receivedAt) return false;
    const { from, fromPosition } = taken.lease;
    if (from === "latest") return true;
    if (from !== "after-position" || fromPosition === undefined) return false;
    return lane.hasLogOrder && isDecimal(fromPosition) && !isAfter(position, fromPosition);
  }

  /** Whether it takes the lanes that it reads, never took this one, and received nothing from it. */
  hasLeftOut(lane: Lane): boolean {
    return this.#readings.size > 0 && !this.#read.has(lane);
  }

  /**
   * Whether the application was to receive an acknowledged event, since it does not lie before where the application began. Undefined:
   * it was sent so near to that moment that the clocks do not tell, or when is not remembered, or its position does not compare with
   * where that was.
   */
  isDue(event: Located, lanes: Lanes, clockErrorMs: number): boolean | undefined {
    const { lane } = event;
    if (!this.isPartial || lane === undefined) return true;
    const own = this.#readings.get(lane);
    if (own !== undefined) return isBehindStart(event, own, clockErrorMs);
    const later = [...this.#readings].find(([other]) => lanes.descends(other, lane));
    if (later === undefined) return true;
    const [, { first }] = later;
    // All positions of a lane precede those of what came of it.
    if (first.from === "after-position") return false;
    return isBehindStart(event, { first, firstPosition: undefined }, clockErrorMs);
  }
}

function isBehindStart(
  event: Located,
  { first, firstPosition }: Reading,
  clockErrorMs: number,
): boolean | undefined {
  const { from = "trim-horizon", atMs } = first;
  if (from === "trim-horizon") return true;
  if (from === "after-position") return isBehind(event, first.fromPosition);
  if (isBehind(event, firstPosition) === true) return true;
  const afterStartMs = event.sentAtMs - (from === "latest" ? atMs : (first.fromMs ?? atMs));
  if (Number.isNaN(afterStartMs)) return undefined;
  if (clockErrorMs > 0 && Math.abs(afterStartMs) <= clockErrorMs) return undefined;
  return afterStartMs >= 0;
}

/** Undefined where positions do not compare. */
function isBehind({ lane, position }: Located, start: string | undefined): boolean | undefined {
  if (start === undefined || lane?.hasLogOrder !== true || !isDecimal(start)) return undefined;
  return isAfter(position, start);
}
