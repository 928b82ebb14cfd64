import type { AbandonRecord, EffectRecord, StartRecord } from "../history/record.ts";

export interface Parallelism {
  /** Most consumers inside a handler at one time. */
  readonly consumersActiveMax: number;
  /** Time-weighted mean of consumers inside a handler, from the first start to the last effect. */
  readonly consumersActiveMean: number;
  /** Consumers that ever received anything. */
  readonly consumersReceiving: number;
  /** Most trucks with an event delivered and not yet processed. */
  readonly keysInFlightMax: number;
}

/** Counts consumers at work, not consumers configured. */
export class ParallelismMeter {
  /** Handlers open per consumer: one consumer may work on several events at once. */
  readonly #handlers = new Map<string, number>();
  readonly #receiving = new Set<string>();
  readonly #inFlight = new Map<string, number>();
  readonly #onPeriod: (fromMs: number, toMs: number, active: number) => void;
  #activeMax = 0;
  #keysMax = 0;
  #firstMs: number | undefined;
  #lastMs = 0;
  #sinceMs = 0;
  #weighted = 0;

  /** `onPeriod` hears of every stretch of time during which the number of active consumers stayed the same. */
  constructor(onPeriod: (fromMs: number, toMs: number, active: number) => void) {
    this.#onPeriod = onPeriod;
  }

  received(consumer: string): void {
    this.#receiving.add(consumer);
  }

  /** An event came into flight (+1) or was processed (-1). */
  flight(key: string, change: 1 | -1): void {
    const count = (this.#inFlight.get(key) ?? 0) + change;
    if (count > 0) this.#inFlight.set(key, count);
    else this.#inFlight.delete(key);
    this.#keysMax = Math.max(this.#keysMax, this.#inFlight.size);
  }

  start({ consumer, atMs }: StartRecord): void {
    this.#advance(atMs);
    this.#firstMs ??= atMs;
    this.#handlers.set(consumer, (this.#handlers.get(consumer) ?? 0) + 1);
    this.#activeMax = Math.max(this.#activeMax, this.#handlers.size);
  }

  stop({ consumer, atMs }: EffectRecord | AbandonRecord): void {
    this.#advance(atMs);
    this.#lastMs = atMs;
    const left = (this.#handlers.get(consumer) ?? 0) - 1;
    if (left > 0) this.#handlers.set(consumer, left);
    else this.#handlers.delete(consumer);
  }

  close(): Parallelism {
    const spanMs = this.#lastMs - (this.#firstMs ?? 0);
    return {
      consumersActiveMax: this.#activeMax,
      consumersActiveMean: spanMs > 0 ? this.#weighted / spanMs : 0,
      consumersReceiving: this.#receiving.size,
      keysInFlightMax: this.#keysMax,
    };
  }

  #advance(atMs: number): void {
    const active = this.#handlers.size;
    if (active > 0 && atMs > this.#sinceMs) {
      this.#weighted += active * (atMs - this.#sinceMs);
      this.#onPeriod(this.#sinceMs, atMs, active);
    }
    this.#sinceMs = atMs;
  }
}
