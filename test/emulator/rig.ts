import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";

import { noLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import {
  Emulator,
  type EmulatorOptions,
  Parked,
  ServiceError,
  type ServiceName,
} from "../../src/emulator/emulator.ts";
import { requestHandler } from "../../src/emulator/host/request-handler.ts";
import type { StandardQueueProfile } from "../../src/emulator/sqs/queue/standard-shelf.ts";

export const epochMs = Date.UTC(2026, 0, 5, 6);

/** A standard queue that behaves: for tests of other rules. */
export const tameQueue: StandardQueueProfile = {
  servers: 1,
  shortPollShare: 1,
  reach: 1,
  lateProbability: 0,
  lateMs: 0,
  duplicateProbability: 0,
  duplicateWithinMs: 0,
};

/** Answers are read as the tests need them. */
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

/** A model and a clock in hand, with nothing in between: one call is one request at the instant `nowMs`. */
export class Rig {
  readonly emulator: Emulator;
  nowMs = epochMs;

  constructor(options: Partial<EmulatorOptions> = {}) {
    this.emulator = new Emulator({ seed: 1, startMs: epochMs, latency: noLatency, ...options });
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.emulator.advance(this.nowMs);
  }

  kinesis(action: string, input: object): Answer {
    return this.emulator.handle("kinesis", action, input, this.nowMs);
  }

  sqs(action: string, input: object): Answer {
    return this.emulator.handle("sqs", action, input, this.nowMs);
  }

  /** The name of the error the call throws, with its message; fails if there is none. */
  refusal(service: ServiceName, action: string, input: unknown): { name: string; message: string } {
    try {
      this.emulator.handle(service, action, input, this.nowMs);
    } catch (error) {
      if (error instanceof ServiceError) return { name: error.name, message: error.message };
      throw error;
    }
    throw new Error(`${action} was not refused`);
  }

  /** Makes a stream and waits until it is ACTIVE. */
  stream(StreamName: string, ShardCount = 1): string {
    this.kinesis("CreateStream", { StreamName, ShardCount });
    this.pass(1000);
    return StreamName;
  }

  put(StreamName: string, key: string, text: string): Answer {
    return this.kinesis("PutRecord", { StreamName, PartitionKey: key, Data: base64(text) });
  }

  iterator(StreamName: string, ShardIteratorType: string, more: object = {}): string {
    const input = { StreamName, ShardId: shardId(0), ShardIteratorType, ...more };
    return this.kinesis("GetShardIterator", input).ShardIterator;
  }

  read(ShardIterator: string, more: object = {}): Answer {
    return this.kinesis("GetRecords", { ShardIterator, ...more });
  }

  /** Makes a queue and gives its URL. */
  queue(QueueName: string, Attributes: Record<string, string> = {}): string {
    const fifo = QueueName.endsWith(".fifo") ? { FifoQueue: "true" } : {};
    const input = { QueueName, Attributes: { ...fifo, ...Attributes } };
    return this.sqs("CreateQueue", input).QueueUrl;
  }

  /** Sends to a FIFO queue; the body is also the deduplication id. */
  send(QueueUrl: string, MessageGroupId: string, body: string): Answer {
    const input = { QueueUrl, MessageGroupId, MessageBody: body, MessageDeduplicationId: body };
    return this.sqs("SendMessage", input);
  }

  receive(QueueUrl: string, more: object = {}): Answer[] {
    const answer = this.sqs("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10, ...more });
    if (answer instanceof Parked) throw new Error("the receive is parked");
    return answer.Messages ?? [];
  }

  bodies(QueueUrl: string, more: object = {}): string[] {
    return this.receive(QueueUrl, more).map(({ Body }) => Body);
  }

  delete(QueueUrl: string, message: { ReceiptHandle: string }): void {
    this.sqs("DeleteMessage", { QueueUrl, ReceiptHandle: message.ReceiptHandle });
  }
}

/** The unmodified SDK on a model, as anyone would set it up. */
export function clients(options: Partial<EmulatorOptions> = {}, maxAttempts = 3) {
  const emulator = new Emulator({ seed: 1, startMs: Date.now(), ...options });
  const config = (service: ServiceName) => ({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts,
    retryMode: "standard",
    requestHandler: requestHandler(emulator, service),
  });
  return {
    emulator,
    kinesis: new KinesisClient(config("kinesis")),
    sqs: new SQSClient(config("sqs")),
  };
}

export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, "0")}`;
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

export function text(data: string): string {
  return Buffer.from(data, "base64").toString();
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
