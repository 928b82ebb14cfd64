/** The service model behind tapped SDK clients, in virtual time: what is done with a client can be looked up in the history. */
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  type _Record,
  RegisterStreamConsumerCommand,
  type ShardIteratorType,
} from "@aws-sdk/client-kinesis";
import { CreateQueueCommand, type SQSClient } from "@aws-sdk/client-sqs";

import { Health } from "../../src/client/health.ts";
import { Life } from "../../src/client/life.ts";
import type { Seal } from "../../src/client/tap/seal.ts";
import { Tap } from "../../src/client/tap/tap.ts";
import { type Clock, startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { Fault } from "../../src/emulator/faults.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import type { Target } from "../../src/targets/target.ts";
import { decodePayload } from "../../src/workload/payload.ts";

type RecordOf<Type extends HistoryRecord["type"]> = Extract<HistoryRecord, { readonly type: Type }>;

export interface TapOptions {
  readonly faults?: readonly Fault[];
  readonly seal?: Seal;
  readonly dueMs?: (index: number) => number | undefined;
}

export class TapRig {
  readonly history: HistoryRecord[] = [];
  readonly clock: Clock = startClock("virtual");
  readonly health = new Health();
  readonly stop = new AbortController();
  /** What was billed: bytes of each put, of each record read or pushed, of each SQS request. */
  readonly billed = {
    puts: [] as number[],
    reads: [] as number[],
    fanOut: [] as number[],
    sqs: [] as number[],
  };
  /** When responses were lost. */
  readonly lostAtMs: number[] = [];
  readonly tap: Tap;
  readonly target: Target;

  constructor({ faults = [], seal, dueMs = () => undefined }: TapOptions) {
    const began = Date.now();
    const context = {
      nowMs: this.clock.nowMs,
      atMsOf: (date: Date) => date.getTime() - began,
      record: (record: HistoryRecord) => this.history.push(record),
      health: this.health,
      usage: {
        put: (bytes: number) => this.billed.puts.push(bytes),
        read: (bytes: number) => this.billed.reads.push(bytes),
        fanOut: (bytes: number) => this.billed.fanOut.push(bytes),
        sqs: (bytes: number) => this.billed.sqs.push(bytes),
      },
      isStopped: () => this.stop.signal.aborted,
      lostResponse: () => this.lostAtMs.push(this.clock.nowMs()),
    };
    this.tap = new Tap(context, { dueMs, decode: decodePayload, ...(seal && { seal }) });
    this.target = startEmbedded({ seed: 1, faults, tap: this.tap });
    this.target.beginRun();
  }

  of<Type extends HistoryRecord["type"]>(type: Type): RecordOf<Type>[] {
    return this.history.filter((record): record is RecordOf<Type> => record.type === type);
  }

  /** A client of a consumer called `map-1`, or another. */
  kinesis(consumer = "map-1", life?: Life): KinesisClient {
    return this.target.kinesis({ caller: { app: "map", consumer }, ...(life && { life }) });
  }

  /** The same as code of the user's, in a life of its own. */
  ownReader(life: Life): KinesisClient {
    const caller = { app: "map", consumer: "map-1" };
    return this.target.kinesis({ caller, life, isOwnCode: true });
  }

  sqs(consumer = "map-1", life?: Life): SQSClient {
    return this.target.sqs({ caller: { app: "map", consumer }, ...(life && { life }) });
  }

  /** An ACTIVE stream called `trucks`. */
  async stream(ShardCount = 1): Promise<string> {
    const StreamName = "trucks";
    await this.target.kinesis().send(new CreateStreamCommand({ StreamName, ShardCount }));
    await this.clock.sleep(10_000);
    return StreamName;
  }

  /** The ARN of an ACTIVE consumer of the stream, for enhanced fan-out. */
  async fanOutConsumer(ConsumerName = "map"): Promise<string> {
    const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/trucks";
    const { Consumer } = await this.target
      .kinesis()
      .send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName }));
    await this.clock.sleep(10_000);
    return Consumer?.ConsumerARN ?? "";
  }

  /** The URL of a FIFO queue with a visibility timeout of 5 s, or another queue. */
  async queue(QueueName = "trucks.fifo", more: Record<string, string> = {}): Promise<string> {
    const fifo = QueueName.endsWith(".fifo") ? { FifoQueue: "true" } : {};
    const Attributes = { VisibilityTimeout: "5", ...fifo, ...more };
    const { QueueUrl } = await this.target
      .sqs()
      .send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl ?? "";
  }

  /** Everything in the first shard from its beginning, as this client reads it. */
  async readAll(
    client: KinesisClient,
    ShardIteratorType: ShardIteratorType = "TRIM_HORIZON",
  ): Promise<readonly _Record[]> {
    await this.clock.sleep(1000);
    const place = { StreamName: "trucks", ShardId: "shardId-000000000000", ShardIteratorType };
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(place));
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
    return Records;
  }
}

/** Runs it in virtual time, with a rig of its own. */
export function tapped<T>(body: (rig: TapRig) => Promise<T>, options: TapOptions = {}): Promise<T> {
  return inVirtualTime(1, async () => body(new TapRig(options)));
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(data: Uint8Array | undefined): string {
  return new TextDecoder().decode(data);
}

/** Records with their time set to 0: for those that tests do not foresee. */
export function timeless<R extends HistoryRecord>(records: readonly R[]): R[] {
  return records.map((record) => ({ ...record, atMs: 0 }));
}
