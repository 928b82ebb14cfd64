/**
 * What single requests cost by the list prices of us-east-1, in USD. Counted high rather than low: every attempt as if AWS billed it,
 * whatever it answers.
 */
import type { ServiceName } from "../emulator/service-name.ts";
import { billedGb, onDemandBytes, prices, putPayloadUnits, sqsBilledRequests } from "./prices.ts";

export interface Request {
  readonly service: ServiceName;
  /** As the API calls it: `PutRecords`. */
  readonly action: string;
  readonly input: object;
}

interface PutRecord {
  readonly Data?: Uint8Array;
  readonly PartitionKey?: string;
}

interface Message {
  readonly MessageBody?: string;
  readonly Body?: string;
  readonly MessageAttributes?: Readonly<Record<string, object>>;
}

type PutInput = PutRecord & { readonly Records?: readonly PutRecord[] };
type SqsInput = Message & {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
  readonly Entries?: readonly Message[];
};

/** What an attempt costs, as far as it is known before its answer. */
export function attemptUsd({ service, action, input }: Request, isOnDemand: boolean): number {
  if (service === "sqs") {
    const { Entries, ...one } = input as SqsInput;
    return sqsUsd(input as SqsInput, Entries ?? [one]);
  }
  if (!action.startsWith("PutRecord")) return 0;
  const { Records, ...one } = input as PutInput;
  const sizes = (Records ?? [one]).map(recordBytes);
  if (isOnDemand) {
    const rounded = sizes.reduce((sum, bytes) => sum + onDemandBytes(bytes), 0);
    return (rounded / billedGb) * prices.kinesisOnDemandPerGbIn;
  }
  const units = sizes.reduce((sum, bytes) => sum + putPayloadUnits(bytes), 0);
  return (units * prices.kinesisPutUnitsPerMillion) / 1e6;
}

/** What its answer adds. */
export function answerUsd(
  { service, action, input }: Request,
  output: object,
  isOnDemand: boolean,
): number {
  if (service === "sqs") {
    const { Messages = [] } = output as { readonly Messages?: readonly Message[] };
    // The attempt itself was one request already.
    const one = sqsUsd(input as SqsInput, []);
    return Messages.length === 0 ? 0 : sqsUsd(input as SqsInput, Messages) - one;
  }
  if (action !== "GetRecords" || !isOnDemand) return 0;
  const { Records = [] } = output as PutInput;
  return gigabytes(Records) * prices.kinesisOnDemandPerGbOut;
}

/** What an event of SubscribeToShard costs. */
export function pushedUsd(records: readonly PutRecord[], isOnDemand: boolean): number {
  const perGb = isOnDemand ? prices.kinesisOnDemandPerGbOut : prices.kinesisFanOutPerGb;
  return gigabytes(records) * perGb;
}

/** What a stream costs for every hour that is begun. */
export function streamHourUsd(stream: {
  readonly shards: number;
  /** Consumers registered for enhanced fan-out. */
  readonly consumers: number;
  readonly isOnDemand: boolean;
}): number {
  if (stream.isOnDemand) return prices.kinesisOnDemandHour;
  const perShard = prices.kinesisShardHour + stream.consumers * prices.kinesisFanOutHour;
  return stream.shards * perShard;
}

/** Whether what it makes or changes has a key of KMS from now on. */
export function asksForEncryption({ action, input }: Request): boolean {
  const { Attributes = {} } = input as { readonly Attributes?: Readonly<Record<string, string>> };
  return action === "StartStreamEncryption" || Boolean(Attributes["KmsMasterKeyId"]);
}

function gigabytes(records: readonly PutRecord[]): number {
  return records.reduce((sum, record) => sum + recordBytes(record), 0) / billedGb;
}

function recordBytes({ Data, PartitionKey = "" }: PutRecord): number {
  return (Data?.length ?? 0) + Buffer.byteLength(PartitionKey);
}

function sqsUsd({ QueueUrl, QueueName = "" }: SqsInput, messages: readonly Message[]): number {
  const isFifo = (QueueUrl ?? QueueName).endsWith(".fifo");
  const perMillion = isFifo ? prices.sqsFifoPerMillion : prices.sqsStandardPerMillion;
  const bytes = messages.reduce((sum, message) => sum + messageBytes(message), 0);
  return (sqsBilledRequests(bytes) * perMillion) / 1e6;
}

function messageBytes({ MessageBody, Body, MessageAttributes }: Message): number {
  const attributes = MessageAttributes === undefined ? "" : JSON.stringify(MessageAttributes);
  return Buffer.byteLength(MessageBody ?? Body ?? "") + Buffer.byteLength(attributes);
}
