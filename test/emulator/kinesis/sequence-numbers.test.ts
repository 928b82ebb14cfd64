import { describe, expect, test } from "vitest";

import { Rig, shardId, text } from "../rig.ts";
import { consumer, horizon, latest, Listener, rigWithConsumer, subscribe } from "./listener.ts";

/** No number of this service. */
const foreign = "49579292999999999999999999999999999999999999999999999999";

/** A stream whose shard 0 has these records and is closed. */
function closed(bodies: readonly string[]): { rig: Rig; endingNumber: string } {
  const rig = new Rig();
  rig.stream("s");
  for (const body of bodies) rig.put("s", "k", body);
  const middle = String(1n << 127n);
  rig.kinesis("SplitShard", {
    StreamName: "s",
    ShardToSplit: shardId(0),
    NewStartingHashKey: middle,
  });
  rig.pass(60_000);
  const [parent] = rig.kinesis("ListShards", { StreamName: "s" }).Shards;
  return { rig, endingNumber: parent.SequenceNumberRange.EndingSequenceNumber };
}

function readFrom(rig: Rig, type: string, StartingSequenceNumber: string): string {
  const { Records } = rig.read(rig.iterator("s", type, { StartingSequenceNumber }));
  return Records.map(({ Data }: { Data: string }) => text(Data)).join("");
}

function pushedFrom(rig: Rig, consumerArn: string, Type: string, SequenceNumber: string): string {
  rig.pass(5000);
  const listener = new Listener(
    rig,
    subscribe(rig, consumerArn, { Type, SequenceNumber }).subscription,
  );
  rig.pass(0);
  return listener.bodies.join("");
}

describe("a continuation number", () => {
  test("lies between the last record sent and the next, and is neither's", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const numbers = ["0", "1", "2", "3", "4"].map(
      (body) => rig.put("s", "k", body).SequenceNumber as string,
    );
    const open = subscribe(rig, consumerArn, horizon);
    rig.pass(0);
    const continuation = BigInt(open.events.at(-1)?.continuation ?? 0);
    const next = BigInt(rig.put("s", "k", "5").SequenceNumber);
    expect(continuation).toBeGreaterThan(BigInt(numbers.at(-1) ?? 0));
    expect(continuation).toBeLessThan(next);
  });

  test("reads on with the next record, AT it and AFTER it, by iterator and by subscription", () => {
    const { rig, consumerArn } = rigWithConsumer();
    for (const body of ["0", "1"]) rig.put("s", "k", body);
    const open = subscribe(rig, consumerArn, horizon);
    rig.pass(0);
    const continuation = open.events.at(-1)?.continuation ?? "";
    for (const body of ["2", "3"]) rig.put("s", "k", body);
    for (const type of ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]) {
      expect(readFrom(rig, type, continuation)).toBe("23");
      expect(pushedFrom(rig, consumerArn, type, continuation)).toBe("23");
    }
  });

  test("of an empty heartbeat reads on with what came after it, not with the record before", () => {
    const { rig, consumerArn } = rigWithConsumer();
    rig.put("s", "k", "before");
    rig.pass(1000);
    const open = subscribe(rig, consumerArn, latest);
    rig.pass(10_000);
    const heartbeats = open.events.map(({ continuation }) => BigInt(continuation ?? 0));
    expect(heartbeats.length).toBeGreaterThanOrEqual(2);
    expect([...heartbeats].sort((a, b) => (a < b ? -1 : 1))).toEqual(heartbeats);
    rig.put("s", "k", "after");
    const last = String(heartbeats.at(-1));
    expect(readFrom(rig, "AT_SEQUENCE_NUMBER", last)).toBe("after");
    expect(readFrom(rig, "AFTER_SEQUENCE_NUMBER", last)).toBe("after");
    expect(pushedFrom(rig, consumerArn, "AT_SEQUENCE_NUMBER", last)).toBe("after");
  });

  test("of a shard without records reads its first one", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const open = subscribe(rig, consumerArn, horizon);
    rig.pass(6000);
    const continuation = open.events.at(-1)?.continuation ?? "";
    rig.put("s", "k", "first");
    expect(readFrom(rig, "AT_SEQUENCE_NUMBER", continuation)).toBe("first");
    expect(readFrom(rig, "AFTER_SEQUENCE_NUMBER", continuation)).toBe("first");
  });
});

describe("a number that is no record's own", () => {
  test("is compared whole: one below a record's reads that record, one above it the next", () => {
    const rig = new Rig();
    rig.stream("s");
    const numbers = ["0", "1", "2"].map((body) => {
      rig.pass(1500);
      return BigInt(rig.put("s", "k", body).SequenceNumber);
    });
    // A second is 2^36 in the layout (mhart/kinesalite db/index.js).
    const second = 1n << 36n;
    const one = numbers[1] ?? 0n;
    for (const type of ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]) {
      expect(readFrom(rig, type, String(one - second))).toBe("12");
      expect(readFrom(rig, type, String(one + second))).toBe("2");
    }
  });

  test("of a place to come waits for the record accepted there", () => {
    const rig = new Rig();
    rig.stream("s");
    const first = BigInt(rig.put("s", "k", "0").SequenceNumber);
    const place = 1n << 80n;
    rig.pass(5000);
    const iterators = ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"].map((type) =>
      rig.iterator("s", type, { StartingSequenceNumber: String(first + place) }),
    );
    rig.put("s", "k", "1");
    for (const iterator of iterators) {
      const { Records } = rig.read(iterator);
      expect(Records.map(({ Data }: { Data: string }) => text(Data))).toEqual(["1"]);
    }
  });
});

describe("the number that ends a closed shard", () => {
  const refusal = {
    name: "InvalidArgumentException",
    message:
      "Invalid SequenceNumber for ShardIteratorType AFTER_SEQUENCE_NUMBER, SequenceNumber has reached max possible value for the shard.",
  };

  test.each([[["0", "1"]], [[]]])("has nothing after it: of %j", (bodies) => {
    const { rig, endingNumber } = closed(bodies);
    const input = {
      StreamName: "s",
      ShardId: shardId(0),
      ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
      StartingSequenceNumber: endingNumber,
    };
    expect(rig.refusal("kinesis", "GetShardIterator", input)).toEqual(refusal);
  });

  test("is refused by SubscribeToShard too", () => {
    const { rig, endingNumber } = closed(["0"]);
    const input = {
      ConsumerARN: consumer(rig),
      ShardId: shardId(0),
      StartingPosition: { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: endingNumber },
    };
    expect(rig.refusal("kinesis", "SubscribeToShard", input)).toEqual(refusal);
  });

  test("AT it there is nothing: the end of the shard, by iterator and by subscription", () => {
    const { rig, endingNumber } = closed(["0"]);
    const from = { StartingSequenceNumber: endingNumber };
    const page = rig.read(rig.iterator("s", "AT_SEQUENCE_NUMBER", from));
    expect(page.Records).toEqual([]);
    expect(page.NextShardIterator).toBeUndefined();
    const position = { Type: "AT_SEQUENCE_NUMBER", SequenceNumber: endingNumber };
    const open = subscribe(rig, consumer(rig), position);
    rig.pass(1000);
    expect(open.bodies).toEqual([]);
    expect(open.end).toBeDefined();
  });

  test("AFTER the last record's own number there is only the end, which is no error", () => {
    const rig = new Rig();
    rig.stream("s");
    const StartingSequenceNumber = rig.put("s", "k", "0").SequenceNumber as string;
    rig.kinesis("UpdateShardCount", {
      StreamName: "s",
      TargetShardCount: 2,
      ScalingType: "UNIFORM_SCALING",
    });
    rig.pass(60_000);
    const page = rig.read(rig.iterator("s", "AFTER_SEQUENCE_NUMBER", { StartingSequenceNumber }));
    expect(page.Records).toEqual([]);
    expect(page.ChildShards).toHaveLength(2);
  });
});

test("a put asked to come after a continuation number, or after the end of a parent, does", () => {
  const { rig, endingNumber } = closed(["0"]);
  const put = { StreamName: "s", PartitionKey: "k", Data: "" };
  const { SequenceNumber } = rig.kinesis("PutRecord", {
    ...put,
    SequenceNumberForOrdering: endingNumber,
  });
  expect(BigInt(SequenceNumber)).toBeGreaterThan(BigInt(endingNumber));
  const input = { ...put, SequenceNumberForOrdering: foreign };
  expect(rig.refusal("kinesis", "PutRecord", input).name).toBe("InvalidArgumentException");
});
