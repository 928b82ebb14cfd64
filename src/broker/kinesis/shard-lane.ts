import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
} from "@aws-sdk/client-kinesis";

import { isThrottle } from "../attempts.ts";
import type { ChannelContext, Delivery, Lane, Reader, ReadingOptions } from "../broker.ts";

const decoder = new TextDecoder();

/** A shard as a lane. Readers start at TRIM_HORIZON, so that nothing written before they came is missed. */
export function shardLane(
  client: KinesisClient,
  StreamName: string,
  ShardId: string,
  context: ChannelContext,
): Lane {
  return {
    id: ShardId,
    access: "exclusive",
    open: (reading) => shardReader(client, StreamName, ShardId, context, reading),
  };
}

function shardReader(
  client: KinesisClient,
  StreamName: string,
  ShardId: string,
  context: ChannelContext,
  reading: ReadingOptions,
): Reader {
  let iterator: string | undefined;
  /** The last sequence number read: where a fresh iterator continues. */
  let lastRead: string | undefined;
  // Readers of different shards do not poll in step: each begins at a random moment of its interval.
  let nextPollAtMs = context.nowMs() + Math.random() * reading.pollMs;
  let ended = false;

  const freshIterator = async (signal: AbortSignal): Promise<string | undefined> => {
    const from =
      lastRead === undefined
        ? ({ ShardIteratorType: "TRIM_HORIZON" } as const)
        : ({
            ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
            StartingSequenceNumber: lastRead,
          } as const);
    const output = await client.send(new GetShardIteratorCommand({ StreamName, ShardId, ...from }), {
      abortSignal: signal,
    });
    return output.ShardIterator;
  };

  const poll = async (signal: AbortSignal): Promise<readonly Delivery[]> => {
    iterator ??= await freshIterator(signal);
    const output = await client.send(
      new GetRecordsCommand({ ShardIterator: iterator, Limit: reading.maxEvents }),
      { abortSignal: signal },
    );
    iterator = output.NextShardIterator ?? undefined;
    ended = iterator === undefined;
    const deliveries = (output.Records ?? []).map((record) => ({
      body: decoder.decode(record.Data),
      lane: ShardId,
      position: record.SequenceNumber ?? "",
      handle: record.SequenceNumber ?? "",
    }));
    lastRead = deliveries.at(-1)?.position ?? lastRead;
    return deliveries;
  };

  return {
    ended: () => ended,
    receive: async (signal) => {
      if (ended) return [];
      await context.sleep(nextPollAtMs - context.nowMs(), signal);
      if (signal.aborted) return [];
      nextPollAtMs = context.nowMs() + reading.pollMs;
      try {
        return await poll(signal);
      } catch (error) {
        if (signal.aborted) return [];
        if (error instanceof ExpiredIteratorException) iterator = undefined;
        else if (!isThrottle(error)) throw error;
        return [];
      }
    },
    // The checkpoint of a reader that lives as long as the run is its iterator; a lease table comes with consumer crashes.
    settle: async () => {},
  };
}
