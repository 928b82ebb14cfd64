import assert from "node:assert/strict";

import {
  type _Record,
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  type PutRecordCommandInput,
  type PutRecordCommandOutput,
  type Shard,
  type StreamDescriptionSummary,
} from "@aws-sdk/client-kinesis";

import { at, eventually, present, sleep } from "../expect.ts";

export interface CreateStreamOptions {
  /** Default 1; ignored in on-demand mode. */
  readonly shards?: number;
  readonly mode?: "ON_DEMAND";
}

/** A change of a stream takes half a minute, and now and then more (awslabs/amazon-kinesis-scaling-utils). */
export const changeMs = 180_000;

/** Five GetRecords per second and shard are allowed (KDG/service-sizes-and-limits). */
const betweenReadsMs = 220;

export async function createStream(
  client: KinesisClient,
  name: string,
  { shards = 1, mode }: CreateStreamOptions,
): Promise<TestStream> {
  await client.send(
    new CreateStreamCommand({
      StreamName: name,
      ...(mode === undefined
        ? { ShardCount: shards }
        : { StreamModeDetails: { StreamMode: mode } }),
    }),
  );
  const stream = new TestStream(client, name);
  await stream.untilActive();
  return stream;
}

/** A stream with the calls that checks make of it. */
export class TestStream {
  readonly name: string;
  readonly #client: KinesisClient;

  constructor(client: KinesisClient, name: string) {
    this.#client = client;
    this.name = name;
  }

  async summary(): Promise<StreamDescriptionSummary> {
    const command = new DescribeStreamSummaryCommand({ StreamName: this.name });
    const { StreamDescriptionSummary } = await this.#client.send(command);
    return present(StreamDescriptionSummary, "StreamDescriptionSummary");
  }

  async arn(): Promise<string> {
    return present((await this.summary()).StreamARN, "StreamARN");
  }

  /** Waits until a change to the stream is done. */
  async untilActive(): Promise<void> {
    await eventually(
      async () => ((await this.summary()).StreamStatus === "ACTIVE" ? true : undefined),
      "the stream is not ACTIVE",
      changeMs,
    );
  }

  /** In the order of their numbers. */
  async shards(): Promise<readonly Shard[]> {
    const { Shards = [] } = await this.#client.send(
      new ListShardsCommand({ StreamName: this.name }),
    );
    return Shards;
  }

  async put(
    key: string,
    text: string,
    more: Partial<PutRecordCommandInput> = {},
  ): Promise<PutRecordCommandOutput> {
    const Data = Buffer.from(text);
    return this.#client.send(
      new PutRecordCommand({ StreamName: this.name, PartitionKey: key, Data, ...more }),
    );
  }

  async iterator(
    shardId: string,
    type: GetShardIteratorCommandInput["ShardIteratorType"],
    more: Partial<GetShardIteratorCommandInput> = {},
  ): Promise<string> {
    const { ShardIterator } = await this.#client.send(
      new GetShardIteratorCommand({
        StreamName: this.name,
        ShardId: shardId,
        ShardIteratorType: type,
        ...more,
      }),
    );
    return present(ShardIterator, "ShardIterator");
  }

  /** Reads on from an iterator until there are so many records, page by page. */
  async read(iterator: string, count: number, limit?: number): Promise<readonly _Record[]> {
    const records: _Record[] = [];
    const deadlineMs = performance.now() + 10_000;
    let next: string | undefined = iterator;
    while (records.length < count) {
      assert(next !== undefined, `the shard ended after ${records.length} of ${count} records`);
      assert(
        performance.now() < deadlineMs,
        `only ${records.length} of ${count} records within 10 s`,
      );
      const page: { Records?: _Record[] | undefined; NextShardIterator?: string | undefined } =
        await this.#client.send(
          new GetRecordsCommand({
            ShardIterator: next,
            ...(limit !== undefined && { Limit: limit }),
          }),
        );
      records.push(...(page.Records ?? []));
      next = page.NextShardIterator ?? undefined;
      await sleep(betweenReadsMs);
    }
    return records;
  }

  /** The first records of a shard. */
  async readFirst(shardId: string, count: number): Promise<readonly _Record[]> {
    return this.read(await this.iterator(shardId, "TRIM_HORIZON"), count);
  }

  async onlyShard(): Promise<string> {
    return present(at(await this.shards(), 0).ShardId, "ShardId");
  }
}

export function textOf({ Data }: _Record): string {
  return Buffer.from(present(Data, "Data")).toString();
}

/** Sequence numbers are decimal strings of up to 129 digits (BOTO): compared as whole numbers, never as text. */
export function isGrowing(sequenceNumbers: readonly (string | undefined)[]): boolean {
  const numbers = sequenceNumbers.map((number) => BigInt(present(number, "SequenceNumber")));
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0n));
}
