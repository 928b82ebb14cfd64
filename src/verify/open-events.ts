import type { DeliveryRecord } from "../history/record.ts";
import type { ConsumerRecord, IntentOf } from "./event-order.ts";
import { isAfter } from "./position.ts";

/** Open events that are remembered per truck, application and lane; a read of Kinesis returns up to 10,000. */
const maxOpen = 16_384;

/** An event in the hands of a consumer. */
export interface OpenEvent {
  /** The event's first log entry: its place. */
  readonly entry: DeliveryRecord;
  /** Who received it last, and when: number of the record. */
  consumer: string;
  since: number;
}

/**
 * The events of one lane that an application has received and not yet completed, earliest first: in log order where the lane
 * has one, else in intent order. In the ordered case events join at the end and leave at the front, both in O(1). An event whose
 * consumer died is in nobody's hands any more and is left out as soon as it would be looked at.
 */
export class OpenEvents {
  readonly #intentOf: IntentOf;
  readonly #isGone: (event: OpenEvent) => boolean;
  #items: OpenEvent[] = [];
  #head = 0;
  /** Whether log order and intent order agree on the open events. */
  #isInIntentOrder = true;
  #hasLogOrder = true;

  /** `isGone`: whether the consumer that an event was with has died since. */
  constructor(intentOf: IntentOf, isGone: (event: OpenEvent) => boolean) {
    this.#intentOf = intentOf;
    this.#isGone = isGone;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** The earliest open event. */
  get earliest(): DeliveryRecord | undefined {
    for (
      let first = this.#items[this.#head];
      first !== undefined;
      first = this.#items[this.#head]
    ) {
      if (!this.#isGone(first)) return first.entry;
      this.#removeAt(this.#head);
    }
    return undefined;
  }

  /** The open event that was meant to come first. */
  get firstIntended(): DeliveryRecord | undefined {
    let first = this.earliest;
    if (this.#isInIntentOrder || first === undefined) return first;
    for (let at = this.#head; at < this.#items.length; at += 1) {
      const event = this.#items[at]!;
      if (this.#intentOf(event.entry) >= this.#intentOf(first) || this.#isGone(event)) continue;
      first = event.entry;
    }
    return first;
  }

  /** Adds an event at the place of an entry; false if there are too many. */
  add(entry: DeliveryRecord, consumer: string, since: number): boolean {
    const items = this.#items;
    if (this.size >= maxOpen) return false;
    const last = this.size === 0 ? undefined : items[items.length - 1]!.entry;
    if (last === undefined) this.#isInIntentOrder = true;
    else if (this.#hasLogOrder && this.#intentOf(entry) < this.#intentOf(last)) {
      this.#isInIntentOrder = false;
    }
    const event = { entry, consumer, since };
    if (last === undefined || this.isBefore(last, entry)) items.push(event);
    else {
      if (this.#hasLogOrder) this.#isInIntentOrder = false;
      items.splice(this.#placeOf(entry), 0, event);
    }
    return true;
  }

  /** The open event of an intent; `record` is any record of it. */
  find(intent: number, record: ConsumerRecord): OpenEvent | undefined {
    return this.#items[this.#indexOf(intent, record)];
  }

  /** Takes an event out, if it is there; `record` is any record of it. */
  remove(intent: number, record: ConsumerRecord): void {
    const at = this.#indexOf(intent, record);
    if (at >= 0) this.#removeAt(at);
  }

  #removeAt(at: number): void {
    if (at > this.#head) {
      this.#items.splice(at, 1);
      return;
    }
    this.#items[at] = undefined as never;
    this.#head += 1;
    if (this.#head > 64 && this.#head * 2 > this.#items.length) this.#compact();
  }

  /** The lane turns out to have no log order: intent order from now on. */
  loseLogOrder(): void {
    this.#hasLogOrder = false;
    this.#compact();
    this.#items.sort((left, right) => this.#intentOf(left.entry) - this.#intentOf(right.entry));
    this.#isInIntentOrder = true;
  }

  isBefore(left: ConsumerRecord, right: ConsumerRecord): boolean {
    if (this.#hasLogOrder) {
      if (isAfter(right.position, left.position)) return true;
      if (isAfter(left.position, right.position)) return false;
    }
    return this.#intentOf(left) < this.#intentOf(right);
  }

  /** Found at once at the front or at the record's position; else, if that is a copy's, one by one. -1 if it is not open. */
  #indexOf(intent: number, record: ConsumerRecord): number {
    const first = this.#items[this.#head];
    if (first === undefined) return -1;
    if (this.#intentOf(first.entry) === intent) return this.#head;
    const at = this.#placeOf(record);
    const found = this.#items[at];
    if (found !== undefined && this.#intentOf(found.entry) === intent) return at;
    for (let next = this.#head; next < this.#items.length; next += 1) {
      if (this.#intentOf(this.#items[next]!.entry) === intent) return next;
    }
    return -1;
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  /** Index of the first open event that is not before the given one. */
  #placeOf(record: ConsumerRecord): number {
    let low = this.#head;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.isBefore(this.#items[middle]!.entry, record)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
