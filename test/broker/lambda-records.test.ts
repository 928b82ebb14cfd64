import { describe, expect, it } from "vitest";

import type { Delivery } from "../../src/broker/broker.ts";
import {
  itemIdentifier,
  lambdaRecords,
  payloadBytes,
  streamFacts,
} from "../../src/broker/lambda-records.ts";

const arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/trucks";
const stream = { kind: "stream", name: "trucks", arn } as const;
const place = { lane: "shard-1", position: "42", handle: "handle" };
const arrived = new Date(1_700_000_000_250);

function ofStream(raw?: object): Delivery {
  return { ...place, body: "text", ...(raw && { raw }) } as Delivery;
}
function queueRecord(raw: object, url = "https://sqs.eu-west-1.amazonaws.com/123456789012/q.fifo") {
  return lambdaRecords([{ ...place, body: "text", raw } as Delivery], { kind: "queue", url })[0]!;
}

describe("a record of a stream, as a function is given it", () => {
  it("has the data that came, in base64, and where it came from", () => {
    const raw = {
      Data: new Uint8Array([1, 2, 3]),
      PartitionKey: "truck_1",
      ApproximateArrivalTimestamp: arrived,
    };
    expect(lambdaRecords([ofStream(raw)], stream)).toEqual([
      {
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey: "truck_1",
          sequenceNumber: "42",
          data: "AQID",
          approximateArrivalTimestamp: 1_700_000_000.25,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: "shard-1:42",
        eventName: "aws:kinesis:record",
        invokeIdentityArn: "arn:aws:iam::123456789012:role/function-role",
        awsRegion: "eu-west-1",
        eventSourceARN: arn,
      },
    ]);
    expect(streamFacts(ofStream(raw))).toEqual({
      partitionKey: "truck_1",
      arrivedAtMs: 1_700_000_000_250,
    });
  });

  it("has the text where the SDK gave nothing, and an account and a Region where the ARN has none", () => {
    const [record] = lambdaRecords([ofStream()], { ...stream, arn: "trucks" });
    expect(record).toMatchObject({
      kinesis: { partitionKey: "", data: "dGV4dA==", approximateArrivalTimestamp: 0 },
      invokeIdentityArn: "arn:aws:iam::000000000000:role/function-role",
      awsRegion: "us-east-1",
    });
  });
});

describe("a message of a queue, as a function is given it", () => {
  it("has its attributes, those of the user's in Lambda's spelling", () => {
    const raw = {
      MessageId: "id-1",
      MD5OfBody: "md5",
      Attributes: { ApproximateReceiveCount: "3", MessageGroupId: "truck_1" },
      MessageAttributes: {
        kind: { DataType: "String", StringValue: "map" },
        bytes: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 3]) },
        bare: {},
      },
    };
    expect(queueRecord(raw)).toStrictEqual({
      messageId: "id-1",
      receiptHandle: "handle",
      body: "text",
      attributes: {
        ApproximateReceiveCount: "3",
        SentTimestamp: "0",
        SenderId: "",
        ApproximateFirstReceiveTimestamp: "0",
        MessageGroupId: "truck_1",
      },
      messageAttributes: {
        kind: { dataType: "String", stringValue: "map" },
        bytes: { dataType: "Binary", binaryValue: "AQID" },
        bare: { dataType: "String" },
      },
      md5OfBody: "md5",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:q.fifo",
      awsRegion: "eu-west-1",
    });
  });

  it("has what a first receive has where the service said nothing", () => {
    expect(queueRecord({})).toMatchObject({
      messageId: "",
      md5OfBody: "",
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "0",
        SenderId: "",
        ApproximateFirstReceiveTimestamp: "0",
      },
      messageAttributes: {},
    });
  });

  it.each([
    ["http://localhost:9324/000000000001/q", "us-east-1", "000000000001:q"],
    ["https://not-sqs.eu-west-1.example/a/1/q", "us-east-1", "1:q"],
  ])("comes from the queue of its URL: %s", (url, region, name) => {
    expect(queueRecord({}, url)).toMatchObject({
      eventSourceARN: `arn:aws:sqs:${region}:${name}`,
      awsRegion: region,
    });
  });
});

it("an answer names a message by its id, and a record by its sequence number", () => {
  expect(itemIdentifier(ofStream({ MessageId: "id-1" }))).toBe("id-1");
  expect(itemIdentifier(ofStream({ PartitionKey: "a" }))).toBe("42");
  expect(itemIdentifier(ofStream())).toBe("42");
});

it("a message takes its bytes of an invocation, and a record those of its base64", () => {
  const body = "é".repeat(10);
  expect(payloadBytes({ ...ofStream({ MessageId: "id-1" }), body })).toBe(20);
  expect(payloadBytes({ ...ofStream(), body })).toBe(28);
  expect(payloadBytes(ofStream({ Data: new Uint8Array(3) }))).toBe(4);
  expect(payloadBytes(ofStream({ Data: new Uint8Array(4) }))).toBe(8);
});
