/** Random sequences of calls hold the invariants of each service, whatever the calls, the times and the faults. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

import { type Fault, ServiceError } from "../../src/emulator/emulator.ts";
import { adverseStandardQueue } from "../../src/emulator/sqs/queue/standard-shelf.ts";
import { base64, Rig, text } from "./rig.ts";

// On a busy machine the large ones take their time.
vi.setConfig({ testTimeout: 60_000 });

const faults: Fault[] = [
  { kind: "throttle", probability: 0.1, actions: ["PutRecord", "PutRecords", "SendMessage"] },
  { kind: "record-failure", probability: 0.1 },
];

/** The act's result, undefined if the service refused it. */
function tried<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

describe("a stream", () => {
  const step = fc.oneof(
    fc.record({
      act: fc.constant("put" as const),
      keys: fc.array(fc.nat(6), { minLength: 1, maxLength: 1 }),
    }),
    fc.record({
      act: fc.constant("put-many" as const),
      keys: fc.array(fc.nat(6), { minLength: 1, maxLength: 30 }),
    }),
    fc.record({
      act: fc.constant("pass" as const),
      keys: fc.array(fc.nat(900), { minLength: 1, maxLength: 1 }),
    }),
    fc.record({
      act: fc.constant("split" as const),
      keys: fc.array(fc.nat(9), { minLength: 1, maxLength: 1 }),
    }),
  );

  test("holds each accepted record once, in the order of acceptance, under growing numbers", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(), (steps, seed) => {
        const rig = new Rig({ seed, faults });
        rig.stream("s", 3);
        const accepted = new Map<string, { body: string; number: string }[]>();
        let sent = 0;
        const accept = (
          body: string,
          answer: { ShardId?: string; SequenceNumber?: string },
        ): void => {
          const { ShardId, SequenceNumber } = answer;
          if (ShardId === undefined || SequenceNumber === undefined) return;
          accepted.set(ShardId, [
            ...(accepted.get(ShardId) ?? []),
            { body, number: SequenceNumber },
          ]);
        };
        for (const { act, keys } of steps) {
          if (act === "pass") rig.pass(keys[0] ?? 0);
          if (act === "split") splitOne(rig, keys[0] ?? 0);
          if (act === "put") {
            const body = `${(sent += 1)}`;
            accept(body, tried(() => rig.put("s", `k${keys[0]}`, body)) ?? {});
          }
          if (act === "put-many") {
            const bodies = keys.map((key) => ({ key, body: `${(sent += 1)}` }));
            const Records = bodies.map(({ key, body }) => ({
              PartitionKey: `k${key}`,
              Data: base64(body),
            }));
            const answer = tried(() => rig.kinesis("PutRecords", { StreamName: "s", Records }));
            for (const [index, { body }] of bodies.entries())
              accept(body, answer?.Records[index] ?? {});
          }
        }
        rig.pass(2000);
        const { Shards } = rig.kinesis("ListShards", { StreamName: "s" });
        for (const { ShardId, ParentShardId } of Shards) {
          const logged = readShard(rig, ShardId);
          expect(logged).toEqual(accepted.get(ShardId) ?? []);
          const numbers = logged.map(({ number }) => BigInt(number));
          expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => (a < b ? -1 : 1)));
          const parentEnd = accepted.get(ParentShardId)?.at(-1);
          if (parentEnd !== undefined && numbers[0] !== undefined) {
            expect(numbers[0]).toBeGreaterThan(BigInt(parentEnd.number));
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

function splitOne(rig: Rig, index: number): void {
  tried(() => {
    const { Shards } = rig.kinesis("ListShards", {
      StreamName: "s",
      ShardFilter: { Type: "AT_LATEST" },
    });
    const { ShardId, HashKeyRange } = Shards[index % Shards.length];
    const middle = (BigInt(HashKeyRange.StartingHashKey) + BigInt(HashKeyRange.EndingHashKey)) / 2n;
    return rig.kinesis("SplitShard", {
      StreamName: "s",
      ShardToSplit: ShardId,
      NewStartingHashKey: `${middle}`,
    });
  });
}

/** All of a shard, in pages of seven, with an iterator handed from page to page. */
function readShard(rig: Rig, ShardId: string): { body: string; number: string }[] {
  const start = { StreamName: "s", ShardId, ShardIteratorType: "TRIM_HORIZON" };
  let iterator: string | undefined = rig.kinesis("GetShardIterator", start).ShardIterator;
  const found: { body: string; number: string }[] = [];
  while (iterator !== undefined) {
    rig.pass(200);
    const { Records, NextShardIterator, MillisBehindLatest } = rig.read(iterator, { Limit: 7 });
    for (const { Data, SequenceNumber } of Records)
      found.push({ body: text(Data), number: SequenceNumber });
    if (MillisBehindLatest === 0) return found;
    iterator = NextShardIterator;
  }
  return found;
}

describe("a FIFO queue", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ act: fc.constant("send" as const), at: fc.nat(4), value: fc.nat(60) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant("receive" as const),
        at: fc.nat(9),
        value: fc.nat(8),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant("delete" as const),
        at: fc.nat(50),
        value: fc.nat(0),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant("change" as const),
        at: fc.nat(50),
        value: fc.nat(5),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant("pass" as const),
        at: fc.nat(0),
        value: fc.nat(4000),
      }),
    },
  );

  /** A message as the test believes it to be. */
  interface Held {
    readonly body: string;
    readonly group: string;
    number: bigint;
    invisibleUntilMs: number;
    handle: string;
  }

  test("keeps each group's order and lock, loses nothing, invents nothing, and drops only duplicates", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.nat(), (steps, seed) => {
        const rig = new Rig({ seed, faults });
        const QueueUrl = rig.queue("q.fifo");
        const groups = new Map<string, Held[]>();
        const sentMs = new Map<string, number>();
        const inFlight: Held[] = [];
        const receive = (limit: number, VisibilityTimeout: number): void => {
          const offered = [...groups.values()].map((held) => {
            const end = held.findIndex(({ invisibleUntilMs }) => invisibleUntilMs > rig.nowMs);
            return end === -1 ? held : held.slice(0, end);
          });
          const messages = rig.receive(QueueUrl, {
            MaxNumberOfMessages: limit,
            VisibilityTimeout,
            MessageSystemAttributeNames: ["All"],
          });
          const available = offered.reduce((sum, run) => sum + run.length, 0);
          expect(messages).toHaveLength(Math.min(limit, available));
          for (const { Body, Attributes, ReceiptHandle } of messages) {
            const run = offered.find((held) => held[0]?.group === Attributes.MessageGroupId);
            const next = run?.find(({ invisibleUntilMs }) => invisibleUntilMs <= rig.nowMs);
            expect(next?.body).toBe(Body);
            expect(next?.number).toBe(BigInt(Attributes.SequenceNumber));
            if (next === undefined) continue;
            next.invisibleUntilMs = rig.nowMs + VisibilityTimeout * 1000;
            next.handle = ReceiptHandle;
            inFlight.push(next);
          }
        };
        for (const { act, at, value } of steps) {
          if (act === "pass") rig.pass(value);
          if (act === "receive") receive(at + 1, value + 1);
          if (act === "send") {
            const body = `${value}`;
            const group = `g${at}`;
            const answer = tried(() => rig.send(QueueUrl, group, body));
            if (answer === undefined || rig.nowMs - (sentMs.get(body) ?? -Infinity) < 300_000)
              continue;
            sentMs.set(body, rig.nowMs);
            const number = BigInt(answer.SequenceNumber);
            const held = groups.get(group) ?? [];
            expect(number).toBeGreaterThan(held.at(-1)?.number ?? 0n);
            groups.set(group, [...held, { body, group, number, invisibleUntilMs: 0, handle: "" }]);
          }
          const target = inFlight[at % Math.max(1, inFlight.length)];
          if (target === undefined || (act !== "delete" && act !== "change")) continue;
          const held = groups.get(target.group) ?? [];
          const isInFlight = target.invisibleUntilMs > rig.nowMs;
          const input = { QueueUrl, ReceiptHandle: target.handle };
          if (act === "delete") {
            const isGone = !held.includes(target);
            expect(tried(() => rig.sqs("DeleteMessage", input)) !== undefined).toBe(
              isInFlight || isGone,
            );
            if (!isInFlight || isGone) continue;
            groups.set(
              target.group,
              held.filter((other) => other !== target),
            );
          } else if (held.includes(target)) {
            const change = { ...input, VisibilityTimeout: value };
            const isChanged = tried(() => rig.sqs("ChangeMessageVisibility", change)) !== undefined;
            expect(isChanged).toBe(isInFlight);
            if (isChanged) target.invisibleUntilMs = rig.nowMs + value * 1000;
          }
        }
        rig.pass(60_000);
        for (const held of groups.values()) for (const message of held) message.handle = "";
        const left = [...groups.values()].reduce((sum, held) => sum + held.length, 0);
        for (let count = 0; count < left; count += 10) receive(10, 3600);
        expect(rig.receive(QueueUrl)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a standard queue", () => {
  test("delivers every accepted message at least once and none that was never sent", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 80 }), (seed, count) => {
        const rig = new Rig({
          seed,
          faults,
          standardQueue: { ...adverseStandardQueue, duplicateProbability: 0.2 },
        });
        const QueueUrl = rig.queue("q");
        const accepted = new Set<string>();
        const delivered = new Set<string>();
        for (let index = 0; index < count; index += 1) {
          const MessageBody = `${index}`;
          if (tried(() => rig.sqs("SendMessage", { QueueUrl, MessageBody })))
            accepted.add(MessageBody);
          rig.pass(50);
          for (const message of rig.receive(QueueUrl)) {
            delivered.add(message.Body);
            if (index % 3 > 0) rig.delete(QueueUrl, message);
          }
        }
        for (let round = 0; round < 40; round += 1) {
          rig.pass(3000);
          for (const message of rig.receive(QueueUrl)) {
            delivered.add(message.Body);
            rig.delete(QueueUrl, message);
          }
        }
        expect(delivered).toEqual(accepted);
      }),
      { numRuns: 50 },
    );
  });
});
