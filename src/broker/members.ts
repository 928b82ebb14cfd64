import type { Instance } from "./instance.ts";

/**
 * The consumers of one application, by number from 1. One that crashed may come back as a new instance; whoever needs a consumer's
 * present instance waits for it here.
 */
export class Members {
  readonly #born: (number: number) => Instance;
  readonly #living = new Map<number, Instance>();
  readonly #waiting = new Map<number, ((instance: Instance | undefined) => void)[]>();
  readonly count: number;
  #isOver = false;

  /** `born` makes the instance of a number. None is alive yet. */
  constructor(count: number, born: (number: number) => Instance, signal: AbortSignal) {
    this.count = count;
    this.#born = born;
    const end = (): void => this.#end();
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
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
