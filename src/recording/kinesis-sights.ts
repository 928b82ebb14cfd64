/** What the requests to Kinesis tell. */
import { ServiceError } from "../emulator/emulator.ts";
import type { Sight } from "../emulator/host/witness.ts";
import type { LeaseStart } from "../history/record.ts";
import type { Body, Channel, LeasePlace, Reader } from "./channel.ts";
import { isRecord, type Members, textOf } from "./members.ts";
import type { Look, Recordings, Seen } from "./recordings.ts";

type Data = string | Uint8Array;

/** Where to read from. */
interface Start {
  readonly type: unknown;
  readonly number: unknown;
  /** Seconds since the epoch. */
  readonly time: unknown;
}
interface PutResult {
  readonly ShardId?: string;
  readonly SequenceNumber?: string;
  readonly ErrorCode?: string;
}
interface GivenRecord {
  readonly Data: Data;
  readonly PartitionKey?: string;
  readonly SequenceNumber: string;
}
interface ReadOutput {
  readonly Records?: readonly GivenRecord[];
  readonly NextShardIterator?: string;
  readonly ChildShards?: readonly object[];
}

export const kinesisSights: ReadonlyMap<string, Look> = new Map(
  Object.entries<Look>({
    PutRecord: (recordings, { input }) => put(recordings, input, [input]),
    PutRecords: (recordings, { input }) => put(recordings, input, recordsOf(input)),
    GetShardIterator: getShardIterator,
    GetRecords: getRecords,
    SubscribeToShard: subscribe,
    DeleteStream: (recordings, { input }) => ({
      performed: (outcome) => {
        if (!(outcome instanceof ServiceError)) recordings.end(streamOf(input));
      },
    }),
  }),
);

function put(recordings: Recordings, input: Members, records: readonly Members[]): Sight {
  return {
    performed: (outcome) => {
      if (outcome instanceof ServiceError && outcome.name === "ResourceNotFoundException") return;
      const channel = channelOf(recordings, streamOf(input));
      if (channel === undefined) return;
      const { Records: results = [outcome as PutResult] } = outcome as {
        readonly Records?: readonly PutResult[];
      };
      for (const [index, record] of records.entries()) {
        const failed = outcome instanceof ServiceError ? outcome.name : results[index]?.ErrorCode;
        const { ShardId: lane = "", SequenceNumber: position = "" } = results[index] ?? {};
        const body = bodyOf(record["Data"], record["PartitionKey"]);
        if (failed !== undefined) channel.refuse(body, failed);
        else {
          recordings.learnShard(channel, lane);
          channel.accept(body, `${lane} ${position}`, { lane, position });
        }
      }
    },
  };
}

function getShardIterator(recordings: Recordings, request: Seen): Sight {
  const { input } = request;
  return {
    performed: (outcome) => {
      const { ShardIterator } = outcome as { readonly ShardIterator?: string };
      const channel = ShardIterator && channelOf(recordings, streamOf(input));
      if (!ShardIterator || !channel) return;
      const shard = textOf(input["ShardId"]);
      recordings.iterators.set(ShardIterator, { stream: channel.name, shard });
      recordings.learnShard(channel, shard);
      lease(recordings, channel, shard, readerOf(request), {
        type: input["ShardIteratorType"],
        number: input["StartingSequenceNumber"],
        time: input["Timestamp"],
      });
    },
  };
}

function getRecords(recordings: Recordings, request: Seen): Sight | undefined {
  const reading = recordings.iterators.get(textOf(request.input["ShardIterator"]));
  if (reading === undefined) return undefined;
  let output: ReadOutput | undefined;
  return {
    performed: (outcome) => {
      if (outcome instanceof ServiceError) {
        if (outcome.name !== "ExpiredIteratorException") return;
        const channel = recordings.known(reading.stream);
        channel?.stopReading(reading.shard, readerOf(request), "expired");
        return;
      }
      output = outcome as ReadOutput;
      const { NextShardIterator } = output;
      if (NextShardIterator !== undefined) recordings.iterators.set(NextShardIterator, reading);
    },
    left: () => {
      const channel = output && recordings.known(reading.stream);
      if (output === undefined || channel === undefined) return;
      const reader = readerOf(request);
      deliver(channel, reading.shard, reader, output);
      if (output.NextShardIterator === undefined)
        channel.stopReading(reading.shard, reader, "ended");
    },
  };
}

function subscribe(recordings: Recordings, request: Seen): Sight {
  const { ConsumerARN, ShardId, StartingPosition: start } = request.input;
  const shard = textOf(ShardId);
  // arn:aws:kinesis:<region>:<account>:stream/<stream>/consumer/<name>:<created>
  const [, stream = "", , consumer = ""] = textOf(ConsumerARN).split("/");
  const app = consumer.slice(0, consumer.lastIndexOf(":"));
  const reader = { app, consumer: request.caller };
  let channel: Channel | undefined;
  return {
    performed: (outcome) => {
      channel = outcome instanceof ServiceError ? undefined : channelOf(recordings, stream);
      if (channel === undefined) return;
      recordings.learnShard(channel, shard);
      if (!isRecord(start)) return;
      const { Type: type, SequenceNumber: number, Timestamp: time } = start;
      lease(recordings, channel, shard, reader, { type, number, time });
    },
    event: (event) => {
      if (channel === undefined || recordings.known(stream) !== channel) return;
      const output = event as ReadOutput;
      deliver(channel, shard, reader, output);
      if (output.ChildShards !== undefined) channel.stopReading(shard, reader, "ended");
    },
  };
}

function deliver(channel: Channel, lane: string, reader: Reader, { Records }: ReadOutput): void {
  for (const record of Records ?? []) {
    const { SequenceNumber: position, Data: data, PartitionKey } = record;
    channel.deliver(bodyOf(data, PartitionKey), `${lane} ${position}`, reader, { lane, position });
  }
}

function lease(
  recordings: Recordings,
  channel: Channel,
  shard: string,
  reader: Reader,
  { type, number, time }: Start,
): void {
  const at = (from: LeaseStart, place: LeasePlace = {}): void =>
    channel.lease(shard, reader, from, place);
  if (type === "TRIM_HORIZON") at("trim-horizon");
  else if (type === "LATEST") at("latest");
  else if (type === "AT_TIMESTAMP") {
    at("at-timestamp", { fromMs: recordings.atMs(Number(time)) });
  } else {
    const step = type === "AT_SEQUENCE_NUMBER" ? 1n : 0n;
    at("after-position", { fromPosition: String(BigInt(textOf(number)) - step) });
  }
}

/** Who reads on shared throughput does not say for which application: that is who signs. */
function readerOf({ caller }: Seen): Reader {
  return { app: caller, consumer: caller };
}

function channelOf(recordings: Recordings, stream: string): Channel | undefined {
  return recordings.channel(stream, "stream");
}

function streamOf({ StreamName, StreamARN }: Members): string {
  return textOf(StreamName) || (textOf(StreamARN).split("/")[1] ?? "");
}

function recordsOf({ Records }: Members): readonly Members[] {
  return Array.isArray(Records) ? Records.filter(isRecord) : [];
}

/** Of JSON the data is base64, of CBOR it is bytes. */
function bodyOf(data: unknown, partitionKey: unknown): Body {
  const bytes =
    data instanceof Uint8Array ? Buffer.from(data) : Buffer.from(textOf(data), "base64");
  return { text: bytes.toString(), routingKey: textOf(partitionKey) || "(no key)" };
}
