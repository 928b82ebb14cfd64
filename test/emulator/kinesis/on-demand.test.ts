import { describe, expect, test } from "vitest";

import { base64, Rig, shardId } from "../rig.ts";

const minuteMs = 60_000;
const onDemand = { StreamModeDetails: { StreamMode: "ON_DEMAND" } };

function rigOnDemand(more: object = {}): Rig {
  const rig = new Rig();
  rig.kinesis("CreateStream", { StreamName: "s", ...onDemand, ...more });
  rig.pass(1000);
  return rig;
}

function summary(rig: Rig) {
  return rig.kinesis("DescribeStreamSummary", { StreamName: "s" }).StreamDescriptionSummary;
}

/** Explicit hash keys that lie evenly over the whole range. */
function spread(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    (((2n * BigInt(index) + 1n) << 127n) / BigInt(count)).toString(),
  );
}

/** Every second for so long, records of 1 KB for each of some hash keys; gives how many were refused. */
function load(rig: Rig, minutes: number, perSecond: number, hashKeys: readonly string[]): number {
  const Data = Buffer.alloc(1023).toString("base64");
  const share = Math.round(perSecond / hashKeys.length);
  let refused = 0;
  for (let second = 0; second < minutes * 60; second += 1) {
    for (const ExplicitHashKey of hashKeys) {
      const Records = Array.from({ length: share }, () => ({
        PartitionKey: "k",
        Data,
        ExplicitHashKey,
      }));
      for (let from = 0; from < share; from += 500) {
        const input = { StreamName: "s", Records: Records.slice(from, from + 500) };
        refused += rig.kinesis("PutRecords", input).FailedRecordCount;
      }
    }
    rig.pass(1000);
  }
  return refused;
}

describe("an on-demand stream", () => {
  test("is what a stream is of which neither mode nor shards are said", () => {
    const rig = new Rig();
    rig.kinesis("CreateStream", { StreamName: "s" });
    rig.pass(1000);
    expect(summary(rig)).toMatchObject({
      StreamModeDetails: { StreamMode: "ON_DEMAND" },
      OpenShardCount: 4,
      RecordDistributionStrategy: "USER_PARTITION_KEY",
    });
    rig.stream("provisioned");
    const input = { StreamName: "provisioned" };
    expect(rig.kinesis("DescribeStreamSummary", input).StreamDescriptionSummary).not.toHaveProperty(
      "RecordDistributionStrategy",
    );
  });

  test("takes 4,000 records/s from the start and no more", () => {
    const rig = rigOnDemand();
    expect(load(rig, 0.05, 4000, spread(4))).toBe(0);
    expect(load(rig, 0.05, 4800, spread(4))).toBe(3 * 800);
  });

  test("splits shards above 500 KB/s within 15 minutes, and then takes twice as much", () => {
    const rig = rigOnDemand();
    expect(load(rig, 2, 2400, spread(8))).toBe(0);
    expect(summary(rig).OpenShardCount).toBe(4);
    rig.pass(13 * minuteMs);
    expect(summary(rig).OpenShardCount).toBe(8);
    expect(load(rig, 0.1, 4800, spread(8))).toBe(0);
  }, 60_000);

  test("does not split a shard below 500 KB/s", () => {
    const rig = rigOnDemand();
    load(rig, 2, 1960, spread(4));
    rig.pass(20 * minuteMs);
    expect(summary(rig).OpenShardCount).toBe(4);
  });

  test("cannot help a hot key: its shard is split once, in vain", () => {
    const rig = rigOnDemand();
    const hot = ["7"];
    for (let round = 0; round < 4; round += 1) {
      load(rig, 2, 700, hot);
      rig.pass(16 * minuteMs);
    }
    expect(summary(rig).OpenShardCount).toBe(5);
    expect(load(rig, 0.05, 1500, hot)).toBe(3 * 500);
  }, 60_000);

  test("keeps a key's order over its own splits", () => {
    const rig = rigOnDemand();
    load(rig, 2, 2400, spread(8));
    const put = { StreamName: "s", PartitionKey: "truck", Data: base64("x") };
    const before = rig.kinesis("PutRecord", put);
    rig.pass(15 * minuteMs);
    const after = rig.kinesis("PutRecord", put);
    expect(after.ShardId).not.toBe(before.ShardId);
    expect(BigInt(after.SequenceNumber)).toBeGreaterThan(BigInt(before.SequenceNumber));
    const { Shards } = rig.kinesis("ListShards", { StreamName: "s" });
    const child = Shards.find(({ ShardId }: { ShardId: string }) => ShardId === after.ShardId);
    expect(child.ParentShardId).toBe(before.ShardId);
  }, 60_000);

  test("holds twice the peak of the last 30 days, then shrinks", () => {
    const rig = rigOnDemand();
    load(rig, 2, 2400, spread(8));
    rig.pass(29 * 86_400_000);
    expect(summary(rig).OpenShardCount).toBe(8);
    rig.pass(3 * 86_400_000);
    expect(summary(rig).OpenShardCount).toBe(4);
  }, 60_000);

  test("comes out the same twice", () => {
    const shards = (): unknown => {
      const rig = rigOnDemand();
      load(rig, 3, 2600, spread(7));
      rig.pass(20 * minuteMs);
      return rig.kinesis("ListShards", { StreamName: "s" }).Shards;
    };
    expect(shards()).toEqual(shards());
  }, 60_000);

  test.each([{ ShardCount: 2 }])("is not made with %j", (more) => {
    const input = { StreamName: "s", ...onDemand, ...more };
    expect(new Rig().refusal("kinesis", "CreateStream", input).name).toBe("ValidationException");
  });
});

describe("UpdateStreamMode", () => {
  const update = (StreamMode: string): object => {
    const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    return { StreamARN, StreamModeDetails: { StreamMode } };
  };

  test("keeps the shards, twice in 24 hours", () => {
    const rig = new Rig();
    rig.stream("s", 6);
    const change = (mode: string): void => {
      rig.kinesis("UpdateStreamMode", update(mode));
      expect(summary(rig).StreamStatus).toBe("UPDATING");
      rig.pass(1000);
      expect(summary(rig)).toMatchObject({
        StreamModeDetails: { StreamMode: mode },
        OpenShardCount: 6,
        StreamStatus: "ACTIVE",
      });
    };
    change("ON_DEMAND");
    change("PROVISIONED");
    const third = update("ON_DEMAND");
    expect(rig.refusal("kinesis", "UpdateStreamMode", third).name).toBe("LimitExceededException");
    rig.pass(86_400_000);
    change("ON_DEMAND");
  });

  test("warm throughput needs the commitment of the account, which lasts a day", () => {
    const rig = rigOnDemand();
    const warm = { StreamName: "s", WarmThroughputMiBps: 20 };
    const refused = rig.refusal("kinesis", "UpdateStreamWarmThroughput", warm);
    expect(refused.name).toBe("InvalidArgumentException");
    const settings = (Status: string) =>
      rig.kinesis("UpdateAccountSettings", {
        MinimumThroughputBillingCommitment: { Status },
      }).MinimumThroughputBillingCommitment;
    const StartedAt = rig.nowMs / 1000;
    const EarliestAllowedEndAt = StartedAt + 86_400;
    expect(settings("ENABLED")).toEqual({ Status: "ENABLED", StartedAt, EarliestAllowedEndAt });
    expect(rig.kinesis("UpdateStreamWarmThroughput", warm)).toEqual({
      StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
      StreamName: "s",
      WarmThroughput: { TargetMiBps: 20, CurrentMiBps: 4 },
    });
    rig.pass(1000);
    expect(summary(rig)).toMatchObject({
      OpenShardCount: 20,
      WarmThroughput: { TargetMiBps: 20, CurrentMiBps: 20 },
    });
    expect(settings("DISABLED").Status).toBe("ENABLED_UNTIL_EARLIEST_ALLOWED_END");
    rig.pass(86_400_000);
    expect(rig.kinesis("DescribeAccountSettings", {}).MinimumThroughputBillingCommitment).toEqual({
      Status: "DISABLED",
      StartedAt,
      EndedAt: EarliestAllowedEndAt,
    });
    expect(summary(rig)).not.toHaveProperty("WarmThroughput");
  });
});

describe("record distribution AUTO", () => {
  test("spreads one key over all shards, and needs none", () => {
    const rig = rigOnDemand({ RecordDistributionStrategy: "AUTO" });
    const seen = Array.from({ length: 8 }, () => rig.put("s", "k", "x").ShardId as string);
    expect(new Set(seen)).toEqual(new Set([0, 1, 2, 3].map(shardId)));
    const bare = { StreamName: "s", Records: [{ Data: base64("bare"), ExplicitHashKey: "0" }] };
    expect(rig.kinesis("PutRecords", bare).FailedRecordCount).toBe(0);
    const records = [0, 1, 2, 3].flatMap((index) => {
      const from = { StreamName: "s", ShardId: shardId(index), ShardIteratorType: "TRIM_HORIZON" };
      return rig.read(rig.kinesis("GetShardIterator", from).ShardIterator).Records;
    });
    const keyless = records.filter((record: object) => !("PartitionKey" in record));
    expect(keyless.map(({ Data }) => Data)).toEqual([base64("bare")]);
    expect(records.filter(({ PartitionKey }) => PartitionKey === "k")).toHaveLength(8);
  });

  test("can be turned off, and is not for provisioned streams", () => {
    const rig = rigOnDemand({ RecordDistributionStrategy: "AUTO" });
    const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    const off = { StreamARN, RecordDistributionStrategy: "USER_PARTITION_KEY" };
    rig.kinesis("UpdateStreamRecordDistributionStrategy", off);
    const seen = Array.from({ length: 8 }, () => rig.put("s", "k", "x").ShardId as string);
    expect(new Set(seen).size).toBe(1);
    const bare = { StreamName: "s", Data: base64("x") };
    expect(rig.refusal("kinesis", "PutRecord", bare).name).toBe("ValidationException");
    rig.stream("p");
    const auto = { StreamARN: StreamARN.replace(/s$/, "p"), RecordDistributionStrategy: "AUTO" };
    expect(rig.refusal("kinesis", "UpdateStreamRecordDistributionStrategy", auto).name).toBe(
      "InvalidArgumentException",
    );
  });
});
