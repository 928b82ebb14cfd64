import type { ReshardRecord } from "../history/record.ts";

const none: ReadonlySet<string> = new Set();

/** Which lanes resharding made of which. All that a lane holds was logged before what its descendants hold. */
export class Lineage {
  readonly #parents = new Map<string, Set<string>>();
  readonly #ancestors = new Map<string, ReadonlySet<string>>();

  add({ parents, children }: ReshardRecord): void {
    for (const child of children) {
      const known = this.#parents.get(child) ?? new Set();
      for (const parent of parents) known.add(parent);
      this.#parents.set(child, known);
    }
    this.#ancestors.clear();
  }

  /** Whether resharding made one lane out of another, in any number of steps. */
  descends(lane: string, ancestor: string): boolean {
    return this.ancestorsOf(lane).has(ancestor);
  }

  /** The lanes that this one came from, in any number of steps. */
  ancestorsOf(lane: string): ReadonlySet<string> {
    if (this.#parents.size === 0) return none;
    let ancestors = this.#ancestors.get(lane);
    if (ancestors === undefined) {
      const found = new Set(this.#parents.get(lane));
      for (const name of found)
        for (const parent of this.#parents.get(name) ?? []) found.add(parent);
      ancestors = found;
      this.#ancestors.set(lane, ancestors);
    }
    return ancestors;
  }
}
