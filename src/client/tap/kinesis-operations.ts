import type {
  GetRecordsCommandInput,
  GetRecordsCommandOutput,
  GetShardIteratorCommandInput,
  GetShardIteratorCommandOutput,
  PutRecordCommandInput,
  PutRecordCommandOutput,
  PutRecordsCommandInput,
  PutRecordsCommandOutput,
  PutRecordsResultEntry,
  _Record,
  SubscribeToShardCommandInput,
  SubscribeToShardCommandOutput,
  SubscribeToShardEventStream,
} from "@aws-sdk/client-kinesis";

import { membersOf } from "../aggregated-record.ts";
import type { Fate } from "../fate.ts";
import type { Life } from "../life.ts";
import { isExpiredIterator } from "../sdk-errors.ts";
import { subPosition } from "../sub-position.ts";
import type { Exchange, Operations } from "./operation.ts";
import { OwnReaders } from "./own-readers.ts";
import type { RunTraffic } from "./run-traffic.ts";
import type { Seal } from "./seal.ts";
import type { ShardFamilies } from "./shard-families.ts";
import type { Caller, Tapped } from "./tap-context.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Lane of what an iterator gives that no client of this run asked for. */
const unknownShard = "(unknown shard)";

export interface KinesisOptions {
  readonly families: ShardFamilies;
  readonly seal: Seal | undefined;
  /** Records hold several events, and positions say which of them. */
  readonly isAggregated: boolean;
}

/** The Kinesis actions that move events. */
export function kinesisOperations(
  traffic: RunTraffic,
  { families, seal, isAggregated }: KinesisOptions,
): Operations {
  const readers = new OwnReaders(traffic.context, families, isAggregated);
  const kinesis = new KinesisTap(traffic, readers, { seal, isAggregated });
  return {
    PutRecord: (input) => kinesis.putRecord(input as PutRecordCommandInput),
    PutRecords: (input) => kinesis.putRecords(input as PutRecordsCommandInput),
    ListShards: (_, user) => readers.listing(user),
    DescribeStream: (_, user) => readers.describing(user),
    GetShardIterator: (input, user) =>
      kinesis.getShardIterator(input as GetShardIteratorCommandInput, user),
    GetRecords: (input, user) => kinesis.getRecords(input as GetRecordsCommandInput, user),
    SubscribeToShard: (input, user) =>
      kinesis.subscribeToShard(input as SubscribeToShardCommandInput, user),
  };
}

class KinesisTap {
  readonly #traffic: RunTraffic;
  readonly #readers: OwnReaders;
  readonly #seal: Seal | undefined;
  /** Records hold several events, and positions say which of them. */
  readonly #isAggregated: boolean;

  constructor(
    traffic: RunTraffic,
    readers: OwnReaders,
    { seal, isAggregated }: Pick<KinesisOptions, "seal" | "isAggregated">,
  ) {
    this.#traffic = traffic;
    this.#readers = readers;
    this.#seal = seal;
    this.#isAggregated = isAggregated;
  }

  putRecord(input: PutRecordCommandInput): Exchange {
    const { Data, PartitionKey = "" } = input;
    const members = this.#membersOf(Data, PartitionKey);
    const sendings = this.#traffic.send(members);
    const sealed = this.#sealed(Data);
    return {
      sendings,
      ...(sealed !== undefined && { input: { ...input, Data: sealed } }),
      answered: (output) => {
        const { ShardId: lane = "", SequenceNumber: position = "" } =
          output as PutRecordCommandOutput;
        const fates = members.map((_, place): Fate => ({
          type: "accepted",
          lane,
          position: this.#isAggregated ? subPosition(position, place) : position,
        }));
        this.#traffic.context.usage.put(sizeOf(sealed ?? Data, PartitionKey));
        this.#traffic.settle(sendings, fates);
        return { fates };
      },
      failed: (error, attempts) => this.#traffic.fail(sendings, error, attempts),
    };
  }

  putRecords(input: PutRecordsCommandInput): Exchange {
    const { context } = this.#traffic;
    const given = input.Records ?? [];
    const sendings = this.#traffic.send(
      given.map(({ Data, PartitionKey = "" }) => ({
        body: decoder.decode(Data),
        routingKey: PartitionKey,
      })),
    );
    const records =
      this.#seal === undefined
        ? given
        : given.map((record) => ({ ...record, Data: this.#sealed(record.Data) }));
    return {
      sendings,
      ...(records !== given && { input: { ...input, Records: records } }),
      answered: (output) => {
        const results = (output as PutRecordsCommandOutput).Records ?? [];
        const fates = given.map((_, index) => entryFate(results[index]));
        const entries = results.filter(({ ErrorCode }) => ErrorCode === throughputExceeded).length;
        if (entries > 0) {
          const atMs = context.nowMs();
          context.record({ type: "throttle", atMs, action: "PutRecords", entries });
        }
        for (const [index, { type }] of fates.entries()) {
          const { Data, PartitionKey } = records[index]!;
          if (type === "accepted") context.usage.put(sizeOf(Data, PartitionKey));
        }
        this.#traffic.settle(sendings, fates);
        return { fates };
      },
      failed: (error, attempts) => this.#traffic.fail(sendings, error, attempts),
    };
  }

  getShardIterator(input: GetShardIteratorCommandInput, user: Tapped): Exchange {
    const { ShardId = unknownShard } = input;
    return {
      answered: (output) => {
        const { ShardIterator } = output as GetShardIteratorCommandOutput;
        if (ShardIterator !== undefined) this.#traffic.iterators.set(ShardIterator, ShardId);
        this.#readers.iterates(input, user);
        return {};
      },
    };
  }

  getRecords({ ShardIterator = "" }: GetRecordsCommandInput, user: Tapped): Exchange {
    return {
      answered: (output) => {
        const { iterators } = this.#traffic;
        const answer = output as GetRecordsCommandOutput;
        const { NextShardIterator, Records = [] } = answer;
        const lane = iterators.get(ShardIterator) ?? unknownShard;
        if (NextShardIterator !== undefined) iterators.set(NextShardIterator, lane);
        const { usage } = this.#traffic.context;
        for (const { Data, PartitionKey } of Records) usage.read(sizeOf(Data, PartitionKey));
        const opened = this.#opened(Records);
        this.#deliver(opened, lane, user.caller);
        if (NextShardIterator === undefined) this.#readers.ends(lane, answer.ChildShards, user);
        return opened === Records ? {} : { output: { ...output, Records: opened } };
      },
      failed: (error) => {
        if (!isExpiredIterator(error)) return undefined;
        const { iterators, context } = this.#traffic;
        const lane = iterators.get(ShardIterator) ?? unknownShard;
        const atMs = context.nowMs();
        context.record({ type: "lease", ...user.caller, lane, action: "expired", atMs });
        this.#readers.stops(lane, user);
        return undefined;
      },
    };
  }

  subscribeToShard(
    { ShardId = unknownShard, StartingPosition }: SubscribeToShardCommandInput,
    user: Tapped,
  ): Exchange {
    return {
      answered: (output) => {
        const { EventStream } = output as SubscribeToShardCommandOutput;
        if (EventStream === undefined) return {};
        this.#readers.subscribes(ShardId, StartingPosition, user);
        const seen = (event: SubscribeToShardEventStream): SubscribeToShardEventStream =>
          this.#pushed(event, ShardId, user);
        return { output: { ...output, EventStream: mapped(EventStream, seen, user.life) } };
      },
    };
  }

  #pushed(
    event: SubscribeToShardEventStream,
    lane: string,
    user: Tapped,
  ): SubscribeToShardEventStream {
    const pushed = event.SubscribeToShardEvent;
    if (pushed?.Records === undefined) return event;
    const { usage } = this.#traffic.context;
    for (const { Data, PartitionKey } of pushed.Records) usage.fanOut(sizeOf(Data, PartitionKey));
    const Records = this.#opened(pushed.Records);
    this.#deliver(Records, lane, user.caller);
    if (pushed.ChildShards !== undefined) this.#readers.ends(lane, pushed.ChildShards, user);
    return { SubscribeToShardEvent: { ...pushed, Records } };
  }

  /** The events that a record holds. */
  #membersOf(data: Uint8Array | undefined, partitionKey: string) {
    const members = this.#isAggregated && data !== undefined ? membersOf(data) : undefined;
    return (members ?? [{ partitionKey, data }]).map(({ partitionKey: routingKey, data: one }) => ({
      body: decoder.decode(one),
      routingKey,
    }));
  }

  #deliver(records: readonly _Record[], lane: string, caller: Caller): void {
    for (const { Data, PartitionKey = "", SequenceNumber: position = "" } of records) {
      if (this.#isAggregated) {
        for (const [place, { body }] of this.#membersOf(Data, PartitionKey).entries()) {
          this.#traffic.deliver({ body, lane, position: subPosition(position, place) }, caller);
        }
      } else this.#traffic.deliver({ body: decoder.decode(Data), lane, position }, caller);
    }
  }

  #sealed(data: Uint8Array | undefined): Uint8Array | undefined {
    return this.#seal && encoder.encode(this.#seal.close(decoder.decode(data)));
  }

  #opened(records: _Record[]): _Record[] {
    const seal = this.#seal;
    if (seal === undefined) return records;
    return records.map((record) => ({
      ...record,
      Data: encoder.encode(seal.open(decoder.decode(record.Data))),
    }));
  }
}

const throughputExceeded = "ProvisionedThroughputExceededException";

/** Bytes that count: data and partition key. */
function sizeOf(data: Uint8Array | undefined, partitionKey = ""): number {
  return (data?.length ?? 0) + Buffer.byteLength(partitionKey);
}

function entryFate(entry: PutRecordsResultEntry | undefined): Fate {
  if (entry === undefined) return { type: "uncertain", reason: "no result for this record" };
  if (entry.ErrorCode === undefined) {
    return { type: "accepted", lane: entry.ShardId ?? "", position: entry.SequenceNumber ?? "" };
  }
  return { type: "refused", reason: entry.ErrorCode };
}

/** The same events, each seen as it is taken: late by one who is paused, never by the dead. */
function mapped<Event>(
  events: AsyncIterable<Event>,
  see: (event: Event) => Event,
  life: Life | undefined,
): AsyncIterable<Event> {
  return {
    [Symbol.asyncIterator]: () => {
      const source = events[Symbol.asyncIterator]();
      return {
        next: async () => {
          const take = () => source.next();
          const result = await (life === undefined ? take() : life.live(take));
          return result.done === true ? result : { done: false, value: see(result.value) };
        },
        return: async () => (await source.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}
