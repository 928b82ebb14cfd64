import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { aggregate, membersOf } from "../../src/client/aggregated-record.ts";
import { sequenceNumberOf, subPosition } from "../../src/client/sub-position.ts";
import { isAfter } from "../../src/verify/position.ts";

interface Written {
  readonly by: string;
  readonly base64: string;
  readonly members: readonly (readonly [partitionKey: string, data: string])[];
}

/** Records that other implementations of the format have written, from the tests of public projects. */
const written: readonly Written[] = [
  {
    by: "awslabs/kinesis-aggregation: a key of its own for each",
    base64:
      "84mawgoEcGstMAoEcGstMQoEcGstMhoTCAAaD3sibXNnIjoibGluZTAifRoTCAEaD3sibXNnIjoi" +
      "bGluZTEifRoTCAIaD3sibXNnIjoibGluZTIifZ8hyadI+v2KZPZrUGim6cQ=",
    members: [
      ["pk-0", '{"msg":"line0"}'],
      ["pk-1", '{"msg":"line1"}'],
      ["pk-2", '{"msg":"line2"}'],
    ],
  },
  {
    by: "awslabs/kinesis-aggregation: one key for all",
    base64:
      "84mawgoCcDEaGAgAGhQwMTIzNDU2Nzg5MDEyMzQ1NjdfQRoYCAAaFDAxMjM0NTY3ODkwMTIzNDU2" +
      "N19CGhgIABoUMDEyMzQ1Njc4OTAxMjM0NTY3X0NHjL02iyRk3D+kO2UC2X6u",
    members: [
      ["p1", "012345678901234567_A"],
      ["p1", "012345678901234567_B"],
      ["p1", "012345678901234567_C"],
    ],
  },
  {
    by: "the KPL: one record by itself",
    base64:
      "84mawgoFa2V5LTAaJQgAGiFUZXN0aW5nIEtQTCBBZ2dyZWdhdGVkIFJlY29yZCAxLTBlW2Hfd6iL1WkMbznr8jc2",
    members: [["key-0", "Testing KPL Aggregated Record 1-0"]],
  },
];

const bytesOf = ({ base64 }: Written): Uint8Array => Buffer.from(base64, "base64");

function textsOf(data: Uint8Array) {
  return membersOf(data)?.map((one) => [one.partitionKey, Buffer.from(one.data).toString()]);
}

describe("a record that holds several events", () => {
  it.each(written)("is read as it was written by $by", (one) => {
    expect(textsOf(bytesOf(one))).toEqual(one.members);
  });

  it.each(written)("is written, byte by byte, as by $by", (one) => {
    const members = one.members.map(([partitionKey, data]) => ({
      partitionKey,
      data: Buffer.from(data),
    }));
    expect(Buffer.from(aggregate(members)).toString("base64")).toBe(one.base64);
  });

  it("holds what takes more than one byte to count", () => {
    const members = Array.from({ length: 300 }, (_, index) => ({
      partitionKey: `truck_${index}`,
      data: Buffer.alloc(index, "é"),
    }));
    const read = membersOf(aggregate(members))!;
    expect(read.map(({ partitionKey }) => partitionKey)).toEqual(
      members.map(({ partitionKey }) => partitionKey),
    );
    expect(read.every(({ data }, index) => members[index]!.data.equals(data))).toBe(true);
  });

  it("has explicit hash keys and tags that are passed over", () => {
    // partition_key_index 0, explicit_hash_key_index 0, data, a tag k=v; built by hand from aggregation-format.md.
    const record = Buffer.from([8, 0, 16, 0, 26, 2, 0x68, 0x69, 34, 6, 10, 1, 0x6b, 18, 1, 0x76]);
    const message = Buffer.concat([
      Buffer.from([10, 1, 0x61, 18, 1, 0x37, 26, record.length]),
      record,
    ]);
    const whole = aggregate([]);
    const magic = whole.subarray(0, 4);
    const digest = createHash("md5").update(message).digest();
    expect(textsOf(Buffer.concat([magic, message, digest]))).toEqual([["a", "hi"]]);
  });

  it.each([
    ["a broken digest", (bytes: Buffer) => bytes.fill(0, bytes.length - 1)],
    ["another beginning", (bytes: Buffer) => bytes.fill(0, 0, 1)],
    ["an end too early", (bytes: Buffer) => bytes.subarray(0, 30)],
    ["almost nothing", (bytes: Buffer) => bytes.subarray(0, 4)],
  ])("is an event by itself with %s", (_, spoil) => {
    expect(membersOf(spoil(Buffer.from(bytesOf(written[0]!))))).toBeUndefined();
  });
});

it("positions of the events of a record stand between those of its neighbours", () => {
  const before = subPosition("49590338271490256608559692538361571095921575989136588898", 9999);
  const first = subPosition("49590338271490256608559692540925702759324208523137515618", 0);
  const second = subPosition("49590338271490256608559692540925702759324208523137515618", 10);
  expect(isAfter(first, before)).toBe(true);
  expect(isAfter(second, first)).toBe(true);
  expect(sequenceNumberOf(second)).toBe("49590338271490256608559692540925702759324208523137515618");
});
