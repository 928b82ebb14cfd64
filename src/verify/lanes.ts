import type { LaneDeclaration, ReshardRecord } from "../history/record.ts";
import type { Contradictions } from "./contradictions.ts";
import { LanePositions } from "./lane-positions.ts";
import { isDecimal } from "./position.ts";

/** A lane of the run, as all applications see it. */
export class Lane {
  readonly name: string;
  /** Its number among the lanes of the run. */
  readonly id: number;
  /** The lanes it came from, in one step. */
  readonly parents = new Set<Lane>();
  /** Whether any lane came of it. */
  isParent = false;
  /** When it was split or merged. */
  closedAtMs: number | undefined;
  /** Of the events acknowledged in it, the one sent last: when. */
  lastSentMs = -Infinity;
  /** What stands where in it. */
  readonly positions = new LanePositions();
  /** Whether its positions compare. Until one is seen that does not, they do. */
  hasLogOrder = true;
  /** Whether a header says so. */
  isDeclared = false;
  #hasDecimal = false;

  constructor(name: string, id: number) {
    this.name = name;
    this.id = id;
  }

  /** Takes what a header says. */
  declare({ hasLogOrder }: LaneDeclaration): void {
    this.isDeclared = true;
    if (hasLogOrder === undefined) return;
    if (hasLogOrder) this.#hasDecimal = true;
    else this.hasLogOrder = false;
  }

  /** Takes note of a position. One that does not compare among others that do takes the lane its order. */
  see(position: string, contradictions: Contradictions): void {
    if (!this.hasLogOrder) return;
    if (isDecimal(position)) {
      this.#hasDecimal = true;
      return;
    }
    this.hasLogOrder = false;
    if (!this.#hasDecimal) return;
    contradictions.add(
      "positions that do not compare in a lane where others do",
      `${position} in ${this.name}`,
    );
  }
}

/** The lanes of a run, and which resharding made of which. All that a lane holds was logged before what its descendants hold. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #byId: Lane[] = [];
  readonly #ancestors = new Map<Lane, ReadonlySet<Lane>>();
  #last: Lane | undefined;
  /** Whether any lane came of another. */
  hasFamilies = false;
  /** Whether a header names all lanes. */
  #isComplete = false;

  /** A lane by its name; `likely` saves the search if it is that. */
  get(name: string, likely?: Lane): Lane {
    if (likely?.name === name) return likely;
    if (this.#last?.name === name) return this.#last;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      this.#lanes.set(name, (lane = new Lane(name, this.#byId.length)));
      this.#byId.push(lane);
    }
    this.#last = lane;
    return lane;
  }

  /** A lane by its number. */
  at(id: number): Lane {
    return this.#byId[id]!;
  }

  get size(): number {
    return this.#lanes.size;
  }

  [Symbol.iterator](): Iterator<Lane> {
    return this.#lanes.values();
  }

  declare(declarations: readonly LaneDeclaration[]): void {
    this.#isComplete = true;
    for (const declaration of declarations) {
      this.get(declaration.lane).declare(declaration);
      for (const parent of declaration.parents ?? []) this.#join(parent, declaration.lane);
    }
  }

  reshard({ parents, children, atMs }: ReshardRecord): void {
    for (const parent of parents) this.get(parent).closedAtMs ??= atMs;
    for (const child of children) {
      this.get(child).isDeclared = true;
      for (const parent of parents) this.#join(parent, child);
    }
  }

  /** Whether resharding made one lane out of another, in any number of steps. */
  descends(lane: Lane, ancestor: Lane): boolean {
    return ancestor.isParent && this.#ancestorsOf(lane).has(ancestor);
  }

  /** Families that cannot be, lanes that a header should have named, and parents that took what was sent after they were closed. */
  contradict(contradictions: Contradictions, clockErrorMs: number): void {
    for (const lane of this) {
      if (lane.closedAtMs !== undefined && lane.lastSentMs > lane.closedAtMs + clockErrorMs) {
        contradictions.add("events sent after a reshard and acknowledged in a parent", lane.name);
      }
      if (this.descends(lane, lane)) contradictions.add("lanes that come of themselves", lane.name);
      if (this.#isComplete && !lane.isDeclared) {
        contradictions.add("lanes that no header and no reshard names", lane.name);
      }
    }
  }

  #join(parent: string, child: string): void {
    const [from, to] = [this.get(parent), this.get(child)];
    from.isParent = true;
    to.parents.add(from);
    // Nobody else's ancestors become more, unless a lane came of this one before.
    if (to.isParent) this.#ancestors.clear();
    else this.#ancestors.delete(to);
    this.hasFamilies = true;
  }

  #ancestorsOf(lane: Lane): ReadonlySet<Lane> {
    let ancestors = this.#ancestors.get(lane);
    if (ancestors === undefined) {
      const found = new Set(lane.parents);
      for (const { parents } of found) for (const parent of parents) found.add(parent);
      ancestors = found;
      this.#ancestors.set(lane, ancestors);
    }
    return ancestors;
  }
}
