import { Latencies } from "./latency.ts";

export interface SecondLatency {
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Latencies of each whole second: one histogram, used again as the seconds pass. */
export class SecondLatencies {
  readonly #current = new Latencies(3);
  readonly #seconds = new Map<number, SecondLatency>();
  #second = 0;

  /** Time should not go backwards; if it does, the second it returns to keeps the worse of its figures. */
  add(atMs: number, ms: number): void {
    const second = Math.max(0, Math.floor(atMs / 1000));
    if (second !== this.#second) this.#flush();
    this.#second = second;
    this.#current.add(ms);
  }

  /** By second; seconds without a sample are left out. */
  close(): ReadonlyMap<number, SecondLatency> {
    this.#flush();
    return this.#seconds;
  }

  #flush(): void {
    const p99Ms = this.#current.percentileMs(99);
    if (p99Ms === undefined) return;
    const before = this.#seconds.get(this.#second) ?? { p99Ms: 0, maxMs: 0 };
    this.#seconds.set(this.#second, {
      p99Ms: Math.max(before.p99Ms, p99Ms),
      maxMs: Math.max(before.maxMs, this.#current.maxMs ?? 0),
    });
    this.#current.reset();
  }
}
