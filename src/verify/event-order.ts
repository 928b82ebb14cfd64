import type {
  AbandonRecord,
  DeliveryRecord,
  EffectRecord,
  StartRecord,
} from "../history/record.ts";
import type { Crashes } from "./crashes.ts";
import { LaneOrder } from "./lane-order.ts";
import type { OpenEvent } from "./open-events.ts";

export type ConsumerRecord = DeliveryRecord | StartRecord | EffectRecord | AbandonRecord;

/** The place of an event in the intended order: `seq` in the order of a truck, `index` in the order of the fleet. */
export type IntentOf = (event: { readonly seq: number; readonly index: number }) => number;

export const intentOf: Readonly<Record<"key" | "fleet", IntentOf>> = {
  key: (event) => event.seq,
  fleet: (event) => event.index,
};

/** Events whose log entry is remembered, by scope: of one truck, or of the whole fleet. A power of two. */
const windowOf = { key: 64, fleet: 4096 } as const;

/** A consumer with handlers at work. */
export interface Inside {
  readonly consumer: string;
  handlers: number;
  /** The last event it started. */
  last: StartRecord;
  /** When it came in: number of the record. */
  readonly since: number;
}

/**
 * What one application has seen of one order: of one truck's events, or with scope `fleet` of all.
 *
 * For the latest events it remembers the first log entry of each (the one at the lowest position, where positions compare) and the
 * positions of its copies, in a table indexed by the low bits of the intent: 64 events of a truck, 4,096 of a fleet. An event
 * further behind that is still open is known by its delivery; any other is taken at the position its own record names.
 */
export class EventOrder {
  readonly intentOf: IntentOf;
  readonly window: number;
  readonly lanes: LaneOrder[] = [];
  readonly #inside: Inside[] = [];
  /** The lane this order lives in, until a reshard moves it. */
  home: LaneOrder | undefined;
  readonly #laneByName = new Map<string, LaneOrder>();
  #lastLane: LaneOrder | undefined;
  readonly #entries: (DeliveryRecord | undefined)[] = [];
  readonly #copies: (string[] | undefined)[] = [];
  /** Whether a consumer has died since it took an event in hand, or went into a handler. */
  readonly isGone: (held: OpenEvent | Inside) => boolean;

  constructor(scope: "key" | "fleet", app: string, crashes: Crashes) {
    this.intentOf = intentOf[scope];
    this.isGone = ({ consumer, since }) => crashes.hasDied(app, consumer, since);
    this.window = windowOf[scope];
  }

  /** Records and names held. */
  get size(): number {
    const held = this.lanes.reduce((sum, lane) => sum + lane.size, this.#inside.length);
    return held + this.#entries.length + this.#copies.flat().length;
  }

  lane(name: string): LaneOrder {
    if (this.#lastLane?.name === name) return this.#lastLane;
    let lane = this.#laneByName.get(name);
    if (lane === undefined) {
      lane = new LaneOrder(name, this);
      this.#laneByName.set(name, lane);
      this.lanes.push(lane);
    }
    this.#lastLane = lane;
    return lane;
  }

  /** The consumers with handlers at work, those that died left out; the caller may change it. */
  living(): Inside[] {
    const inside = this.#inside;
    for (let at = inside.length - 1; at >= 0; at -= 1) {
      if (this.isGone(inside[at]!)) inside.splice(at, 1);
    }
    return inside;
  }

  /** The first log entry of an event, if it is still remembered. */
  entry(intent: number): DeliveryRecord | undefined {
    const entry = this.#entries[intent & (this.window - 1)];
    return entry !== undefined && this.intentOf(entry) === intent ? entry : undefined;
  }

  /** Remembers an event's first log entry, unless events after it have taken its place in the table. */
  setEntry(intent: number, record: DeliveryRecord): void {
    const at = intent & (this.window - 1);
    const held = this.#entries[at];
    if (held === undefined) {
      while (this.#entries.length <= at) this.#entries.push(undefined);
      this.#entries[at] = record;
      return;
    }
    const heldIntent = this.intentOf(held);
    if (heldIntent > intent) return;
    this.#entries[at] = record;
    if (heldIntent < intent && this.#copies.length > 0) this.#copies[at] = undefined;
  }

  /** The log entries seen of a remembered event, first one included, as `lane position`; the caller may add to it. */
  entriesOf(entry: DeliveryRecord): string[] {
    const at = this.intentOf(entry) & (this.window - 1);
    return (this.#copies[at] ??= [placeName(entry)]);
  }
}

export function placeName(record: ConsumerRecord): string {
  return `${record.lane} ${record.position}`;
}
