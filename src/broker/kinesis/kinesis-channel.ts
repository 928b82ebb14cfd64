import {
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";

import { type Attempts, failedOutcome, watchAttempts } from "../../client/attempts.ts";
import { patiently } from "../../client/patience.ts";
import { billedGb, prices, putPayloadUnits } from "../../cost/prices.ts";
import type { KinesisDesign } from "../../scenario/scenario.ts";
import type { Channel, ChannelContext, Lane, Message, PublishOutcome } from "../broker.ts";
import { fanOutLane } from "./fan-out-lane.ts";
import { shardLane } from "./shard-lane.ts";
import { registerConsumers } from "./stream-consumers.ts";
import { createStream, deleteStream } from "./stream-life.ts";

const encoder = new TextEncoder();

/** Creates the stream, waits until it is ACTIVE and returns it as a channel whose lanes are its shards. */
export async function openKinesisChannel(
  client: KinesisClient,
  design: KinesisDesign,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<Channel> {
  await createStream(client, design, context, signal);
  if (design.read !== "fan-out") return new KinesisChannel(client, design, context, new Map());
  const apps = design.consumers.map(({ app }) => app);
  try {
    const arns = await registerConsumers(client, apps, context, signal);
    return new KinesisChannel(client, design, context, arns);
  } catch (error) {
    await deleteStream(client, context);
    throw error;
  }
}

class KinesisChannel implements Channel {
  /** PutRecords: 500 records, 10 MiB with their keys (K-SDK PutRecords, KDG/service-sizes-and-limits). */
  readonly maxBatchEntries = 500;
  readonly maxBatchBytes = 10 * 1024 * 1024;
  readonly #client: KinesisClient;
  readonly #design: KinesisDesign;
  readonly #context: ChannelContext;
  readonly #attemptsOf: (input: object) => Attempts;
  /** The last sequence number per partition key, for SequenceNumberForOrdering. */
  readonly #lastPosition = new Map<string, string>();
  /** The consumers registered for enhanced fan-out, by application. */
  readonly #consumerArns: ReadonlyMap<string, string>;
  #putUnits = 0;
  #fanOutBytes = 0;

  constructor(
    client: KinesisClient,
    design: KinesisDesign,
    context: ChannelContext,
    consumerArns: ReadonlyMap<string, string>,
  ) {
    this.#client = client;
    this.#design = design;
    this.#context = context;
    this.#consumerArns = consumerArns;
    this.#attemptsOf = watchAttempts(client, context);
  }

  async publish(
    messages: readonly Message[],
    signal: AbortSignal,
  ): Promise<readonly PublishOutcome[]> {
    const [first] = messages;
    if (first !== undefined && messages.length === 1) return [await this.#putOne(first, signal)];
    return this.#putMany(messages, signal);
  }

  async lanes(signal: AbortSignal): Promise<readonly Lane[]> {
    const StreamName = this.#context.name;
    const list = () =>
      this.#client.send(new ListShardsCommand({ StreamName }), { abortSignal: signal });
    const context = this.#context;
    const { Shards } = await patiently(list, { action: "ListShards", context, signal });
    return (Shards ?? []).map(({ ShardId = "" }) =>
      this.#design.read === "fan-out"
        ? this.#fanOutLane(ShardId)
        : shardLane(this.#client, { StreamName, ShardId }, this.#context),
    );
  }

  costUsd(durationMs: number): number {
    const fanOutHours = (this.#consumerArns.size * this.#design.shards * durationMs) / 3_600_000;
    return (
      (this.#design.shards * prices.kinesisShardHour * durationMs) / 3_600_000 +
      (this.#putUnits * prices.kinesisPutUnitsPerMillion) / 1e6 +
      fanOutHours * prices.kinesisFanOutHour +
      (this.#fanOutBytes * prices.kinesisFanOutPerGb) / billedGb
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return deleteStream(this.#client, this.#context);
  }

  #fanOutLane(shardId: string): Lane {
    const shard = {
      shardId,
      consumerArn: (app: string) => this.#consumerArns.get(app) ?? "",
      onBytes: (bytes: number) => {
        this.#fanOutBytes += bytes;
      },
    };
    return fanOutLane(this.#client, shard, this.#context);
  }

  async #putOne(message: Message, signal: AbortSignal): Promise<PublishOutcome> {
    const ordering = this.#design.sequenceNumberForOrdering === true;
    const previous = ordering ? this.#lastPosition.get(message.routingKey) : undefined;
    const input = {
      StreamName: this.#context.name,
      PartitionKey: message.routingKey,
      Data: encoder.encode(message.body),
      ...(previous === undefined ? {} : { SequenceNumberForOrdering: previous }),
    };
    try {
      const output = await this.#client.send(new PutRecordCommand(input));
      this.#bill(message);
      const { ShardId: lane = "", SequenceNumber: position = "" } = output;
      if (ordering) this.#lastPosition.set(message.routingKey, position);
      return { type: "accepted", lane, position };
    } catch (error) {
      return failedOutcome(error, this.#attemptsOf(input), signal);
    }
  }

  async #putMany(
    messages: readonly Message[],
    signal: AbortSignal,
  ): Promise<readonly PublishOutcome[]> {
    const input = {
      StreamName: this.#context.name,
      Records: messages.map((message) => ({
        PartitionKey: message.routingKey,
        Data: encoder.encode(message.body),
      })),
    };
    try {
      const { Records = [] } = await this.#client.send(new PutRecordsCommand(input));
      recordThrottledEntries(Records, this.#context);
      return messages.map((message, index) => {
        const outcome = entryOutcome(Records[index]);
        if (outcome.type === "accepted") this.#bill(message);
        return outcome;
      });
    } catch (error) {
      const outcome = failedOutcome(error, this.#attemptsOf(input), signal);
      return messages.map(() => outcome);
    }
  }

  #bill(message: Message): void {
    this.#putUnits += putPayloadUnits(message.body.length + message.routingKey.length);
  }
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

function recordThrottledEntries(
  entries: readonly PutRecordsEntry[],
  context: ChannelContext,
): void {
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
