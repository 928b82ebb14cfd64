import type { Emulator } from "../emulator.ts";

const wakers = new WeakMap<Emulator, Waker>();

/** Wakes an emulator at the instants it asks for, with a single timer however many requests are parked and hosts share it. */
export class Waker {
  readonly #emulator: Emulator;
  #timer: NodeJS.Timeout | undefined;
  #atMs: number | undefined;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** To be called after every request: sets the timer anew if the next instant has changed. */
  plan(): void {
    const nextMs = this.#emulator.nextAtMs();
    if (nextMs === this.#atMs) return;
    clearTimeout(this.#timer);
    this.#atMs = nextMs;
    if (nextMs === undefined) return;
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, nextMs - Date.now()));
  }

  #wake(): void {
    this.#atMs = undefined;
    this.#emulator.advance(Date.now());
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
