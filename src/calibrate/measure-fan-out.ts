import {
  type KinesisClient,
  PutRecordCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";

import { registerConsumers } from "../broker/kinesis/stream-consumers.ts";
import { type KinesisRig, payload, type Shard } from "./kinesis-rig.ts";

const app = "calibrate";
const pauseMs = 30;
/** How long the last pushes may take, and how often to look, in milliseconds. */
const lingerMs = 5000;
const lookMs = 50;
/** A subscription lasts five minutes (K-SDK SubscribeToShard); this leaves some. */
const mostSendingMs = 240_000;

/** From the middle of a put to its push, in milliseconds, one for each record; empty where enhanced fan-out is not offered. */
export async function measureFanOut(rig: KinesisRig, shard: Shard): Promise<readonly number[]> {
  const { client, context, sampler, signal } = rig;
  const end = new AbortController();
  try {
    const arns = await registerConsumers(client, [app], context, signal);
    const arrivals = await subscribe(client, arns.get(app) ?? "", shard, {
      abortSignal: AbortSignal.any([signal, end.signal]),
    });
    return await putAndWait(rig, shard, arrivals);
  } catch (error) {
    signal.throwIfAborted();
    sampler.isNotOffered("kinesis.SubscribeToShard", error);
    return [];
  } finally {
    end.abort();
  }
}

/** When each record was pushed, by sequence number; filled as long as the subscription lasts. */
async function subscribe(
  client: KinesisClient,
  ConsumerARN: string,
  { id }: Shard,
  options: { readonly abortSignal: AbortSignal },
): Promise<ReadonlyMap<string, number>> {
  const { EventStream } = await client.send(
    new SubscribeToShardCommand({
      ConsumerARN,
      ShardId: id,
      StartingPosition: { Type: "LATEST" },
    }),
    options,
  );
  const arrivals = new Map<string, number>();
  const listen = async (): Promise<void> => {
    for await (const { SubscribeToShardEvent } of EventStream ?? []) {
      const atMs = performance.now();
      for (const { SequenceNumber = "" } of SubscribeToShardEvent?.Records ?? []) {
        arrivals.set(SequenceNumber, atMs);
      }
    }
  };
  // A subscription that breaks pushes nothing more: what is missing shows in the counts.
  listen().catch(() => {});
  return arrivals;
}

async function putAndWait(
  { client, context, sampler, samples, signal }: KinesisRig,
  shard: Shard,
  arrivals: ReadonlyMap<string, number>,
): Promise<readonly number[]> {
  const puts = new Map<string, number>();
  const untilMs = performance.now() + mostSendingMs;
  await sampler.repeat("kinesis.SubscribeToShard", samples, async (index) => {
    if (performance.now() > untilMs) return;
    await context.sleep(pauseMs, signal);
    const { output, middleMs } = await sampler.time("kinesis.PutRecord", (options) =>
      client.send(
        new PutRecordCommand({
          StreamName: context.name,
          PartitionKey: "calibrate",
          ExplicitHashKey: shard.hashKey,
          Data: payload(`pushed#${index}`),
        }),
        options,
      ),
    );
    puts.set(output.SequenceNumber ?? "", middleMs);
  });
  const sentMs = performance.now();
  while (performance.now() < sentMs + lingerMs && ![...puts.keys()].every((n) => arrivals.has(n))) {
    await context.sleep(lookMs, signal);
    signal.throwIfAborted();
  }
  const delays = [...puts].flatMap(([number, putMs]) => {
    const arrivedMs = arrivals.get(number);
    return arrivedMs === undefined ? [] : [Math.max(0, arrivedMs - putMs)];
  });
  if (delays.length === 0) throw new Error("nothing was pushed");
  return delays;
}
