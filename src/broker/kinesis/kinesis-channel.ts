import {
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type Shard,
} from "@aws-sdk/client-kinesis";

import { aggregate } from "../../client/aggregated-record.ts";
import type { Fate } from "../../client/fate.ts";
import { patiently } from "../../client/patience.ts";
import { listedShard, parentsOf } from "../../client/tap/shard-families.ts";
import type { ResolvedKinesisDesign } from "../../scenario/resolved.ts";
import type {
  Channel,
  ChannelAddress,
  ChannelContext,
  ChannelRun,
  Lane,
  Message,
} from "../broker.ts";
import { fatesOf } from "../fates-of.ts";
import { fanOutLane } from "./fan-out-lane.ts";
import { updateShardCount } from "./reshard.ts";
import { shardLane } from "./shard-lane.ts";
import { registerConsumers } from "./stream-consumers.ts";
import { createStream, deleteStream } from "./stream-life.ts";

const encoder = new TextEncoder();

/** Creates the stream, waits until it is ACTIVE and returns it as a channel whose lanes are its shards. */
export async function openKinesisChannel(
  client: KinesisClient,
  design: ResolvedKinesisDesign,
  context: ChannelContext,
  run: ChannelRun,
  signal: AbortSignal,
): Promise<Channel> {
  const arn = await createStream(client, design, context, signal);
  if (design.read !== "fan-out") {
    return new KinesisChannel({ client, design, context, run, arn, consumerArns: new Map() });
  }
  const apps = design.consumers.map(({ app }) => app);
  try {
    const consumerArns = await registerConsumers(client, apps, context, signal);
    return new KinesisChannel({ client, design, context, run, arn, consumerArns });
  } catch (error) {
    await deleteStream(client, context);
    throw error;
  }
}

interface OpenStream {
  readonly client: KinesisClient;
  readonly design: ResolvedKinesisDesign;
  readonly context: ChannelContext;
  readonly run: ChannelRun;
  readonly arn: string;
  /** The consumers registered for enhanced fan-out, by application. */
  readonly consumerArns: ReadonlyMap<string, string>;
}

class KinesisChannel implements Channel {
  /** PutRecords: 500 records, 10 MiB with their keys (K-SDK PutRecords, KDG/service-sizes-and-limits). */
  readonly maxBatchEntries = 500;
  readonly maxBatchBytes = 10 * 1024 * 1024;
  readonly address: ChannelAddress;
  readonly #stream: OpenStream;
  /** The last sequence number per partition key, for SequenceNumberForOrdering. */
  readonly #lastPosition = new Map<string, string>();

  constructor(stream: OpenStream) {
    this.address = { kind: "stream", name: stream.context.name, arn: stream.arn };
    this.#stream = stream;
    const { bill } = stream.run;
    if (stream.design.onDemand) bill.onDemand();
    else bill.shardsFrom(0, stream.design.shards);
  }

  async publish(messages: readonly Message[]): Promise<readonly Fate[]> {
    return messages.length === 1 ? this.#putOne(messages[0]!) : this.#putMany(messages);
  }

  publishTogether(messages: readonly Message[]): Promise<readonly Fate[]> {
    const { client, context, run } = this.#stream;
    const first = messages[0]!;
    // As the KPL has it, one by itself goes as it is.
    const Data =
      messages.length === 1
        ? encoder.encode(first.body)
        : aggregate(
            messages.map(({ routingKey, body }) => ({
              partitionKey: routingKey,
              data: encoder.encode(body),
            })),
          );
    const input = { StreamName: context.name, PartitionKey: first.routingKey, Data };
    return fatesOf(client.send(new PutRecordCommand(input)), input, run);
  }

  async lanes(signal: AbortSignal): Promise<readonly Lane[]> {
    const { design, context, run, consumerArns } = this.#stream;
    const shards = await this.#shards(signal);
    run.families.learn(shards.map(listedShard));
    return shards.map((shard) => {
      const listed = {
        StreamName: context.name,
        ShardId: shard.ShardId!,
        parents: parentsOf(shard),
        isClosed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
        dateOf: run.dateOf,
        isAggregated: design.producer.kind === "aggregated",
      };
      if (design.read !== "fan-out") return shardLane(listed);
      return fanOutLane({ ...listed, consumerArn: (app) => consumerArns.get(app)! });
    });
  }

  async reshard(toShards: number, signal: AbortSignal): Promise<void> {
    const { client, context, run } = this.#stream;
    if (run.families.isEmpty) await this.lanes(signal);
    await updateShardCount(client, toShards, context, signal, () => this.lanes(signal));
    run.bill.shardsFrom(context.nowMs(), toShards);
  }

  costUsd(durationMs: number): number {
    const { run, consumerArns } = this.#stream;
    return run.bill.streamUsd(durationMs, consumerArns.size);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return deleteStream(this.#stream.client, this.#stream.context);
  }

  /** All pages: a page has at most 1,000 shards (K-SDK ListShards). */
  async #shards(signal: AbortSignal): Promise<readonly Shard[]> {
    const { client, context } = this.#stream;
    const shards: Shard[] = [];
    let NextToken: string | undefined;
    do {
      const asked = NextToken === undefined ? { StreamName: context.name } : { NextToken };
      const list = () => client.send(new ListShardsCommand(asked), { abortSignal: signal });
      const page = await patiently(list, { action: "ListShards", context, signal });
      shards.push(...(page.Shards ?? []));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return shards;
  }

  async #putOne(message: Message): Promise<readonly Fate[]> {
    const { client, design, context, run } = this.#stream;
    const ordering = design.sequenceNumberForOrdering;
    const previous = ordering ? this.#lastPosition.get(message.routingKey) : undefined;
    const input = {
      StreamName: context.name,
      PartitionKey: message.routingKey,
      ...hashKeyOf(message),
      Data: encoder.encode(message.body),
      ...(previous === undefined ? {} : { SequenceNumberForOrdering: previous }),
    };
    const fates = await fatesOf(client.send(new PutRecordCommand(input)), input, run);
    const [fate] = fates;
    if (ordering && fate?.type === "accepted") {
      this.#lastPosition.set(message.routingKey, fate.position);
    }
    return fates;
  }

  async #putMany(messages: readonly Message[]): Promise<readonly Fate[]> {
    const { client, context, run } = this.#stream;
    const input = {
      StreamName: context.name,
      Records: messages.map((message) => ({
        PartitionKey: message.routingKey,
        ...hashKeyOf(message),
        Data: encoder.encode(message.body),
      })),
    };
    return fatesOf(client.send(new PutRecordsCommand(input)), input, run);
  }
}

function hashKeyOf({ hashKey }: Message): { readonly ExplicitHashKey?: string } {
  return hashKey === undefined ? {} : { ExplicitHashKey: hashKey };
}
