import type { Emulator } from "../emulator.ts";

const wakers = new WeakMap<Emulator, Waker>();

/**
 * The time of an emulator behind a host: tells it, and wakes the emulator at the instants it asks for, with a single timer however
 * many requests are parked and hosts share it.
 */
export class Waker {
  readonly #emulator: Emulator;
  /** The wall clock is asked once: if it jumps, no visibility timeout ends early and no long poll hangs. */
  readonly #originMs = Date.now() - performance.now();
  #timer: NodeJS.Timeout | undefined;
  #atMs: number | undefined;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** Milliseconds since the epoch, on a clock that never jumps. */
  nowMs(): number {
    return Math.round(this.#originMs + performance.now());
  }

  /** To be called after every request: sets the timer anew if the next instant has changed. */
  plan(): void {
    const nextMs = this.#emulator.nextAtMs();
    if (nextMs === this.#atMs) return;
    clearTimeout(this.#timer);
    this.#atMs = nextMs;
    if (nextMs === undefined) return;
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, nextMs - this.nowMs()));
  }

  #wake(): void {
    this.#atMs = undefined;
    this.#emulator.advance(this.nowMs());
    this.plan();
  }
}

/** The one waker of an emulator. */
export function wakerOf(emulator: Emulator): Waker {
  let waker = wakers.get(emulator);
  if (waker === undefined) {
    waker = new Waker(emulator);
    wakers.set(emulator, waker);
  }
  return waker;
}
