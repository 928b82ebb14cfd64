import type { AckRecord } from "../history/record.ts";
import { isAfter, isDecimal } from "./position.ts";
import { SortedRing } from "./sorted-ring.ts";

/** Acknowledgements of a truck that are remembered. */
const window = 16;

/**
 * Whether a truck's acknowledged events stand in one lane's log in the order of their seq.
 *
 * Only then does "a later event has been delivered" prove that an earlier one should have been. The first acknowledgement of each
 * event is compared with its neighbours among the last 16; one that comes later than that counts as out of order, so that doubt
 * never turns into a claim of loss.
 */
export class AckOrder {
  readonly #recent = new SortedRing<AckRecord>(window, (left, right) => left.seq > right.seq);
  #lane: string | undefined;
  #isOrdered = true;
  #hasForgotten = false;

  /** One lane, comparable positions, and no event found behind a later one. */
  get isOrdered(): boolean {
    return this.#isOrdered;
  }

  get size(): number {
    return this.#recent.size;
  }

  /** Notes that an event of the truck was seen in a lane. */
  seeLane(lane: string): void {
    if (lane === this.#lane) return;
    if (this.#lane === undefined) this.#lane = lane;
    else this.#isOrdered = false;
  }

  /** Takes the first acknowledgement of an event. */
  add(record: AckRecord): void {
    this.seeLane(record.lane);
    const recent = this.#recent;
    const last = recent.size === 0 ? undefined : recent.at(recent.size - 1);
    const isLast = last === undefined || record.seq > last.seq;
    const leaving = isLast ? recent.push(record) : recent.insert(record);
    if (leaving !== undefined) this.#hasForgotten = true;
    if (!this.#isOrdered) return;
    this.#isOrdered =
      isDecimal(record.position) && (isLast ? isAfterIn(record, last) : this.#fits(record));
  }

  /** The first acknowledgement of an event, if it is among the last. */
  find(seq: number): AckRecord | undefined {
    for (let index = this.#recent.size - 1; index >= 0; index -= 1) {
      const record = this.#recent.at(index);
      if (record.seq === seq) return record;
    }
    return undefined;
  }

  /** Whether a late acknowledgement stands between its neighbours. */
  #fits(record: AckRecord): boolean {
    for (let index = 0; index < this.#recent.size; index += 1) {
      if (this.#recent.at(index) !== record) continue;
      if (index === 0 && this.#hasForgotten) return false;
      const before = index === 0 ? undefined : this.#recent.at(index - 1);
      return isAfterIn(record, before) && isAfterIn(this.#recent.at(index + 1), record);
    }
    return false;
  }
}

function isAfterIn(record: AckRecord, before: AckRecord | undefined): boolean {
  return before === undefined || isAfter(record.position, before.position);
}
