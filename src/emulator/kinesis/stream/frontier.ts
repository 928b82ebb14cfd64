import { longestPropagationMs } from "../../propagation.ts";
import type { RecordLog } from "./record-log.ts";

/** The records that a frontier is in, and until when some are held back. */
export interface Frontal {
  readonly log: RecordLog;
  readonly hasHeld: boolean;
  /** Until when the record at this index is held back; the past if it is not. */
  readonly heldUntilMs: (index: number) => number;
}

/** How far a shard can be read: each record becomes readable some time after it arrived, and none before the one in front of it. */
export class Frontier {
  readonly #shard: Frontal;
  readonly #delayMs: (arrivedMs: number) => number;
  /** The first record that was not readable when last asked. */
  #end: number;
  /** When the records before it were all readable. */
  #readyMs = -Infinity;
  /** When the one at `#end` is, once that is known. */
  #nextMs: number | undefined;

  constructor(shard: Frontal, start: number, delayMs: (arrivedMs: number) => number) {
    this.#shard = shard;
    this.#end = start;
    this.#delayMs = delayMs;
  }

  /** The index behind the last record that is readable at this instant. Instants must not go backwards. */
  endAt(nowMs: number): number {
    this.#skipTo(this.#shard.log.firstIndex);
    // What is older than the longest delay need not be looked at one by one.
    if (!this.#shard.hasHeld) {
      this.#skipTo(this.#shard.log.indexAtOrAfter(nowMs - longestPropagationMs));
    }
    for (;;) {
      const nextMs = this.nextMs();
      if (nextMs === undefined || nextMs > nowMs) return this.#end;
      this.#readyMs = nextMs;
      this.#end += 1;
      this.#nextMs = undefined;
    }
  }

  /** When the next record becomes readable; undefined if there is none. */
  nextMs(): number | undefined {
    const { log } = this.#shard;
    if (this.#end >= log.endIndex) return undefined;
    if (this.#nextMs === undefined) {
      const arrivedMs = log.arrivedMsOf(this.#end);
      const fromMs = Math.max(arrivedMs, this.#shard.heldUntilMs(this.#end));
      this.#nextMs = Math.max(this.#readyMs, fromMs + this.#delayMs(arrivedMs));
    }
    return this.#nextMs;
  }

  /** When the end of a shard that was closed then can be seen: after its last record. */
  closedMs(closedMs: number): number {
    return Math.max(this.#readyMs, closedMs + this.#delayMs(closedMs));
  }

  #skipTo(index: number): void {
    if (index <= this.#end) return;
    this.#end = index;
    this.#nextMs = undefined;
  }
}
