import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";

import { TargetError } from "../../errors.ts";
import type { KinesisDesign } from "../../scenario/scenario.ts";
import { reasonOf, watchAttempts } from "../attempts.ts";
import type { Channel, ChannelContext, Message, PublishOutcome } from "../broker.ts";
import { prices, putPayloadUnits } from "../price.ts";
import { failedOutcomes } from "../publish-outcome.ts";
import { shardLane } from "./shard-lane.ts";

const statusPollMs = 500;
const createTimeoutMs = 120_000;
const encoder = new TextEncoder();

/** Creates the stream, waits until it is ACTIVE and returns it as a channel whose lanes are its shards. */
export async function openKinesisChannel(
  client: KinesisClient,
  design: KinesisDesign,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<Channel> {
  const StreamName = context.name;
  await client.send(
    new CreateStreamCommand({
      StreamName,
      ShardCount: design.shards,
      StreamModeDetails: { StreamMode: "PROVISIONED" },
    }),
    { abortSignal: signal },
  );
  await streamActive(client, StreamName, context, signal);
  return kinesisChannel(client, design, context);
}

async function streamActive(
  client: KinesisClient,
  StreamName: string,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = context.nowMs() + createTimeoutMs;
  while (context.nowMs() < deadlineMs && !signal.aborted) {
    const { StreamDescriptionSummary: summary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamName }),
      { abortSignal: signal },
    );
    if (summary?.RecordDistributionStrategy === "AUTO") {
      throw new TargetError(
        `stream ${StreamName} distributes records by itself (RecordDistributionStrategy AUTO): partition keys are ignored, so no order can be measured`,
      );
    }
    if (summary?.StreamStatus === "ACTIVE") return;
    await context.sleep(statusPollMs, signal);
  }
  throw new TargetError(`stream ${StreamName} did not become ACTIVE`);
}

function kinesisChannel(
  client: KinesisClient,
  design: KinesisDesign,
  context: ChannelContext,
): Channel {
  const StreamName = context.name;
  const attemptsOf = watchAttempts(client, context);
  /** The last sequence number per partition key, for SequenceNumberForOrdering. */
  const lastPosition = new Map<string, string>();
  let putUnits = 0;

  const bill = (message: Message): void => {
    putUnits += putPayloadUnits(message.body.length + message.routingKey.length);
  };

  const putOne = async (message: Message, signal: AbortSignal): Promise<PublishOutcome> => {
    const previous = design.sequenceNumberForOrdering
      ? lastPosition.get(message.routingKey)
      : undefined;
    const input = {
      StreamName,
      PartitionKey: message.routingKey,
      Data: encoder.encode(message.body),
      ...(previous === undefined ? {} : { SequenceNumberForOrdering: previous }),
    };
    try {
      const output = await client.send(new PutRecordCommand(input), { abortSignal: signal });
      bill(message);
      const position = output.SequenceNumber ?? "";
      if (design.sequenceNumberForOrdering) lastPosition.set(message.routingKey, position);
      return { type: "accepted", lane: output.ShardId ?? "", position };
    } catch (error) {
      return failedOutcomes(error, attemptsOf(input), 1, signal)[0]!;
    }
  };

  const putMany = async (
    messages: readonly Message[],
    signal: AbortSignal,
  ): Promise<readonly PublishOutcome[]> => {
    const input = {
      StreamName,
      Records: messages.map((message) => ({
        PartitionKey: message.routingKey,
        Data: encoder.encode(message.body),
      })),
    };
    try {
      const output = await client.send(new PutRecordsCommand(input), { abortSignal: signal });
      const outcomes = messages.map((message, index) => {
        const entry = output.Records?.[index];
        if (entry?.ErrorCode === undefined) bill(message);
        return entryOutcome(entry);
      });
      recordThrottledEntries(output.Records ?? [], context);
      return outcomes;
    } catch (error) {
      return failedOutcomes(error, attemptsOf(input), messages.length, signal);
    }
  };

  return {
    maxBatchEntries: 500,
    maxBatchBytes: 10 * 1024 * 1024,
    publish: async (messages, signal) =>
      messages.length === 1 ? [await putOne(messages[0]!, signal)] : putMany(messages, signal),
    lanes: async (signal) => {
      const { Shards } = await client.send(new ListShardsCommand({ StreamName }), {
        abortSignal: signal,
      });
      return (Shards ?? []).map((shard) =>
        shardLane(client, StreamName, shard.ShardId ?? "", context),
      );
    },
    costUsd: (durationMs) =>
      (design.shards * prices.kinesisShardHour * durationMs) / 3_600_000 +
      (putUnits * prices.kinesisPutUnitsPerMillion) / 1e6,
    [Symbol.asyncDispose]: async () => {
      try {
        await client.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
      } catch (error) {
        throw new TargetError(
          `could not delete stream ${StreamName}: ${reasonOf(error)}. Delete it by hand.`,
          { cause: error },
        );
      }
    },
  };
}

interface PutRecordsEntry {
  readonly SequenceNumber?: string | undefined;
  readonly ShardId?: string | undefined;
  readonly ErrorCode?: string | undefined;
}

function entryOutcome(entry: PutRecordsEntry | undefined): PublishOutcome {
  if (entry === undefined) return { type: "uncertain", reason: "no result for this record" };
  if (entry.ErrorCode === undefined) {
    return {
      type: "accepted",
      lane: entry.ShardId ?? "",
      position: entry.SequenceNumber ?? "",
    };
  }
  return { type: "refused", reason: entry.ErrorCode };
}

function recordThrottledEntries(entries: readonly PutRecordsEntry[], context: ChannelContext) {
  const throttled = entries.filter(
    (entry) => entry.ErrorCode === "ProvisionedThroughputExceededException",
  ).length;
  if (throttled === 0) return;
  context.record({
    type: "throttle",
    atMs: context.nowMs(),
    action: "PutRecords",
    entries: throttled,
  });
}
