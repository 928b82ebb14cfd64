/**
 * The life of one consumer or producer, as its requests and its clock feel it. Dead: requests under way are dropped and never
 * return, and nothing that it does leaves a trace any more. Paused: whatever comes back, an answer or the end of a wait, waits until it
 * goes on.
 */
export class Life {
  readonly #death = new AbortController();
  readonly #leaving = new AbortController();
  #resumed: Promise<void> | undefined;

  get isDead(): boolean {
    return this.#death.signal.aborted;
  }

  /** Aborts when it dies. */
  get death(): AbortSignal {
    return this.#death.signal;
  }

  die(): void {
    this.#death.abort();
  }

  /** Asks it to end what it has in hand, and go. */
  leave(): void {
    this.#leaving.abort();
  }

  /** Aborts when it is to go in good order. */
  get leaving(): AbortSignal {
    return this.#leaving.signal;
  }

  /** Stands still until the promise resolves. */
  pauseUntil(resumed: Promise<void>): void {
    const before = this.#resumed;
    const both = before === undefined ? resumed : Promise.all([before, resumed]).then(() => {});
    this.#resumed = both;
    void both.then(() => {
      if (this.#resumed === both) this.#resumed = undefined;
    });
  }

  get isPaused(): boolean {
    return this.#resumed !== undefined;
  }

  /** Waits while it is paused: through every pause that begins meanwhile, too. */
  async whilePaused(): Promise<void> {
    while (this.#resumed !== undefined) await this.#resumed;
  }

  /** Waits for what it does, or for its death, which may leave that hanging for ever. */
  async until(doing: Promise<void>): Promise<void> {
    const { death } = this;
    if (this.isDead) return;
    let onDeath = (): void => {};
    const died = new Promise<void>((resolve) => {
      onDeath = () => resolve();
      death.addEventListener("abort", onDeath);
    });
    try {
      await Promise.race([doing, died]);
    } finally {
      death.removeEventListener("abort", onDeath);
    }
  }

  /** Does something that ends by itself: begun when it can, seen to end late if it is paused meanwhile, never if it is dead. */
  async live<T>(doing: () => Promise<T>): Promise<T> {
    if (this.isPaused) await this.whilePaused();
    if (this.isDead) return never;
    try {
      return await doing();
    } finally {
      if (this.isPaused) await this.whilePaused();
      if (this.isDead) await never;
    }
  }
}

const never = new Promise<never>(() => {});
