/** Faults that change what is delivered, and when: what they do, and what they leave as it was. */
import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { type Fault, ServiceError } from "../../src/emulator/emulator.ts";
import { faultsSchema } from "../../src/emulator/fault-schema.ts";
import { base64, epochMs, Rig, shardId, tameQueue, text } from "./rig.ts";

function read(rig: Rig, iterator: string): { texts: string[]; next: string; behindMs: number } {
  const { Records, NextShardIterator, MillisBehindLatest } = rig.read(iterator);
  const texts = Records.map(({ Data }: { Data: string }) => text(Data));
  return { texts, next: NextShardIterator, behindMs: MillisBehindLatest };
}

describe("delayed-visibility", () => {
  const late = { kind: "delayed-visibility", addMs: 3000 } as const;

  test("holds a record and what follows it in its shard, and leaves other shards alone", () => {
    const rig = new Rig({ faults: [{ ...late, nth: 2 }] });
    rig.stream("s", 2);
    const put = (ExplicitHashKey: string, body: string): void => {
      const Data = base64(body);
      rig.kinesis("PutRecord", { StreamName: "s", PartitionKey: "k", ExplicitHashKey, Data });
    };
    const other = `${(1n << 128n) - 1n}`;
    put("0", "a");
    put("0", "b");
    put("0", "c");
    put(other, "d");
    const start = rig.iterator("s", "TRIM_HORIZON");
    const elsewhere = rig.iterator("s", "TRIM_HORIZON", { ShardId: shardId(1) });
    expect(read(rig, elsewhere).texts).toEqual(["d"]);
    const { texts, next, behindMs } = read(rig, start);
    expect([texts, behindMs]).toEqual([["a"], 0]);
    rig.pass(2999);
    expect(read(rig, next).texts).toEqual([]);
    rig.pass(1);
    expect(read(rig, next).texts).toEqual(["b", "c"]);
  });

  test("of a second record ends no earlier than the first one's, and each ends", () => {
    const faults: Fault[] = [
      { ...late, addMs: 5000, key: "slow" },
      { ...late, addMs: 1000, key: "less" },
    ];
    const rig = new Rig({ faults });
    rig.stream("s");
    for (const key of ["slow", "less", "k"]) rig.put("s", key, key);
    const start = rig.iterator("s", "TRIM_HORIZON");
    rig.pass(4999);
    expect(read(rig, start).texts).toEqual([]);
    rig.put("s", "less", "last");
    rig.pass(1);
    expect(read(rig, start).texts).toEqual(["slow", "less", "k"]);
    rig.pass(999);
    expect(read(rig, start).texts).toEqual(["slow", "less", "k", "last"]);
  });

  test("is drawn record by record in PutRecords", () => {
    const rig = new Rig({ faults: [{ ...late, actions: ["PutRecords"], nth: 3 }] });
    rig.stream("s");
    const Records = ["a", "b", "c", "d"].map((body) => ({
      PartitionKey: "k",
      Data: base64(body),
    }));
    rig.kinesis("PutRecords", { StreamName: "s", Records });
    expect(read(rig, rig.iterator("s", "TRIM_HORIZON")).texts).toEqual(["a", "b"]);
  });

  test("of a FIFO message holds its group's later ones, not those of others", () => {
    const rig = new Rig({ faults: [{ ...late, nth: 2 }] });
    const url = rig.queue("q.fifo");
    for (const body of ["a1", "a2", "a3"]) rig.send(url, "a", body);
    rig.send(url, "b", "b1");
    const [first, ...more] = rig.receive(url);
    expect([first.Body, ...more.map(({ Body }) => Body)]).toEqual(["a1", "b1"]);
    rig.delete(url, first);
    expect(rig.bodies(url)).toEqual([]);
    rig.pass(3000);
    expect(rig.bodies(url)).toEqual(["a2", "a3"]);
  });

  test("comes on top of a delay, is drawn entry by entry in a batch, and wakes a waiting receive", () => {
    const rig = new Rig({ standardQueue: tameQueue, faults: [{ ...late, nth: 2 }] });
    const QueueUrl = rig.queue("q");
    const Entries = ["a", "b"].map((body) => ({ Id: body, MessageBody: body, DelaySeconds: 1 }));
    rig.sqs("SendMessageBatch", { QueueUrl, Entries });
    rig.pass(1000);
    expect(rig.bodies(QueueUrl)).toEqual(["a"]);
    const answered: number[] = [];
    const parked = rig.sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
    parked.onReply = () => answered.push(rig.nowMs);
    expect(rig.emulator.nextAtMs()).toBe(epochMs + 4000);
    rig.pass(2999);
    expect(answered).toEqual([]);
    rig.pass(1);
    expect(answered).toEqual([epochMs + 4000]);
  });
});

describe("duplicate-delivery", () => {
  const again: Fault = { kind: "duplicate-delivery", withinMs: 4000 };

  test("delivers a message of a standard queue once more in that time, though it was deleted", () => {
    const rig = new Rig({ standardQueue: tameQueue, faults: [again] });
    const QueueUrl = rig.queue("q");
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
    const more = { MessageSystemAttributeNames: ["ApproximateReceiveCount"] };
    const [first] = rig.receive(QueueUrl, more);
    rig.delete(QueueUrl, first);
    expect(rig.bodies(QueueUrl)).toEqual([]);
    rig.pass(4000);
    const [second, ...rest] = rig.receive(QueueUrl, more);
    expect([second.MessageId, second.Body]).toEqual([first.MessageId, "x"]);
    expect(second.Attributes.ApproximateReceiveCount).toBe("2");
    expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle);
    rig.delete(QueueUrl, second);
    rig.pass(60_000);
    expect([...rest, ...rig.receive(QueueUrl)]).toEqual([]);
  });

  test("is drawn message by message, anew with another seed", () => {
    const duplicated = (seed: number): string => {
      const faults: Fault[] = [{ ...again, probability: 0.5 }];
      const rig = new Rig({ seed, standardQueue: tameQueue, faults });
      const QueueUrl = rig.queue("q");
      for (let index = 0; index < 40; index += 1) {
        rig.sqs("SendMessage", { QueueUrl, MessageBody: `${index}` });
      }
      for (let round = 0; round < 4; round += 1) {
        for (const message of rig.receive(QueueUrl)) rig.delete(QueueUrl, message);
      }
      rig.pass(4000);
      return Array.from({ length: 4 }, () => rig.bodies(QueueUrl)).join();
    };
    const bodies = duplicated(1).split(",").filter(Boolean);
    expect(bodies.length).toBeGreaterThan(8);
    expect(bodies.length).toBeLessThan(32);
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(duplicated(1)).toBe(duplicated(1));
    expect(duplicated(2)).not.toBe(duplicated(1));
  });

  test("leaves FIFO queues alone", () => {
    const rig = new Rig({ faults: [again] });
    const url = rig.queue("q.fifo");
    rig.send(url, "g", "x");
    for (const message of rig.receive(url)) rig.delete(url, message);
    rig.pass(60_000);
    expect(rig.bodies(url)).toEqual([]);
  });
});

describe("stuck-shard", () => {
  test("gives nothing of that shard while it lasts, says how far behind the reader is, and loses nothing", () => {
    const faults: Fault[] = [{ kind: "stuck-shard", shard: shardId(0), fromS: 2, toS: 5 }];
    const rig = new Rig({ faults });
    rig.stream("s", 2);
    const put = (body: string): void => {
      for (const ExplicitHashKey of ["0", `${(1n << 128n) - 1n}`]) {
        const Data = base64(body);
        rig.kinesis("PutRecord", { StreamName: "s", PartitionKey: "k", ExplicitHashKey, Data });
      }
    };
    put("a");
    let at = rig.iterator("s", "TRIM_HORIZON");
    const elsewhere = rig.iterator("s", "TRIM_HORIZON", { ShardId: shardId(1) });
    ({ next: at } = read(rig, at));
    put("b");
    rig.pass(1000);
    const stuck = read(rig, at);
    expect([stuck.texts, stuck.behindMs]).toEqual([[], 1000]);
    expect(read(rig, elsewhere).texts).toEqual(["a", "b"]);
    rig.pass(2999);
    expect(read(rig, stuck.next).texts).toEqual([]);
    rig.pass(1);
    expect(read(rig, stuck.next)).toMatchObject({ texts: ["b"], behindMs: 0 });
  });
});

describe("a schedule of bursts", () => {
  test("strikes in the first forS of every everyS seconds, counted from fromS", () => {
    const times = { fromS: 2, toS: 22, everyS: 10, forS: 1.5 };
    const rig = new Rig({ faults: [{ kind: "throttle", actions: ["PutRecord"], ...times }] });
    rig.stream("s");
    const hits: number[] = [];
    for (let second = 1; second < 30; second += 0.5) {
      rig.pass(epochMs + second * 1000 - rig.nowMs);
      try {
        rig.put("s", "k", "x");
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        hits.push(second);
      }
    }
    expect(hits).toEqual([2, 2.5, 3, 12, 12.5, 13]);
  });
});

test("a split or merge of a slow shard is slow", () => {
  const rig = new Rig({ faults: [{ kind: "slow", addMs: 900, shard: shardId(1) }] });
  rig.stream("s", 3);
  const journey = (action: string, input: object): number =>
    rig.emulator.journey("kinesis", action, { StreamName: "s", ...input }, rig.nowMs).requestMs;
  expect(journey("SplitShard", { ShardToSplit: shardId(1), NewStartingHashKey: "1" })).toBe(900);
  const merge = { ShardToMerge: shardId(0), AdjacentShardToMerge: shardId(1) };
  expect(journey("MergeShards", merge)).toBe(900);
  expect(journey("SplitShard", { ShardToSplit: shardId(2), NewStartingHashKey: "1" })).toBe(0);
  expect(journey("SubscribeToShard", { ShardId: shardId(1), ConsumerARN: "c" })).toBe(900);
});

describe("the schema of faults", () => {
  const all: Fault[] = [
    { kind: "throttle", service: "kinesis", everyS: 60, forS: 5 },
    { kind: "lost-response", actions: ["PutRecord"], nth: 3 },
    { kind: "lost-request", probability: 0.01 },
    { kind: "server-error", statusCode: 503, fromS: 1, toS: 2 },
    { kind: "slow", addMs: 300, shard: shardId(0) },
    { kind: "record-failure", key: "truck_1" },
    { kind: "delayed-visibility", addMs: 1500 },
    { kind: "duplicate-delivery", withinMs: 5000 },
    { kind: "stuck-shard", shard: shardId(2), fromS: 10, toS: 20 },
  ];

  test("takes every kind", () => {
    expect(faultsSchema.parse(all)).toEqual(all);
  });

  test("has the kinds that docs/FAULTS.md tells of, and takes its example", () => {
    const page = readFileSync(new URL("../../docs/FAULTS.md", import.meta.url), "utf8");
    const kinds = [...page.matchAll(/^\| `([a-z]+-?[a-z]*)` .*\|.*\|.*\|$/gm)].map(
      ([, kind]) => kind,
    );
    expect(new Set(kinds)).toEqual(new Set(all.map(({ kind }) => kind)));
    const example = /```ts\nfaults: (\[[^]*?\]),\n```/.exec(page)?.[1] ?? "";
    const list = example.replace(/\/\/.*$/gm, "").replace(/(\w+):/g, '"$1":');
    expect(faultsSchema.parse(JSON.parse(list.replace(/,\s*\]$/, "]")))).toHaveLength(3);
  });

  test.each([
    [{ kind: "throttle", everyS: 60 }, "everyS"],
    [{ kind: "throttle", forS: 60 }, "everyS"],
    [{ kind: "throttle", everyS: 5, forS: 6 }, "forS"],
    [{ kind: "delayed-visibility" }, "addMs"],
    [{ kind: "duplicate-delivery", withinMs: 0 }, "withinMs"],
    [{ kind: "stuck-shard", addMs: 5 }, undefined],
  ])("refuses %j", (fault, field) => {
    const { error } = faultsSchema.safeParse([fault]);
    expect(error?.issues[0]?.path[1]).toBe(field);
  });
});
