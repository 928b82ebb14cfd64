import type { HistoryRecord } from "../../history/record.ts";

/** A shard, and what it was made of. */
export interface ListedShard {
  readonly id: string;
  readonly parents: readonly string[];
}

/** The part of a `Shard` that tells its family. */
interface ShardOfSdk {
  readonly ShardId?: string | undefined;
  readonly ParentShardId?: string | undefined;
  readonly AdjacentParentShardId?: string | undefined;
}

/** Knows the shards of a run's stream by whatever answer names them first, and writes what came of what: once for each set of parents. */
export class ShardFamilies {
  readonly #record: (record: HistoryRecord) => void;
  readonly #nowMs: () => number;
  readonly #known = new Set<string>();

  constructor({ record, nowMs }: ShardFamiliesOptions) {
    this.#record = record;
    this.#nowMs = nowMs;
  }

  /** Whether no shard was ever named: what is new can only be told from what was there before. */
  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  learn(shards: readonly ListedShard[]): void {
    const isFirstList = this.isEmpty;
    const fresh = shards.filter(({ id }) => !this.#known.has(id));
    for (const { id } of fresh) this.#known.add(id);
    if (isFirstList) return;
    const families = Map.groupBy(fresh, ({ parents }) => parents.join(" "));
    for (const family of families.values()) {
      const { parents } = family[0]!;
      if (parents.length === 0) continue;
      const children = family.map(({ id }) => id);
      this.#record({ type: "reshard", atMs: this.#nowMs(), parents, children });
    }
  }
}

export interface ShardFamiliesOptions {
  readonly record: (record: HistoryRecord) => void;
  readonly nowMs: () => number;
}

export function listedShard(shard: ShardOfSdk): ListedShard {
  return { id: shard.ShardId ?? "", parents: parentsOf(shard) };
}

/** One of a split, two of a merge. */
export function parentsOf({ ParentShardId, AdjacentParentShardId }: ShardOfSdk): readonly string[] {
  return [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined);
}
