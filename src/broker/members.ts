import type { Instance } from "./instance.ts";

/**
 * The consumers of one application, by number from 1. One that crashed may come back as a new instance; whoever needs a consumer's
 * present instance waits for it here.
 */
export class Members {
  readonly #born: (number: number) => Instance;
  readonly #living = new Map<number, Instance>();
  readonly #waiting = new Map<number, ((instance: Instance | undefined) => void)[]>();
  #count: number;
  readonly #joined: ((number: number) => void)[] = [];
  #isOver = false;

  /** `born` makes the instance of a number. None is alive yet. */
  constructor(count: number, born: (number: number) => Instance, signal: AbortSignal) {
    this.#count = count;
    this.#born = born;
    const end = (): void => this.#end();
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  }

  /** How many there are, those that are dead or have gone counted. */
  get count(): number {
    return this.#count;
  }

  /** One more comes. */
  join(): Instance {
    this.#count += 1;
    const instance = this.start(this.#count);
    for (const joined of this.#joined) joined(this.#count);
    return instance;
  }

  /** Does something for each number, also for those that join while it is done; resolves when all of it is. */
  async all(each: (number: number) => Promise<void>): Promise<void> {
    const underWay = new Set<Promise<void>>();
    const failure = Promise.withResolvers<never>();
    const begin = (number: number): void => {
      const doing = each(number).then(() => void underWay.delete(doing), failure.reject);
      underWay.add(doing);
    };
    for (let number = 1; number <= this.#count; number += 1) begin(number);
    this.#joined.push(begin);
    while (underWay.size > 0) await Promise.race([Promise.all(underWay), failure.promise]);
  }

  /** Starts one, for the first time or again. */
  start(number: number): Instance {
    const instance = this.#born(number);
    this.#living.set(number, instance);
    for (const resolve of this.#waiting.get(number) ?? []) resolve(instance);
    this.#waiting.delete(number);
    return instance;
  }

  /** The living instance of a number, now or as soon as there is one; undefined when the run is over. */
  async alive(number: number): Promise<Instance | undefined> {
    const living = this.living(number);
    if (living !== undefined || this.#isOver) return living;
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(number) ?? [];
      waiting.push(resolve);
      this.#waiting.set(number, waiting);
    });
  }

  living(number: number): Instance | undefined {
    const instance = this.#living.get(number);
    return instance === undefined || instance.life.isDead ? undefined : instance;
  }

  /** Whether somebody waits for a consumer that is not there. */
  get isMissed(): boolean {
    return this.#waiting.size > 0;
  }

  #end(): void {
    this.#isOver = true;
    for (const waiting of this.#waiting.values()) for (const resolve of waiting) resolve(undefined);
    this.#waiting.clear();
  }
}
