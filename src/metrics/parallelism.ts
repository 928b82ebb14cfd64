/**
 * Parallelism as it was, not as it was configured: how many consumers were inside a handler at once, weighted by time, and how many
 * trucks were. Memory: the open handlers, and a number per second.
 */
import { Timeline } from "./timeline.ts";

export interface Parallelism {
  readonly consumersActiveMax: number;
  /** Time-weighted, from the first start of a handler to the last effect. */
  readonly consumersActiveMean: number;
  /** Consumers that ever received anything. */
  readonly consumersReceiving: number;
  /** Most trucks with a handler inside at once. */
  readonly keysInFlightMax: number;
}

export class ParallelismMeter {
  readonly #receiving = new Set<string>();
  readonly #openByConsumer = new OpenCount();
  readonly #openByKey = new OpenCount();
  /** The keys that each consumer is inside of, each as often as it is. */
  readonly #inHand = new Map<string, string[]>();
  readonly #activeMs = new Timeline();
  #firstStartMs: number | undefined;
  #changedMs = 0;
  #busyMs = 0;
  #lastEffectMs = 0;
  #busyToLastEffectMs = 0;

  receive(consumer: string): void {
    this.#receiving.add(consumer);
  }

  start(consumer: string, key: string, atMs: number): void {
    this.#passTime(atMs);
    this.#firstStartMs ??= atMs;
    this.#openByConsumer.enter(consumer);
    this.#openByKey.enter(key);
    const keys = this.#inHand.get(consumer);
    if (keys === undefined) this.#inHand.set(consumer, [key]);
    else keys.push(key);
  }

  /** A handler is done; with its effect, or without. */
  finish(consumer: string, key: string, atMs: number, outcome: "effect" | "abandon"): void {
    this.#passTime(atMs);
    this.#leave(consumer, key);
    if (outcome === "abandon") return;
    this.#lastEffectMs = atMs;
    this.#busyToLastEffectMs = this.#busyMs;
  }

  /** A consumer died, and with it whatever it, or a worker of it (`consumer/slot`), was inside of. */
  crash(consumer: string, atMs: number): void {
    this.#passTime(atMs);
    for (const [name, keys] of this.#inHand) {
      if (name !== consumer && !name.startsWith(`${consumer}/`)) continue;
      for (const key of keys.splice(0)) this.#leave(name, key);
    }
  }

  /** Milliseconds that consumers spent inside a handler in a stretch of time, summed over the consumers. */
  activeMs(fromMs: number, toMs: number): number {
    return this.#activeMs.between(fromMs, toMs);
  }

  /** The handlers still open stay so until the end. */
  close(endMs: number): Parallelism {
    this.#passTime(endMs);
    const spanMs = this.#lastEffectMs - (this.#firstStartMs ?? this.#lastEffectMs);
    return {
      consumersActiveMax: this.#openByConsumer.max,
      consumersActiveMean: spanMs > 0 ? this.#busyToLastEffectMs / spanMs : 0,
      consumersReceiving: this.#receiving.size,
      keysInFlightMax: this.#openByKey.max,
    };
  }

  #leave(consumer: string, key: string): void {
    this.#openByConsumer.leave(consumer);
    this.#openByKey.leave(key);
    const keys = this.#inHand.get(consumer) ?? [];
    const at = keys.indexOf(key);
    if (at >= 0) keys.splice(at, 1);
  }

  #passTime(toMs: number): void {
    const active = this.#openByConsumer.size;
    const fromMs = this.#changedMs;
    if (!(toMs > fromMs)) return;
    this.#changedMs = toMs;
    if (active === 0) return;
    this.#busyMs += active * (toMs - fromMs);
    this.#activeMs.spread(fromMs, toMs, active);
  }
}

/** How many different names are inside, each any number of times. */
class OpenCount {
  readonly #open = new Map<string, number>();
  #max = 0;

  get size(): number {
    return this.#open.size;
  }

  get max(): number {
    return this.#max;
  }

  enter(name: string): void {
    this.#open.set(name, (this.#open.get(name) ?? 0) + 1);
    if (this.#open.size > this.#max) this.#max = this.#open.size;
  }

  leave(name: string): void {
    const count = this.#open.get(name) ?? 0;
    if (count > 1) this.#open.set(name, count - 1);
    else this.#open.delete(name);
  }
}
