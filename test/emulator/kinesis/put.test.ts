import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { base64, Rig, shardId, text } from "../rig.ts";

/** Every record of a shard, in log order. */
function log(rig: Rig, stream: string, shard = 0): { key: string; body: string; seq: bigint }[] {
  rig.pass(1000);
  const input = { StreamName: stream, ShardId: shardId(shard), ShardIteratorType: "TRIM_HORIZON" };
  const { ShardIterator } = rig.kinesis("GetShardIterator", input);
  return rig.read(ShardIterator).Records.map((record: Record<string, string>) => ({
    key: record["PartitionKey"],
    body: text(record["Data"] ?? ""),
    seq: BigInt(record["SequenceNumber"] ?? 0),
  }));
}

describe("routing", () => {
  test("a key goes to the shard md5 * n >> 128", () => {
    const rig = new Rig();
    rig.stream("s", 5);
    const seen = new Set<string>();
    for (let truck = 1; truck <= 100; truck += 1) {
      const key = `truck_${truck}`;
      const md5 = BigInt(`0x${createHash("md5").update(key).digest("hex")}`);
      const answer = rig.put("s", key, "x");
      expect(answer.ShardId).toBe(shardId(Number((md5 * 5n) >> 128n)));
      seen.add(answer.ShardId);
    }
    expect(seen.size).toBe(5);
  });

  test("the 100 trucks of facts/aws.md spread 19/20/27/34 over four shards", () => {
    const rig = new Rig();
    rig.stream("s", 4);
    const counts = new Map<string, number>();
    for (let truck = 1; truck <= 100; truck += 1) {
      const { ShardId } = rig.put("s", `truck-${truck}`, "x");
      counts.set(ShardId, (counts.get(ShardId) ?? 0) + 1);
    }
    expect([...counts.values()].sort((a, b) => a - b)).toEqual([19, 20, 27, 34]);
  });

  test("an explicit hash key overrides the partition key, which is still stored", () => {
    const rig = new Rig();
    rig.stream("s", 4);
    const put = { StreamName: "s", PartitionKey: "k", Data: base64("x") };
    const last = ((1n << 128n) - 1n).toString();
    const first = rig.kinesis("PutRecord", { ...put, ExplicitHashKey: "0" });
    expect(first.ShardId).toBe(shardId(0));
    expect(rig.kinesis("PutRecord", { ...put, ExplicitHashKey: last }).ShardId).toBe(shardId(3));
    const border = 1n << 126n;
    const at = rig.kinesis("PutRecord", { ...put, ExplicitHashKey: `${border}` });
    const below = rig.kinesis("PutRecord", { ...put, ExplicitHashKey: `${border - 1n}` });
    expect([at.ShardId, below.ShardId]).toEqual([shardId(1), shardId(0)]);
    expect(log(rig, "s", 3)).toMatchObject([{ key: "k" }]);
  });

  test("the stream's ARN names it as well as its name does", () => {
    const rig = new Rig();
    rig.stream("s");
    const { StreamDescription } = rig.kinesis("DescribeStream", { StreamName: "s" });
    const { StreamARN } = StreamDescription;
    expect(StreamARN).toBe("arn:aws:kinesis:us-east-1:000000000000:stream/s");
    rig.kinesis("PutRecord", { StreamARN, PartitionKey: "k", Data: base64("by ARN") });
    expect(log(rig, "s")).toMatchObject([{ body: "by ARN" }]);
  });
});

describe("sequence numbers", () => {
  test("are 56 digits and grow with every record of a shard", () => {
    const rig = new Rig();
    rig.stream("s");
    let last = 0n;
    for (let count = 0; count < 3000; count += 1) {
      if (count % 900 === 0) rig.pass(1000);
      const { SequenceNumber } = rig.put("s", "k", "x");
      expect(SequenceNumber).toMatch(/^[1-9]\d{55}$/);
      expect(BigInt(SequenceNumber)).toBeGreaterThan(last);
      last = BigInt(SequenceNumber);
    }
  });

  test("SequenceNumberForOrdering must be one that the service can read, and of no time to come", () => {
    const rig = new Rig();
    rig.stream("s");
    const { SequenceNumber } = rig.put("s", "k", "1");
    const put = { StreamName: "s", PartitionKey: "k", Data: base64("2") };
    const next = rig.kinesis("PutRecord", { ...put, SequenceNumberForOrdering: SequenceNumber });
    expect(BigInt(next.SequenceNumber)).toBeGreaterThan(BigInt(SequenceNumber));
    const ahead = SequenceNumber.replace(/\d/, "5");
    for (const number of [ahead, `${BigInt(SequenceNumber) + (3600n << 36n)}`]) {
      const made = { ...put, SequenceNumberForOrdering: number };
      expect(rig.refusal("kinesis", "PutRecord", made)).toEqual({
        name: "InvalidArgumentException",
        message: `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream s under account 000000000000 is invalid.`,
      });
    }
  });
});

describe("PutRecords", () => {
  test("answers in request order and appends in request order", () => {
    const rig = new Rig();
    rig.stream("s", 2);
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
    const Records = keys.map((key) => ({ PartitionKey: key, Data: base64(key) }));
    const answer = rig.kinesis("PutRecords", { StreamName: "s", Records });
    expect(answer.FailedRecordCount).toBe(0);
    expect(answer.Records).toHaveLength(40);
    for (const shard of [0, 1]) {
      const expected = keys.filter((_, index) => answer.Records[index].ShardId === shardId(shard));
      expect(log(rig, "s", shard).map(({ body }) => body)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  /** A shard that takes 200 records more in this second, and what became of 500. */
  const overfilled = (options: ConstructorParameters<typeof Rig>[0]) => {
    const rig = new Rig(options);
    rig.stream("s");
    for (let call = 0; call < 2; call += 1) {
      const Records = Array.from({ length: 400 }, () => ({ PartitionKey: "k", Data: "AAAA" }));
      rig.kinesis("PutRecords", { StreamName: "s", Records });
    }
    const bodies = Array.from({ length: 500 }, (_, index) => `${index}`);
    const Records = bodies.map((body) => ({ PartitionKey: "k", Data: base64(body) }));
    const answer = rig.kinesis("PutRecords", { StreamName: "s", Records });
    expect(answer.FailedRecordCount).toBe(300);
    const accepted = bodies.filter((_, index) => answer.Records[index].SequenceNumber);
    const stored = log(rig, "s").slice(800);
    expect(stored.map(({ body }) => body)).toEqual(accepted);
    return { answer, bodies, accepted };
  };

  test("a full shard takes a prefix of its records and refuses the rest", () => {
    const { answer, bodies, accepted } = overfilled({});
    expect(accepted).toEqual(bodies.slice(0, 200));
    expect(answer.Records.find((r: object) => "ErrorCode" in r)).toEqual({
      ErrorCode: "ProvisionedThroughputExceededException",
      ErrorMessage: `Rate exceeded for shard ${shardId(0)} in stream s under account 000000000000.`,
    });
  });

  test("what follows a record that does not fit is refused even if it would fit", () => {
    const rig = new Rig();
    rig.stream("s");
    const record = (kib: number) => ({
      PartitionKey: "k",
      Data: base64("x".repeat(kib * 1024 - 1)),
    });
    const sizes = [500, 400, 300, 1, 1];
    const answer = rig.kinesis("PutRecords", { StreamName: "s", Records: sizes.map(record) });
    const isAccepted = answer.Records.map((r: object) => !("ErrorCode" in r));
    expect(isAccepted).toEqual([true, true, false, false, false]);
  });

  test("an adverse full shard fails some records, whichever, and keeps the rest in order", () => {
    const { bodies, accepted } = overfilled({ adversity: "adverse" });
    expect(accepted).toHaveLength(200);
    expect(accepted).not.toEqual(bodies.slice(0, 200));
  });

  test("a full shard does not fail the records of another", () => {
    const rig = new Rig();
    rig.stream("s", 2);
    const hot = { PartitionKey: "k", Data: "AAAA", ExplicitHashKey: "0" };
    const cold = { ...hot, ExplicitHashKey: ((1n << 128n) - 1n).toString() };
    for (let call = 0; call < 2; call += 1) {
      rig.kinesis("PutRecords", { StreamName: "s", Records: Array(500).fill(hot) });
    }
    const answer = rig.kinesis("PutRecords", { StreamName: "s", Records: [hot, cold, hot] });
    expect(answer.Records.map((r: object) => "ErrorCode" in r)).toEqual([true, false, true]);
  });

  test("takes at most 500 records and 10 MiB", () => {
    const rig = new Rig();
    rig.stream("s");
    const small = { PartitionKey: "k", Data: "AAAA" };
    const many = { StreamName: "s", Records: Array(501).fill(small) };
    expect(rig.refusal("kinesis", "PutRecords", many).name).toBe("ValidationException");
    const large = { PartitionKey: "k", Data: Buffer.alloc(2 ** 20 - 1).toString("base64") };
    const heavy = { StreamName: "s", Records: Array(11).fill(large) };
    expect(rig.refusal("kinesis", "PutRecords", heavy).name).toBe("InvalidArgumentException");
    const just = { StreamName: "s", Records: Array(10).fill(large) };
    expect(rig.kinesis("PutRecords", just).Records).toHaveLength(10);
  });
});

describe("bad input", () => {
  const put = { StreamName: "s", PartitionKey: "k", Data: "AAAA" };
  test.each([
    [{ ...put, StreamName: "no such stream!" }, "ValidationException"],
    [{ ...put, StreamName: "other" }, "ResourceNotFoundException"],
    [{ ...put, PartitionKey: "" }, "ValidationException"],
    [{ ...put, PartitionKey: "k".repeat(257) }, "ValidationException"],
    [{ ...put, ExplicitHashKey: "-1" }, "ValidationException"],
    [{ ...put, ExplicitHashKey: (1n << 128n).toString() }, "InvalidArgumentException"],
    [{ ...put, Data: 7 }, "SerializationException"],
    [{ ...put, Data: "abc" }, "SerializationException"],
    [{ StreamName: "s" }, "ValidationException"],
    [{ ...put, Data: Buffer.alloc(2 ** 20 + 1).toString("base64") }, "ValidationException"],
  ])("is refused by name", (input, name) => {
    const rig = new Rig();
    rig.stream("s");
    expect(rig.refusal("kinesis", "PutRecord", input).name).toBe(name);
  });

  test("names every violated constraint at once", () => {
    const rig = new Rig();
    expect(rig.refusal("kinesis", "PutRecord", { StreamName: "s!" }).message).toBe(
      "3 validation errors detected: Value null at 'partitionKey' failed to satisfy constraint: Member must not be null; Value null at 'data' failed to satisfy constraint: Member must not be null; Value 's!' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    );
  });

  test("a record is as large as its data and its key, and the stream's limit is named", () => {
    const rig = new Rig();
    rig.stream("s");
    const record = (bytes: number) => ({
      PartitionKey: "key",
      Data: Buffer.alloc(bytes).toString("base64"),
    });
    const limit =
      "failed to satisfy constraint: Member must have length less than or equal to 1048576";
    rig.kinesis("PutRecord", { StreamName: "s", ...record(2 ** 20 - 3) });
    const large = record(2 ** 20 - 2);
    expect(rig.refusal("kinesis", "PutRecord", { StreamName: "s", ...large }).message).toBe(
      `1 validation error detected: Value at 'data' ${limit}`,
    );
    const Records = [large, record(1), large];
    expect(rig.refusal("kinesis", "PutRecords", { StreamName: "s", Records }).message).toBe(
      `2 validation errors detected: Value at 'records.1.member.data' ${limit}; Value at 'records.3.member.data' ${limit}`,
    );
  });

  test("a stream that is still being created takes no records", () => {
    const rig = new Rig();
    rig.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
    expect(rig.refusal("kinesis", "PutRecord", put).name).toBe("ResourceNotFoundException");
    rig.pass(1000);
    expect(rig.kinesis("PutRecord", put).ShardId).toBe(shardId(0));
  });
});
