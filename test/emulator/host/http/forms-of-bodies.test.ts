/** What may be in a CBOR or JSON body before it is decoded at all. */
import { cbor, tag } from "@smithy/core/cbor";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { isAcceptableCbor } from "../../../../src/emulator/host/http/cbor-form.ts";
import { cborProtocol } from "../../../../src/emulator/host/http/cbor-protocol.ts";
import { isAcceptableJson } from "../../../../src/emulator/host/http/json-form.ts";
import { limits } from "../../../../src/emulator/host/http/limits.ts";
import { served } from "./served.ts";

beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.nat().map((at) => tag({ tag: 1, value: at })),
    fc.array(tie("value"), { maxLength: 40 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 40 }),
  ),
})).value;

describe("CBOR", () => {
  test("whatever the SDK writes is acceptable", () => {
    fc.assert(
      fc.property(value, (input) => {
        expect(isAcceptableCbor(cbor.serialize(input))).toBe(true);
      }),
    );
  });

  test("what is acceptable can be decoded, whatever the bytes are", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      // A good one with something changed.
      fc.tuple(value, fc.nat(), fc.nat(255)).map(([input, at, byte]) => {
        const copy = Buffer.from(cbor.serialize(input));
        if (copy.length > 0) copy[at % copy.length] = byte;
        return copy;
      }),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        // Bytes alone are no input, as well-formed as they are.
        if (!isAcceptableCbor(body) || (body[0] ?? 0) >> 5 === 2) return;
        expect(() => cborProtocol.decode(Buffer.from(body))).not.toThrow();
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["a map of known length", "a1 61 61 01"],
    ["a map and a list without", "bf 61 61 9f 01 02 ff ff"],
    ["texts and bytes in pieces", "a2 61 61 7f 61 62 61 63 ff 61 64 5f 41 01 ff"],
    ["an instant", "a1 61 61 c1 1a 65 00 00 00"],
    ["an instant as a fraction", "a1 61 61 c1 fb 41 d9 00 00 00 00 00 00"],
    ["null, undefined, true", "83 f6 f7 f5"],
    ["numbers of every size", "85 18 ff 19 ff ff 1a ff ff ff ff 1b ff ff ff ff ff ff ff ff 20"],
  ])("%s is acceptable", (_, text) => {
    expect(isAcceptableCbor(hex(text))).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["a list of 2^25 items in five bytes", "9a 02 00 00 00"],
    ["the same in lists in lists", "9a 00 00 00 20".repeat(8) + "9a 02 00 00 00"],
    ["a list of 2^64", "9b ff ff ff ff ff ff ff ff 01"],
    ["a map with fewer members than it says", "a3 61 61 01 61 62 02"],
    ["a text longer than the body", "7a 00 ff ff ff 61"],
    ["a large number under a tag", `c2 5a 00 04 00 00 ${"ff".repeat(100)}`],
    ["a negative one", "c3 41 ff"],
    ["a decimal fraction with a huge exponent", "c4 82 1a 10 00 00 00 01"],
    ["a tag of another kind", "d8 20 61 61"],
    ["a tag under a tag", "c1 c1 01"],
    ["an instant that is a text", "c1 61 31"],
    ["an instant that is a map", "c1 a0"],
    ["a key that is a number", "a1 01 01"],
    ["a key in pieces", "a1 7f 61 61 ff 01"],
    ["a piece of another kind", "7f 41 61 ff"],
    ["a piece in pieces", "5f 5f 41 61 ff ff"],
    ["a map that ends after a key", "bf 61 61 ff"],
    ["an end where nothing began", "ff"],
    ["an end of a list of known length", "82 01 ff"],
    ["a list that does not end", "9f 01"],
    ["a simple value of a byte", "f8 20"],
    ["a reserved length", "9c"],
    ["nesting that is too deep", `${"81".repeat(limits.depth + 1)}01`],
    ["nesting of unknown lengths that is too deep", `${"9f".repeat(limits.depth + 1)}`],
    ["too many values", `9f${"01".repeat(limits.values + 1)}ff`],
    ["too many pieces", `5f${"40".repeat(limits.values + 1)}ff`],
    [
      "a text in pieces that is too long",
      `5f${"4f".repeat(16).repeat(limits.otherBytes / 16 + 2)}ff`,
    ],
  ])("%s is a SerializationException before anything is decoded", (_, text) => {
    const startMs = performance.now();
    expect(isAcceptableCbor(hex(text))).toBe(false);
    expect(() => cborProtocol.decode(hex(text))).toThrow(
      expect.objectContaining({ name: "SerializationException" }),
    );
    expect(performance.now() - startMs).toBeLessThan(2000);
  });

  test.each([
    ["NaN as an instant", "c1 fb 7f f8 00 00 00 00 00 00"],
    ["NaN as an instant without its tag", "fb 7f f8 00 00 00 00 00 00"],
    ["infinity", "fb 7f f0 00 00 00 00 00 00"],
  ])("%s is no instant: 400", async (_, text) => {
    await using server = await served();
    await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
    const members = {
      StreamName: "s",
      ShardId: "shardId-000000000000",
      ShardIteratorType: "AT_TIMESTAMP",
    };
    const [, ...rest] = cbor.serialize(members);
    const name = cbor.serialize("Timestamp");
    const body = Buffer.concat([Buffer.of(0xa4), Buffer.from(rest), name, hex(text)]);
    const headers = {
      "x-amz-target": "Kinesis_20131202.GetShardIterator",
      "content-type": "application/x-amz-cbor-1.1",
    };
    const answer = await fetch(server.url, { method: "POST", headers, body });
    const output = cbor.deserialize(new Uint8Array(await answer.arrayBuffer()));
    expect([answer.status, output.__type]).toEqual([400, "SerializationException"]);
    expect(server.bugs).toEqual([]);
  });
});

describe("JSON", () => {
  /** Beyond here a body is looked over. */
  const padding = { p: " ".repeat(2 * limits.values) };

  test("what JSON.stringify writes is acceptable, large or small, escapes and all", () => {
    const json = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(json, fc.boolean(), (input, isLarge) => {
        const text = JSON.stringify(isLarge ? [padding, input, '\\"'.repeat(40)] : input);
        expect(isAcceptableJson(Buffer.from(text))).toBe(true);
      }),
    );
  });

  test("as many values are acceptable as are allowed, and no more, wherever they are", () => {
    const list = (count: number): Buffer =>
      Buffer.from(JSON.stringify(Array(count).fill("[{,:}]")));
    expect(isAcceptableJson(list(limits.values - 1))).toBe(true);
    expect(isAcceptableJson(list(limits.values + 1))).toBe(false);
  });

  test.each([
    ["empty lists", "[],".repeat(3_000_000)],
    ["empty maps", "{},".repeat(3_000_000)],
    ["lists in lists", "[".repeat(5_000_000)],
    ["maps in maps", '{"a":'.repeat(1_000_000)],
  ])("%s without number are refused quickly, and without memory", (_, text) => {
    const body = Buffer.from(`[${text}`);
    const startMs = performance.now();
    const { heapUsed } = process.memoryUsage();
    expect(isAcceptableJson(body)).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(1000);
    expect(process.memoryUsage().heapUsed - heapUsed).toBeLessThan(10 * 2 ** 20);
  });

  test("a text that is nothing but escapes, or that does not end, takes no longer than another", () => {
    for (const text of [`["${'\\"'.repeat(4_000_000)}"]`, `["${"\\\\".repeat(4_000_000)}`]) {
      const startMs = performance.now();
      expect(isAcceptableJson(Buffer.from(text))).toBe(true);
      expect(performance.now() - startMs).toBeLessThan(2000);
    }
  });

  test("an unknown member may be as deep as it likes", async () => {
    await using server = await served();
    await server.queue("q");
    for (const depth of [100, 150_000]) {
      const unknown = `"Unknown":${"[".repeat(depth)}${"]".repeat(depth)}`;
      const put = `{"StreamName":"s","PartitionKey":"k","Data":"","X":null,${unknown}}`;
      expect((await server.kinesis("PutRecord", {}, { body: put })).json).toMatchObject({
        __type: "ResourceNotFoundException",
      });
      const sent = `{"QueueUrl":"q","MessageBody":"x","DelaySeconds":null,${unknown}}`;
      expect((await server.sqs("SendMessage", {}, { body: sent })).status).toBe(200);
    }
    expect(server.bugs).toEqual([]);
  });
});
