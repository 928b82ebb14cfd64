/** What in a history cannot be true beside the rest of it, by kind: how often, and the first case. */
export class Contradictions {
  readonly #kinds = new Map<string, { count: number; readonly first: string }>();

  add(kind: string, example: string): void {
    const known = this.#kinds.get(kind);
    if (known === undefined) this.#kinds.set(kind, { count: 1, first: example });
    else known.count += 1;
  }

  /** One sentence for each kind. */
  sentences(): string[] {
    return [...this.#kinds].map(
      ([kind, { count, first }]) =>
        `the history contradicts itself: ${kind} (${count}; first: ${first})`,
    );
  }
}
