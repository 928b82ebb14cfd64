import type { Emulator } from "../emulator.ts";

const wakers = new WeakMap<Emulator, Waker>();

/** The longest that a timer can run; what is due later is looked at again by then. */
export const maxTimerMs = 2 ** 31 - 1;
/** After an error the next look is not taken sooner than this: it might fail again. */
const restMs = 1000;

/**
 * The time of an emulator behind a host: tells it, and wakes the emulator at the instants it asks for, with a single timer however
 * many requests are parked and hosts share it.
 */
export class Waker {
  /** Told of an error of the model while it was woken; without it, the error is thrown. */
  onError: ((error: unknown) => void) | undefined;
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
    const waitMs = Math.min(Math.max(0, nextMs - this.nowMs()), maxTimerMs);
    this.#timer = setTimeout(() => this.#wake(), waitMs);
  }

  #wake(): void {
    this.#atMs = undefined;
    try {
      this.#emulator.advance(this.nowMs());
    } catch (error) {
      if (this.onError === undefined) throw error;
      this.onError(error);
      this.#timer = setTimeout(() => this.#wake(), restMs);
      return;
    }
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
