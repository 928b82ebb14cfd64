import * as model from "@aws-sdk/client-kinesis";
import { cbor, tag } from "@smithy/core/cbor";
import { describe, expect, test } from "vitest";

import { cborProtocol } from "../../../src/emulator/host/http/cbor-protocol.ts";
import { isBlob, isTimestamp } from "../../../src/emulator/host/kinesis-members.ts";
import { arn, rigWithConsumer, subscribe } from "../kinesis/listener.ts";
import { base64, epochMs, Rig, shardId } from "../rig.ts";

/** A structure as the client's own schemas have it: kind, namespace, name, traits, members, and what each is. */
type Structure = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  members: readonly string[],
  types: readonly unknown[],
];

/** Kinds and types of the schemas: @smithy/types SchemaTraits (structure 3, timestamp 4, blob 21). */
const structureKind = 3;
const timestampType = 4;
const blobType = 21;

const structures = Object.values(model).filter(
  (value): value is never =>
    Array.isArray(value) && Math.abs(Number(value[0])) === structureKind && Array.isArray(value[4]),
) as readonly Structure[];

/** A member's type, without its traits. */
function typeOf(type: unknown): unknown {
  return Array.isArray(type) && type.length === 2 && typeof type[0] === "number" ? type[0] : type;
}

const members = structures.flatMap(([, , name, , names, types]) =>
  names.map((member, index) => ({ in: name, member, type: typeOf(types[index]) })),
);

describe("members by the model of the API", () => {
  test("there are some hundred, in every structure of the client", () => {
    expect(structures.length).toBeGreaterThan(80);
    expect(members.length).toBeGreaterThan(200);
  });
  test("every timestamp is known as one, and nothing else", () => {
    for (const { in: structure, member, type } of members) {
      expect(isTimestamp(member), `${structure}.${member}`).toBe(type === timestampType);
    }
  });
  test("every blob is known as one, and nothing else", () => {
    for (const { in: structure, member, type } of members) {
      expect(isBlob(member), `${structure}.${member}`).toBe(type === blobType);
    }
  });
});

/** The instants in a CBOR answer, by the path of their member. */
function instantsIn(value: unknown, path = ""): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return {};
  if ("tag" in value && "value" in value) {
    return { [path]: { tag: value.tag, value: value.value } };
  }
  const within = path === "" ? "" : `${path}.`;
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, item]) => instantsIn(item, `${within}${name}`)),
  );
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("there is none");
  return value;
}

function encoded(output: object): unknown {
  return cbor.deserialize(Buffer.from(cborProtocol.encode(output, "id").body));
}

describe("in CBOR every instant of an answer has its tag and is in milliseconds", () => {
  const at = (ms: number) => ({ tag: 1, value: ms });

  test("of the account's settings", () => {
    const rig = new Rig();
    const settings = (Status: string) => ({ MinimumThroughputBillingCommitment: { Status } });
    const path = "MinimumThroughputBillingCommitment";
    const began = rig.kinesis("UpdateAccountSettings", settings("ENABLED"));
    expect(instantsIn(encoded(began))).toEqual({
      [`${path}.StartedAt`]: at(epochMs),
      [`${path}.EarliestAllowedEndAt`]: at(epochMs + 86_400_000),
    });
    rig.kinesis("UpdateAccountSettings", settings("DISABLED"));
    rig.pass(2 * 86_400_000);
    const over = rig.kinesis("DescribeAccountSettings", {});
    expect(instantsIn(encoded(over))).toEqual({
      [`${path}.StartedAt`]: at(epochMs),
      [`${path}.EndedAt`]: at(epochMs + 86_400_000),
    });
  });

  test("of streams, consumers and records", () => {
    const { rig, consumerArn } = rigWithConsumer();
    rig.put("s", "k", "x");
    const StreamName = "s";
    const StreamARN = arn;
    const instants = (action: string, input: object) =>
      Object.keys(instantsIn(encoded(rig.kinesis(action, input))));
    expect(instants("DescribeStream", { StreamName })).toEqual([
      "StreamDescription.StreamCreationTimestamp",
    ]);
    expect(instants("DescribeStreamSummary", { StreamName })).toEqual([
      "StreamDescriptionSummary.StreamCreationTimestamp",
    ]);
    expect(instants("ListStreams", {})).toEqual(["StreamSummaries.0.StreamCreationTimestamp"]);
    expect(instants("DescribeStreamConsumer", { ConsumerARN: consumerArn })).toEqual([
      "ConsumerDescription.ConsumerCreationTimestamp",
    ]);
    expect(instants("ListStreamConsumers", { StreamARN })).toEqual([
      "Consumers.0.ConsumerCreationTimestamp",
    ]);
    expect(instants("RegisterStreamConsumer", { StreamARN, ConsumerName: "other" })).toEqual([
      "Consumer.ConsumerCreationTimestamp",
    ]);
    const ShardIterator = rig.iterator("s", "TRIM_HORIZON");
    expect(instants("GetRecords", { ShardIterator })).toEqual([
      "Records.0.ApproximateArrivalTimestamp",
    ]);
    const { subscription } = subscribe(rig, consumerArn, { Type: "TRIM_HORIZON" });
    const events: object[] = [];
    subscription.onEvent = (_, event) => events.push(event);
    rig.pass(0);
    const event = cbor.deserialize(
      Buffer.from(present(cborProtocol.events).encode(events[0] ?? {})),
    );
    expect(instantsIn(event)).toEqual({
      "Records.0.ApproximateArrivalTimestamp": at(rig.nowMs),
    });
  });
});

test("a tag whose key is the name of a timestamp or of bytes stays the text it is", () => {
  const rig = new Rig();
  rig.stream("s");
  const Tags = { Timestamp: "1700000000", Data: base64("x") };
  const input = { StreamName: "s", Tags };
  const decoded = cborProtocol.decode(Buffer.from(cbor.serialize(input)));
  rig.kinesis("AddTagsToStream", decoded as object);
  expect(encoded(rig.kinesis("ListTagsForStream", { StreamName: "s" }))).toEqual({
    Tags: [
      { Key: "Data", Value: base64("x") },
      { Key: "Timestamp", Value: "1700000000" },
    ],
    HasMoreTags: false,
  });
});

test.each([
  ["GetShardIterator", { ShardId: shardId(0), ShardIteratorType: "AT_TIMESTAMP", Timestamp: 0 }],
  ["ListShards", { ShardFilter: { Type: "AT_TIMESTAMP", Timestamp: 0 } }],
  ["ListShards", { StreamCreationTimestamp: 0 }],
])("an instant in an input of %s is read from CBOR with its tag and without", (action, more) => {
  const rig = new Rig();
  rig.stream("s");
  const { StreamDescriptionSummary } = rig.kinesis("DescribeStreamSummary", { StreamName: "s" });
  const ms = StreamDescriptionSummary.StreamCreationTimestamp * 1000;
  const fill = (value: unknown, instant: unknown): unknown =>
    typeof value !== "object" || value === null
      ? value
      : Object.fromEntries(
          Object.entries(value).map(([name, item]) => [
            name,
            isTimestamp(name) ? instant : fill(item, instant),
          ]),
        );
  for (const instant of [ms, tag({ tag: 1, value: ms })]) {
    const input = fill({ StreamName: "s", ...more }, instant);
    const decoded = cborProtocol.decode(Buffer.from(cbor.serialize(input)));
    expect(rig.kinesis(action, decoded as object)).toBeDefined();
  }
});
