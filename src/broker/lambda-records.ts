/** Received records and messages in the shapes in which Lambda gives them to a function (LDG/with-kinesis, LDG/with-sqs). */
import type { _Record } from "@aws-sdk/client-kinesis";
import type { Message } from "@aws-sdk/client-sqs";

import type { QueueLambdaRecord, StreamLambdaRecord } from "../scenario/lambda-function.ts";
import type { ChannelAddress, Delivery } from "./broker.ts";

const defaultRegion = "us-east-1";
/** Where an endpoint has no accounts. */
const someAccount = "000000000000";

/** A batch as the `Records` of an event. */
export function lambdaRecords(
  batch: readonly Delivery[],
  address: ChannelAddress,
): (StreamLambdaRecord | QueueLambdaRecord)[] {
  if (address.kind === "stream") return batch.map((one) => streamRecord(one, address.arn));
  const arn = queueArn(address.url);
  return batch.map((one) => queueRecord(one, arn));
}

/** Name by which an answer's `batchItemFailures` speaks of an event: sequence number or message id. */
export function itemIdentifier({ position, raw = {} }: Delivery): string {
  return "MessageId" in raw ? String(raw.MessageId) : position;
}

/** What the SDK gave of a record: its partition key, and when it arrived. */
export function streamFacts({ raw = {} }: Delivery): {
  readonly partitionKey: string;
  readonly arrivedAtMs: number;
} {
  const { PartitionKey = "", ApproximateArrivalTimestamp } = raw as _Record;
  return { partitionKey: PartitionKey, arrivedAtMs: ApproximateArrivalTimestamp?.getTime() ?? 0 };
}

/** How much of an invocation's payload it takes, in bytes; the envelope of a record is not counted. */
export function payloadBytes({ body, raw = {} }: Delivery): number {
  if ("MessageId" in raw) return Buffer.byteLength(body);
  const { Data } = raw as _Record;
  return Math.ceil((Data?.byteLength ?? Buffer.byteLength(body)) / 3) * 4;
}

function streamRecord(delivery: Delivery, arn: string): StreamLambdaRecord {
  const { lane, position, body, raw = {} } = delivery;
  const { Data } = raw as _Record;
  const { partitionKey, arrivedAtMs } = streamFacts(delivery);
  const [, , , region = defaultRegion, account = someAccount] = arn.split(":");
  return {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey,
      sequenceNumber: position,
      data: Buffer.from(Data ?? body).toString("base64"),
      approximateArrivalTimestamp: arrivedAtMs / 1000,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `${lane}:${position}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: `arn:aws:iam::${account}:role/function-role`,
    awsRegion: region,
    eventSourceARN: arn,
  };
}

function queueRecord({ body, handle, raw = {} }: Delivery, arn: string): QueueLambdaRecord {
  const { MessageId = "", MD5OfBody = "", Attributes = {}, MessageAttributes } = raw as Message;
  return {
    messageId: MessageId,
    receiptHandle: handle,
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
      ...Attributes,
    },
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes ?? {}).map(([name, value]) => [name, attributeOf(value)]),
    ),
    md5OfBody: MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: arn,
    awsRegion: arn.split(":")[3] ?? defaultRegion,
  };
}

function attributeOf(value: NonNullable<Message["MessageAttributes"]>[string]) {
  const { DataType = "String", StringValue, BinaryValue } = value;
  return {
    dataType: DataType,
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
  };
}

/** `http://host/account/name` says the account, and on AWS the host the Region. */
function queueArn(url: string): string {
  const { hostname, pathname } = new URL(url);
  const [account = someAccount, name = ""] = pathname.split("/").slice(-2);
  const region = /^sqs\.([a-z0-9-]+)\./.exec(hostname)?.[1] ?? defaultRegion;
  return `arn:aws:sqs:${region}:${account}:${name}`;
}
