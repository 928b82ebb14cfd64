import type { DeliveryRecord, LeaseRecord } from "../history/record.ts";
import type { Lineage } from "./lineage.ts";
import { isAfter, isDecimal } from "./position.ts";

/** An acknowledged event, as far as its place and age matter. */
interface Stored {
  readonly lane: string;
  readonly position: string;
  readonly sentAtMs: number;
}

/** How an application reads a lane. */
interface Reading {
  /** The first lease that it took: what lies before is not for it. */
  readonly first: LeaseRecord;
  /** Where the first event lay that it received of this lane. */
  firstPosition: string | undefined;
}

/**
 * What is known of one consumer application as a whole: where in each lane it began to read.
 *
 * Only the first lease that it takes of a lane says where it begins: whatever a later one skips, it has missed. A lane that it never
 * took is read from the beginning, unless what came of that lane was begun later than at its beginning: then it is older still.
 */
export class AppRun {
  readonly app: string;
  /** Whether it has received anything. */
  hasReceived = false;
  readonly #readings = new Map<string, Reading>();
  /** Whether some lane was not begun at its beginning. */
  #isPartial = false;

  constructor(app: string) {
    this.app = app;
  }

  /** Whether it reads: it received something, or took a lease. */
  get isReader(): boolean {
    return this.hasReceived || this.#readings.size > 0;
  }

  /** Whether some of the log lies before its beginning. */
  get isPartial(): boolean {
    return this.#isPartial;
  }

  lease(record: LeaseRecord): void {
    if (record.action !== "taken" || this.#readings.has(record.lane)) return;
    this.#readings.set(record.lane, { first: record, firstPosition: undefined });
    if (record.from !== undefined && record.from !== "trim-horizon") this.#isPartial = true;
  }

  receive({ lane, position }: DeliveryRecord): void {
    this.hasReceived = true;
    if (!this.#isPartial) return;
    const reading = this.#readings.get(lane);
    if (reading !== undefined) reading.firstPosition ??= position;
  }

  /** Whether the application was to receive an event: it does not lie before where the application began. */
  isDue(event: Stored, lineage: Lineage): boolean {
    if (!this.#isPartial) return true;
    const own = this.#readings.get(event.lane);
    if (own !== undefined) return isBehindStart(event, own);
    const later = [...this.#readings].find(([lane]) => lineage.descends(lane, event.lane));
    if (later === undefined) return true;
    const { first } = later[1];
    // All positions of a lane precede those of what came of it.
    return (
      first.from !== "after-position" &&
      isBehindStart(event, { ...later[1], firstPosition: undefined })
    );
  }
}

function isBehindStart({ position, sentAtMs }: Stored, { first, firstPosition }: Reading): boolean {
  const { from = "trim-horizon" } = first;
  switch (from) {
    case "trim-horizon":
      return true;
    case "latest":
      return sentAtMs >= first.atMs || isBehind(position, firstPosition);
    case "at-timestamp":
      return sentAtMs >= (first.fromMs ?? first.atMs) || isBehind(position, firstPosition);
    case "after-position":
      return isBehind(position, first.fromPosition);
  }
}

function isBehind(position: string, start: string | undefined): boolean {
  if (start === undefined || !isDecimal(position) || !isDecimal(start)) return false;
  return isAfter(position, start);
}
