/**
 * Amounts over time, in ticks of 100 ms: fine enough for rates over any part of a run, eight bytes per tick whatever happens in it.
 */
import { InputError } from "../errors.ts";

export const tickMs = 100;
/** A history longer than this has times that are no milliseconds after its start. */
const longestMs = 31 * 86_400_000;

export class Timeline {
  #ticks = new Float64Array(1024);
  #length = 0;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Times before the start count as the start. */
  add(atMs: number, amount = 1): void {
    const tick = tickOf(atMs);
    if (tick >= this.#ticks.length) this.#grow(tick);
    if (tick >= this.#length) this.#length = tick + 1;
    this.#ticks[tick]! += amount;
    this.#total += amount;
  }

  /** Adds `height` for each millisecond of a stretch of time. */
  spread(fromMs: number, toMs: number, height: number): void {
    let atMs = Math.max(0, fromMs);
    while (atMs < toMs) {
      const tickEndMs = (Math.floor(atMs / tickMs) + 1) * tickMs;
      const untilMs = Math.min(toMs, tickEndMs);
      this.add(atMs, height * (untilMs - atMs));
      atMs = untilMs;
    }
  }

  at(tick: number): number {
    return tick < this.#length ? this.#ticks[tick]! : 0;
  }

  /** What falls into fromMs ≤ time < toMs; a tick that is cut gives its share. */
  between(fromMs: number, toMs: number): number {
    let sum = 0;
    const first = Math.max(0, Math.floor(fromMs / tickMs));
    for (let tick = first; tick < this.#length && tick * tickMs < toMs; tick += 1) {
      const insideMs = Math.min(toMs, (tick + 1) * tickMs) - Math.max(fromMs, tick * tickMs);
      sum += this.#ticks[tick]! * (insideMs / tickMs);
    }
    return sum;
  }

  #grow(tick: number): void {
    const ticks = new Float64Array(Math.max(tick + 1, 2 * this.#ticks.length));
    ticks.set(this.#ticks);
    this.#ticks = ticks;
  }
}

function tickOf(atMs: number): number {
  if (!(atMs < longestMs)) {
    throw new InputError(
      `a record at ${atMs} ms: times of a history are milliseconds after the start of the run, 31 days at most`,
    );
  }
  return Math.max(0, Math.floor(atMs / tickMs));
}
