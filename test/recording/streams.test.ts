import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import { cbor } from "@smithy/core/cbor";
import { expect, test } from "vitest";

import { type Recorded, recorded } from "./recorded.ts";

const named = { key: "id", seq: "n" };
const StreamName = "gps";
const first = "shardId-000000000000";

async function stream(it: Recorded, kinesis: KinesisClient, ShardCount = 1): Promise<string> {
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }));
  it.pass(60_000);
  const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  return summary.StreamDescriptionSummary?.StreamARN ?? "";
}

function record(id: string, n: number, PartitionKey = id) {
  return { PartitionKey, Data: Buffer.from(JSON.stringify({ id, n })) };
}

async function put(kinesis: KinesisClient, id: string, ns: readonly number[]): Promise<void> {
  for (const n of ns) await kinesis.send(new PutRecordCommand({ StreamName, ...record(id, n) }));
}

/** Reads a shard until it is at its tip or its end. */
async function read(
  kinesis: KinesisClient,
  ShardId: string,
  from: Partial<GetShardIteratorCommandInput> = {},
): Promise<number> {
  const start = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON", ...from } as const;
  let { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(start));
  for (let count = 0; ;) {
    const { Records = [], NextShardIterator } = await kinesis.send(
      new GetRecordsCommand({ ShardIterator }),
    );
    count += Records.length;
    if (Records.length === 0 || NextShardIterator === undefined) return count;
    ShardIterator = NextShardIterator;
  }
}

test("what is put and read is in the history, and only the work is missing in it", async () => {
  await using it = await recorded(named);
  const kinesis = it.kinesis("map");
  await stream(it, kinesis);
  await put(kinesis, "truck_1", [0, 1, 2]);
  expect(await read(kinesis, first)).toBe(3);
  it.end();
  const { verdict, reasons, counts } = it.verdict("gps");
  expect(verdict).toBe("unknown");
  expect(reasons).toEqual([
    "nothing was processed",
    "no starts are recorded: not judged: overtake, key-overlap",
    "3 events were delivered but never processed",
  ]);
  expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  expect(it.of("gps", "delivery")[0]).toMatchObject({ app: "map", consumer: "map", lane: first });
  expect(it.of("gps", "end")).toMatchObject([{ drained: true }]);
});

test("a key that is put under another partition key is misrouted; one that comes too late is out of order", async () => {
  await using it = await recorded(named);
  const kinesis = it.kinesis("map");
  await stream(it, kinesis, 2);
  const Records = [
    record("truck_1", 0, "a"),
    record("truck_1", 1, "b"),
    record("truck_2", 1, "a"),
    record("truck_2", 0, "a"),
  ];
  const { Records: results = [] } = await kinesis.send(
    new PutRecordsCommand({ StreamName, Records }),
  );
  expect(results[0]?.ShardId).not.toBe(results[1]?.ShardId);
  for (const shard of [first, "shardId-000000000001"]) await read(kinesis, shard);
  it.end();
  expect(it.verdict("gps")).toMatchObject({
    verdict: "invalid",
    counts: { misrouted: 1, "nonmonotonic-send": 1, lost: 0, phantom: 0 },
  });
});

test("a put whose answer is lost and that is made again is in the log twice; a throttled one is not", async () => {
  const faults = [
    { kind: "lost-response", actions: ["PutRecord"], nth: 1 },
    { kind: "throttle", actions: ["PutRecords"], nth: 1 },
  ] as const;
  await using it = await recorded({ ...named, emulator: { faults } });
  const kinesis = it.kinesis("map");
  await stream(it, kinesis);
  await kinesis
    .send(new PutRecordCommand({ StreamName, ...record("truck_1", 0) }))
    .catch(() => kinesis.send(new PutRecordCommand({ StreamName, ...record("truck_1", 0) })));
  await kinesis.send(
    new PutRecordsCommand({ StreamName, Records: [record("truck_1", 1), record("truck_1", 2)] }),
  );
  await read(kinesis, first);
  it.end();
  expect(it.of("gps", "refused")).toMatchObject([
    { seq: 1, reason: "ProvisionedThroughputExceededException" },
  ]);
  expect(it.verdict("gps", "exactly-once-ordered")).toMatchObject({
    verdict: "invalid",
    counts: { "duplicate-log": 1, lost: 0, "nonmonotonic-send": 0 },
  });
});

test("a stream that is split: parents and children are known, and order goes on", async () => {
  await using it = await recorded(named);
  const kinesis = it.kinesis("map");
  await stream(it, kinesis);
  await put(kinesis, "truck_1", [0, 1]);
  const NewStartingHashKey = String(2n ** 127n);
  await kinesis.send(
    new SplitShardCommand({ StreamName, ShardToSplit: first, NewStartingHashKey }),
  );
  it.pass(60_000);
  await put(kinesis, "truck_1", [2, 3]);
  const children = ["shardId-000000000001", "shardId-000000000002"];
  let count = 0;
  for (const shard of [first, ...children]) count += await read(kinesis, shard);
  expect(count).toBe(4);
  it.end();
  expect(it.of("gps", "reshard")).toMatchObject([{ parents: [first], children }]);
  expect(it.of("gps", "lease").map(({ lane, action }) => [lane, action])).toEqual([
    [first, "taken"],
    [first, "ended"],
    ["shardId-000000000001", "taken"],
    ["shardId-000000000002", "taken"],
  ]);
  const { counts, reasons } = it.verdict("gps");
  expect(Object.values(counts).every((one) => one === 0)).toBe(true);
  expect(reasons.filter((reason) => reason.includes("contradicts"))).toEqual([]);
});

test("an iterator that expired before it was used", async () => {
  await using it = await recorded(named);
  const kinesis = it.kinesis("map");
  await stream(it, kinesis);
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName, ShardId: first, ShardIteratorType: "TRIM_HORIZON" }),
  );
  it.pass(301_000);
  await expect(kinesis.send(new GetRecordsCommand({ ShardIterator }))).rejects.toThrow("expired");
  expect(it.of("gps", "lease").map(({ app, action }) => [app, action])).toEqual([
    ["map", "taken"],
    ["map", "expired"],
  ]);
});

test("two applications by who signs: one that skips records by beginning anew at LATEST loses them, the other does not", async () => {
  await using it = await recorded(named);
  const [map, audit] = [it.kinesis("map"), it.kinesis("audit")];
  await stream(it, map);
  await put(map, "truck_1", [0]);
  await read(map, first);
  await read(audit, first);
  await put(map, "truck_1", [1]);
  const { ShardIterator } = await map.send(
    new GetShardIteratorCommand({ StreamName, ShardId: first, ShardIteratorType: "LATEST" }),
  );
  await put(map, "truck_1", [2]);
  await map.send(new GetRecordsCommand({ ShardIterator }));
  const StartingSequenceNumber = it.of("gps", "delivery")[0]?.position;
  const after = { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber } as const;
  expect(await read(audit, first, after)).toBe(2);
  it.end();
  const { counts, evidence } = it.verdict("gps");
  expect(counts.lost).toBe(1);
  expect(evidence).toMatchObject([{ kind: "lost", app: "map", seq: 1 }]);
});

test("a reader that begins at LATEST, or at a number, has lost nothing that lies before", async () => {
  await using it = await recorded(named);
  const [kinesis, later] = [it.kinesis("map"), it.kinesis("later")];
  await stream(it, kinesis);
  await put(kinesis, "truck_1", [0, 1]);
  await read(kinesis, first);
  const StartingSequenceNumber = it.of("gps", "delivery")[1]?.position;
  await read(later, first, { ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber });
  it.end();
  expect(it.of("gps", "delivery").map(({ app, seq }) => [app, seq])).toEqual([
    ["map", 0],
    ["map", 1],
    ["later", 1],
  ]);
  expect(it.verdict("gps").counts).toMatchObject({ lost: 0, unseen: 0 });
});

test("enhanced fan-out: the application is the registered consumer", async () => {
  await using it = await recorded(named);
  const kinesis = it.kinesis("worker-7");
  const StreamARN = await stream(it, kinesis);
  const { Consumer } = await kinesis.send(
    new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "map" }),
  );
  it.pass(60_000);
  await put(kinesis, "truck_1", [0, 1]);
  const { EventStream } = await kinesis.send(
    new SubscribeToShardCommand({
      ConsumerARN: Consumer?.ConsumerARN,
      ShardId: first,
      StartingPosition: { Type: "TRIM_HORIZON" },
    }),
  );
  for await (const { SubscribeToShardEvent } of EventStream ?? []) {
    if ((SubscribeToShardEvent?.Records?.length ?? 0) > 0) break;
  }
  it.end();
  expect(it.of("gps", "delivery")).toMatchObject([
    { app: "map", consumer: "worker-7", seq: 0 },
    { app: "map", consumer: "worker-7", seq: 1 },
  ]);
  expect(it.verdict("gps").counts).toMatchObject({ lost: 0, corrupt: 0, phantom: 0 });
});

test("CBOR, which Java speaks, and no --seq: the same events", async () => {
  await using it = await recorded();
  const kinesis = it.kinesis("map");
  await stream(it, kinesis);
  for (const n of [0, 1]) {
    const body = cbor.serialize({ StreamName, ...record("truck_1", n, "k") });
    const { status } = await fetch(it.url, {
      method: "POST",
      headers: {
        "x-amz-target": "Kinesis_20131202.PutRecord",
        "content-type": "application/x-amz-cbor-1.1",
      },
      body: Buffer.from(body),
    });
    expect(status).toBe(200);
  }
  await read(kinesis, first);
  it.end();
  expect(it.of("gps", "delivery").map(({ key, seq }) => [key, seq])).toEqual([
    ["k", 0],
    ["k", 1],
  ]);
  expect(it.verdict("gps").counts).toMatchObject({ lost: 0, corrupt: 0, phantom: 0 });
});
