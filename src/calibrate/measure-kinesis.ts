/** What a target takes for the calls of Kinesis, at low load: far below every quota of AWS, on one small stream. */
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";

import { createStream, deleteStream } from "../broker/kinesis/stream-life.ts";
import { resolveDesign } from "../scenario/resolve.ts";
import { type KinesisRig, payload, type Shard } from "./kinesis-rig.ts";
import { measureFanOut } from "./measure-fan-out.ts";
import { Propagation } from "./propagation.ts";
import type { Sampler } from "./sampler.ts";

export const calibrationShards = 4;
/** Between two reads of a shard: AWS allows five a second (K-SDK GetRecords). */
const readEveryMs = 210;
/** Reads of one record before it is given up. */
const mostReads = 40;
const pauseMs = 20;
/** DescribeStreamSummary: 20/s, GetShardIterator 5/s per shard (K-SDK). */
const controlPauseMs = 60;
const batchEntries = 10;
/** Control-plane calls are for set-up only: fewer are enough. */
const mostControlSamples = 50;

const design = resolveDesign({
  service: "kinesis",
  shards: calibrationShards,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [],
});

export interface KinesisPropagation {
  readonly shared: Propagation;
  /** From the put to the push, in milliseconds; empty where fan-out is not offered. */
  readonly fanOutMs: readonly number[];
}

/** Creates a stream, measures, and deletes it again, whatever happens. Rejects where there is no Kinesis. */
export async function measureKinesis(rig: KinesisRig): Promise<KinesisPropagation> {
  const { client, context, signal } = rig;
  await createStream(client, design, context, signal);
  try {
    const shards = await shardsOf(rig);
    const shared = new Propagation();
    await Promise.all(shards.map((shard) => putAndRead(rig, shard, shared)));
    await putBatches(rig);
    await askControlPlane(rig, shards);
    return { shared, fanOutMs: await measureFanOut(rig, shards[0]!) };
  } finally {
    await deleteStream(client, context);
  }
}

async function shardsOf({ client, context, signal }: KinesisRig): Promise<readonly Shard[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: context.name }), {
    abortSignal: signal,
  });
  return Shards.map(({ ShardId = "", HashKeyRange }) => ({
    id: ShardId,
    hashKey: HashKeyRange?.StartingHashKey ?? "0",
  }));
}

/** One record at a time: put, wait a little, read until it is there. */
async function putAndRead(rig: KinesisRig, shard: Shard, shared: Propagation): Promise<void> {
  const { client, context, sampler, samples, signal } = rig;
  const StreamName = context.name;
  const first = await client.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: shard.id,
      ShardIteratorType: "TRIM_HORIZON",
    }),
    { abortSignal: signal },
  );
  let iterator = first.ShardIterator;
  let lastReadMs = -Infinity;
  const read = async () => {
    await context.sleep(lastReadMs + readEveryMs - performance.now(), signal);
    const ShardIterator = iterator;
    const timed = await sampler.time("kinesis.GetRecords", (options) =>
      client.send(new GetRecordsCommand({ ShardIterator, Limit: 100 }), options),
    );
    iterator = timed.output.NextShardIterator;
    lastReadMs = timed.answeredMs;
    return timed;
  };
  const turns = Math.ceil(samples / calibrationShards);
  await sampler.repeat("kinesis.PutRecord and GetRecords", turns, async (index) => {
    await context.sleep(lastReadMs + readEveryMs - performance.now(), signal);
    const put = await sampler.time("kinesis.PutRecord", (options) =>
      client.send(
        new PutRecordCommand({
          StreamName,
          PartitionKey: "calibrate",
          ExplicitHashKey: shard.hashKey,
          Data: payload(`${shard.id}#${index}`),
        }),
        options,
      ),
    );
    await context.sleep(shared.nextDelayMs(), signal);
    for (let reads = 0; reads < mostReads; reads += 1) {
      const { output, middleMs } = await read();
      const isThere = (output.Records ?? []).some(
        ({ SequenceNumber }) => SequenceNumber === put.output.SequenceNumber,
      );
      shared.add({ ageMs: middleMs - put.middleMs, isThere });
      if (isThere) return;
    }
    throw new Error(
      `a record could not be read ${(mostReads * readEveryMs) / 1000} s after its put`,
    );
  });
}

async function putBatches({
  client,
  context,
  sampler,
  samples,
  signal,
}: KinesisRig): Promise<void> {
  await sampler.repeat("kinesis.PutRecords", samples, async (index) => {
    await context.sleep(pauseMs, signal);
    await sampler.time("kinesis.PutRecords", (options) =>
      client.send(
        new PutRecordsCommand({
          StreamName: context.name,
          Records: Array.from({ length: batchEntries }, (_, entry) => ({
            PartitionKey: `truck_${entry}`,
            Data: payload(`${index}#${entry}`),
          })),
        }),
        options,
      ),
    );
  });
}

async function askControlPlane(rig: KinesisRig, shards: readonly Shard[]): Promise<void> {
  const { client, context, sampler, signal } = rig;
  const StreamName = context.name;
  const count = Math.min(rig.samples, mostControlSamples);
  const ask = (what: string, send: (index: number) => Parameters<Sampler["time"]>[1]) =>
    sampler.repeat(what, count, async (index) => {
      await context.sleep(controlPauseMs, signal);
      await sampler.time(what, send(index));
    });
  await ask("kinesis.GetShardIterator", (index) => (options) => {
    const ShardId = shards[index % shards.length]!.id;
    const place = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
    return client.send(new GetShardIteratorCommand(place), options);
  });
  await ask(
    "kinesis.ListShards",
    () => (options) => client.send(new ListShardsCommand({ StreamName }), options),
  );
  await ask(
    "kinesis.DescribeStreamSummary",
    () => (options) => client.send(new DescribeStreamSummaryCommand({ StreamName }), options),
  );
}
