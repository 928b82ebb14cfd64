/** Readers that follow a stream while it is written to, split and merged, under faults: what they see, and in which order. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";

import { type Fault, ServiceError } from "../../src/emulator/emulator.ts";
import { base64, Rig, shardId, text } from "./rig.ts";

// On a busy machine the large ones take their time.
vi.setConfig({ testTimeout: 60_000 });

const faults: Fault[] = [
  { kind: "throttle", probability: 0.1, actions: ["PutRecord", "PutRecords", "GetRecords"] },
  { kind: "throttle", actions: ["PutRecords"], everyS: 5, forS: 1, probability: 0.5 },
  { kind: "record-failure", probability: 0.1 },
  { kind: "server-error", probability: 0.05, actions: ["PutRecord", "GetRecords", "SplitShard"] },
  { kind: "delayed-visibility", addMs: 1700, probability: 0.1 },
  { kind: "stuck-shard", shard: shardId(1), everyS: 4, forS: 1 },
];

interface Accepted {
  readonly key: string;
  readonly body: string;
  readonly number: bigint;
}

/** The act's result, undefined if the service refused it. */
function tried<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** A stream, what it was seen to accept, and a reader of each shard. */
class Followed {
  readonly rig: Rig;
  readonly accepted = new Map<string, Accepted[]>();
  readonly byKey = new Map<string, Accepted[]>();
  readonly cursors = new Map<string, { iterator: string | undefined; read: number }>();
  #sent = 0;

  constructor(seed: number) {
    this.rig = new Rig({ seed, faults });
    this.rig.stream("s", 2);
  }

  put(keys: readonly number[]): void {
    const bodies = keys.map((key) => ({ key: `k${key}`, body: `${(this.#sent += 1)}` }));
    const [first] = bodies;
    if (bodies.length === 1 && first !== undefined) {
      const answer = tried(() => this.rig.put("s", first.key, first.body));
      this.#accept(first.key, first.body, answer ?? {});
      return;
    }
    const Records = bodies.map(({ key, body }) => ({ PartitionKey: key, Data: base64(body) }));
    const answer = tried(() => this.rig.kinesis("PutRecords", { StreamName: "s", Records }));
    for (const [index, { key, body }] of bodies.entries()) {
      this.#accept(key, body, answer?.Records[index] ?? {});
    }
  }

  split(index: number): void {
    const open = this.open();
    const { ShardId, HashKeyRange } = open[index % open.length];
    const { StartingHashKey, EndingHashKey } = HashKeyRange;
    const NewStartingHashKey = `${(BigInt(StartingHashKey) + BigInt(EndingHashKey)) / 2n}`;
    const input = { StreamName: "s", ShardToSplit: ShardId, NewStartingHashKey };
    tried(() => this.rig.kinesis("SplitShard", input));
  }

  merge(index: number): void {
    const open = this.open().toSorted((a, b) =>
      BigInt(a.HashKeyRange.StartingHashKey) < BigInt(b.HashKeyRange.StartingHashKey) ? -1 : 1,
    );
    if (open.length < 2) return;
    const at = index % (open.length - 1);
    const [ShardToMerge, AdjacentShardToMerge] = [open[at].ShardId, open[at + 1].ShardId];
    const input = { StreamName: "s", ShardToMerge, AdjacentShardToMerge };
    tried(() => this.rig.kinesis("MergeShards", input));
  }

  /** One page of one shard: exactly what comes next there, or less of it. Gives the number of records. */
  read(ShardId: string, Limit: number): number {
    const cursor = this.cursors.get(ShardId) ?? { iterator: this.#iterator(ShardId, {}), read: 0 };
    this.cursors.set(ShardId, cursor);
    const { iterator } = cursor;
    if (iterator === undefined) return 0;
    const answer = tried(() => this.rig.read(iterator, { Limit }));
    if (answer === undefined) return 0;
    const found = answer.Records.map((record: { Data: string; SequenceNumber: string }) => ({
      body: text(record.Data),
      number: BigInt(record.SequenceNumber),
    }));
    expect(found.length).toBeLessThanOrEqual(Limit);
    const due = (this.accepted.get(ShardId) ?? []).slice(cursor.read, cursor.read + found.length);
    expect(found).toEqual(due.map(({ body, number }) => ({ body, number })));
    cursor.read += found.length;
    cursor.iterator = answer.NextShardIterator;
    return found.length;
  }

  /** An iterator at, and one after, a record that was read. */
  seek(ShardId: string, at: number): void {
    const list = this.accepted.get(ShardId) ?? [];
    const read = this.cursors.get(ShardId)?.read ?? 0;
    const record = list[at % Math.max(1, read)];
    if (read === 0 || record === undefined) return;
    const StartingSequenceNumber = `${record.number}`;
    for (const [ShardIteratorType, offset] of [
      ["AT_SEQUENCE_NUMBER", 0],
      ["AFTER_SEQUENCE_NUMBER", 1],
    ] as const) {
      const iterator = this.#iterator(ShardId, { ShardIteratorType, StartingSequenceNumber });
      const answer = tried(() => this.rig.read(iterator, { Limit: 1 }));
      const [first] = answer?.Records ?? [];
      if (first === undefined) continue;
      expect(text(first.Data)).toBe(list[(at % read) + offset]?.body);
    }
  }

  shards(): string[] {
    return this.#list({}).map(({ ShardId }) => ShardId);
  }

  // oxlint-disable-next-line typescript/no-explicit-any
  open(): any[] {
    return this.#list({ ShardFilter: { Type: "AT_LATEST" } });
  }

  // oxlint-disable-next-line typescript/no-explicit-any
  #list(more: object): any[] {
    return this.rig.kinesis("ListShards", { StreamName: "s", ...more }).Shards;
  }

  #iterator(ShardId: string, more: object): string {
    for (;;) {
      const found = tried(() => this.rig.iterator("s", "TRIM_HORIZON", { ShardId, ...more }));
      if (found !== undefined) return found;
      this.rig.pass(250);
    }
  }

  #accept(
    key: string,
    body: string,
    { ShardId, SequenceNumber }: { ShardId?: string; SequenceNumber?: string },
  ): void {
    if (ShardId === undefined || SequenceNumber === undefined) return;
    const record = { key, body, number: BigInt(SequenceNumber) };
    for (const [map, name] of [
      [this.accepted, ShardId],
      [this.byKey, key],
    ] as const) {
      const list = map.get(name);
      if (list === undefined) map.set(name, [record]);
      else list.push(record);
    }
  }
}

test("readers see each shard's records once, in order, to its end, and a key's numbers grow through every reshard", () => {
  const keys = fc.array(fc.nat(9), { minLength: 1, maxLength: 20 });
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ act: fc.constant("put" as const), keys }) },
    {
      weight: 6,
      arbitrary: fc.record({
        act: fc.constantFrom("pass", "read", "read", "seek", "split", "merge"),
        keys: fc.tuple(fc.nat(1500)),
      }),
    },
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), fc.nat(), (steps, seed) => {
      const stream = new Followed(seed);
      for (const { act, keys: numbers } of steps) {
        const [value = 0] = numbers;
        const shards = stream.shards();
        const shard = shards[value % shards.length] ?? "";
        if (act === "put") stream.put(numbers);
        if (act === "pass") stream.rig.pass(value);
        if (act === "read") stream.read(shard, (value % 9) + 1);
        if (act === "seek") stream.seek(shard, value);
        if (act === "split") stream.split(value);
        if (act === "merge") stream.merge(value);
      }
      stream.rig.pass(4000);
      for (const shard of stream.shards()) {
        const all = stream.accepted.get(shard)?.length ?? 0;
        const isDone = (): boolean => stream.cursors.get(shard)?.read === all;
        // Throttled, stuck and late reads give nothing: a limit on patience rather than an endless test.
        for (let page = 0; page < 200 && (page === 0 || !isDone()); page += 1) {
          stream.read(shard, 10);
          stream.rig.pass(300);
        }
        expect(stream.cursors.get(shard)?.read).toBe(all);
      }
      for (const records of stream.byKey.values()) {
        const numbers = records.map(({ number }) => number);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => (a < b ? -1 : 1)));
      }
    }),
    { numRuns: 150 },
  );
});
