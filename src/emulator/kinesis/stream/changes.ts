interface Change {
  readonly atMs: number;
  readonly apply: (atMs: number) => void;
}

/** What is to happen to a stream at given instants. Nobody is woken for it: it happens, as of its own instant, when the stream is next looked at. */
export class Changes {
  #due: readonly Change[] = [];
  #nextMs = Infinity;

  /** The instant of the next change; Infinity when there is none. */
  get nextMs(): number {
    return this.#nextMs;
  }

  add(atMs: number, apply: (atMs: number) => void): void {
    this.#replace([...this.#due, { atMs, apply }].sort((a, b) => a.atMs - b.atMs));
  }

  /** Lets everything that is due by now happen, in order; what happens may add more. */
  settle(nowMs: number): void {
    for (;;) {
      const [first, ...rest] = this.#due;
      if (first === undefined || first.atMs > nowMs) return;
      this.#replace(rest);
      first.apply(first.atMs);
    }
  }

  #replace(due: readonly Change[]): void {
    this.#due = due;
    this.#nextMs = due[0]?.atMs ?? Infinity;
  }
}
