/**
 * Readers of a stream that are code of the user's. They say nothing of where they begin, nor of what came of a shard: their requests do.
 * The strategies of this project write such records themselves.
 */
import type {
  ChildShard,
  DescribeStreamCommandOutput,
  GetShardIteratorCommandInput,
  ListShardsCommandOutput,
  Shard,
  StartingPosition,
} from "@aws-sdk/client-kinesis";

import type { LeaseRecord } from "../../history/record.ts";
import { mostTogether } from "../../scenario/service-limits.ts";
import type { Life } from "../life.ts";
import { subPosition } from "../sub-position.ts";
import type { Exchange } from "./operation.ts";
import type { ShardFamilies } from "./shard-families.ts";
import { listedShard } from "./shard-families.ts";
import type { TapContext, Tapped } from "./tap-context.ts";

/** Where to read from, as either action has it. */
interface Start {
  readonly type: string | undefined;
  readonly number: string | undefined;
  readonly date: Date | undefined;
}

export class OwnReaders {
  readonly #context: TapContext;
  readonly #families: ShardFamilies;
  /** Shards that each life has begun to read: an iterator that is asked for again is no new beginning. */
  readonly #begun = new WeakMap<Life, Set<string>>();

  readonly #isAggregated: boolean;

  /** `isAggregated`: records hold several events, and positions say which of them. */
  constructor(context: TapContext, families: ShardFamilies, isAggregated: boolean) {
    this.#context = context;
    this.#families = families;
    this.#isAggregated = isAggregated;
  }

  listing(user: Tapped): Exchange {
    return this.#learning(user, (output) => (output as ListShardsCommandOutput).Shards);
  }

  describing(user: Tapped): Exchange {
    return this.#learning(
      user,
      (output) => (output as DescribeStreamCommandOutput).StreamDescription?.Shards,
    );
  }

  /** An iterator is there. */
  iterates(input: GetShardIteratorCommandInput, reader: Tapped): void {
    const { ShardId, ShardIteratorType: type, StartingSequenceNumber: number } = input;
    this.#begin(ShardId, { type, number, date: input.Timestamp }, reader);
  }

  /** A subscription is there. */
  subscribes(ShardId: string, from: StartingPosition | undefined, reader: Tapped): void {
    const { Type: type, SequenceNumber: number, Timestamp: date } = from ?? {};
    this.#begin(ShardId, { type, number, date }, reader);
  }

  /** The next iterator of the shard is a new beginning. */
  stops(lane: string, { life }: Tapped): void {
    if (life !== undefined) this.#begun.get(life)?.delete(lane);
  }

  /** A closed shard was read to its end. */
  ends(lane: string, children: readonly ChildShard[] | undefined, reader: Tapped): void {
    const { isOwnCode, caller } = reader;
    if (isOwnCode !== true) return;
    const born = (children ?? []).map(({ ShardId: id = "", ParentShards: parents = [] }) => ({
      id,
      parents,
    }));
    this.#families.learn(born);
    this.stops(lane, reader);
    const atMs = this.#context.nowMs();
    this.#context.record({ type: "lease", ...caller, lane, action: "ended", atMs });
  }

  #learning(
    { isOwnCode = false }: Tapped,
    shardsOf: (output: object) => readonly Shard[] | undefined,
  ): Exchange {
    return {
      answered: (output) => {
        if (isOwnCode) this.#families.learn((shardsOf(output) ?? []).map(listedShard));
        return {};
      },
    };
  }

  #begin(lane = "", start: Start, { isOwnCode, caller, life }: Tapped): void {
    if (isOwnCode !== true || life === undefined) return;
    const begun = this.#begun.get(life) ?? new Set();
    this.#begun.set(life, begun);
    if (begun.has(lane)) return;
    begun.add(lane);
    const atMs = this.#context.nowMs();
    const from = this.#from(start, atMs);
    this.#context.record({ type: "lease", ...caller, lane, action: "taken", ...from, atMs });
  }

  #from({ type, number = "0", date }: Start, atMs: number): Partial<LeaseRecord> {
    switch (type) {
      case "LATEST":
        return { from: "latest", fromMs: atMs };
      case "AT_TIMESTAMP":
        return {
          from: "at-timestamp",
          fromMs: date === undefined ? atMs : this.#context.atMsOf(date),
        };
      case "AT_SEQUENCE_NUMBER":
        return { from: "after-position", fromPosition: this.#behind(String(BigInt(number) - 1n)) };
      case "AFTER_SEQUENCE_NUMBER":
        return { from: "after-position", fromPosition: this.#behind(number) };
      case undefined:
      default:
        return { from: "trim-horizon" };
    }
  }
  /** The last place that the record can hold an event at. */
  #behind(number: string): string {
    return this.#isAggregated ? subPosition(number, mostTogether - 1) : number;
  }
}
