import { DeadlineHeap, type Timed } from "../deadline-heap.ts";
import type { Emulator } from "../emulator.ts";

const wakers = new WeakMap<Emulator, Waker>();

/** The longest that a timer can run; what is due later is looked at again by then. */
export const maxTimerMs = 2 ** 31 - 1;
/** After an error the next look is not taken sooner than this: it might fail again. */
const restMs = 1000;

/** What waits for an instant of the emulator's time: for `cancel`. */
export type Wait = NodeJS.Timeout | MovableWait;

/** One that does not outlast a move of the time. */
class MovableWait implements Timed {
  dueMs = 0;
  slot = -1;
  readonly order: number;
  readonly act: () => void;
  timer: NodeJS.Timeout | undefined;

  constructor(order: number, act: () => void) {
    this.order = order;
    this.act = act;
  }
}

/**
 * The time of an emulator behind a host: tells it, and wakes the emulator at the instants it asks for, with a single timer however
 * many requests are parked and hosts share it.
 */
export class Waker {
  /** Told of an error of the model while it was woken; without it, the error is thrown. */
  onError: ((error: unknown) => void) | undefined;
  /** Whether `move` may be called. Set before the first request. */
  isMovable = false;
  readonly #emulator: Emulator;
  /** The wall clock is asked once: if it jumps, no visibility timeout ends early and no long poll hangs. */
  readonly #originMs = Date.now() - performance.now();
  #timer: NodeJS.Timeout | undefined;
  #atMs: number | undefined;
  /** How far the time was moved, in all. */
  #movedMs = 0;
  /** While it is moved, the instant that it has got to. */
  #movingAtMs: number | undefined;
  readonly #waits = new DeadlineHeap<MovableWait>();
  #waitCount = 0;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** Milliseconds since the epoch, on a clock that never jumps, but for `move`. */
  nowMs(): number {
    return this.#movingAtMs ?? Math.round(this.#originMs + performance.now() + this.#movedMs);
  }

  /** To be called after every request: sets the timer anew if the next instant has changed. */
  plan(): void {
    if (this.#movingAtMs !== undefined) return;
    const nextMs = this.#emulator.nextAtMs();
    if (nextMs === this.#atMs) return;
    clearTimeout(this.#timer);
    this.#atMs = nextMs;
    if (nextMs === undefined) return;
    const waitMs = Math.min(Math.max(0, nextMs - this.nowMs()), maxTimerMs);
    this.#timer = setTimeout(() => this.#wake(), waitMs);
  }

  /** Acts after a while of the emulator's time. */
  after(waitMs: number, act: () => void): Wait {
    if (!this.isMovable) return setTimeout(act, Math.min(waitMs, maxTimerMs));
    this.#waitCount += 1;
    const wait = new MovableWait(this.#waitCount, act);
    this.#waits.set(wait, this.nowMs() + waitMs);
    this.#arm(wait);
    return wait;
  }

  cancel(wait: Wait | undefined): void {
    if (!(wait instanceof MovableWait)) {
      clearTimeout(wait);
      return;
    }
    clearTimeout(wait.timer);
    this.#waits.remove(wait);
  }

  /**
   * Moves the time on by so many milliseconds. What is due until then, in the emulator and on the way to and from it, happens now, in
   * order, each at its own instant.
   */
  move(ms: number): void {
    if (!this.isMovable) throw new Error("the time of this emulator cannot be moved");
    if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`the time cannot be moved by ${ms} ms`);
    const toMs = this.nowMs() + ms;
    try {
      for (let atMs = this.nowMs(); atMs <= toMs; atMs = this.#nextAfter(atMs)) this.#pass(atMs);
      this.#pass(toMs);
    } finally {
      this.#movedMs += ms;
      this.#movingAtMs = undefined;
      this.#rearm();
    }
  }

  /** Has happen what is due at this instant of a move. */
  #pass(atMs: number): void {
    this.#movingAtMs = atMs;
    this.#advance(atMs);
    for (let wait = this.#waits.popDue(atMs); wait; wait = this.#waits.popDue(atMs)) {
      clearTimeout(wait.timer);
      wait.act();
      this.#advance(atMs);
    }
  }

  /** The next instant at which something is due. What stays due although its time has come waits for something else. */
  #nextAfter(atMs: number): number {
    const nextMs = this.#emulator.nextAtMs() ?? Infinity;
    const isLater = nextMs > atMs;
    return Math.ceil(Math.min(isLater ? nextMs : Infinity, this.#waits.nextMs() ?? Infinity));
  }

  /** Timers run in real time, which is another one now. */
  #rearm(): void {
    clearTimeout(this.#timer);
    this.#atMs = undefined;
    for (const wait of this.#waits.items) {
      clearTimeout(wait.timer);
      this.#arm(wait);
    }
    this.plan();
  }

  #arm(wait: MovableWait): void {
    const waitMs = Math.min(Math.max(0, wait.dueMs - this.nowMs()), maxTimerMs);
    wait.timer = setTimeout(() => {
      this.#waits.remove(wait);
      wait.act();
    }, waitMs);
  }

  #advance(atMs: number): void {
    try {
      this.#emulator.advance(atMs);
    } catch (error) {
      if (this.onError === undefined) throw error;
      this.onError(error);
    }
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
