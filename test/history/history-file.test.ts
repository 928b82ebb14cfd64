import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { InputError } from "../../src/errors.ts";
import { decodeHistory, decodeRecord, encodeRecord } from "../../src/history/history-file.ts";
import type { HistoryRecord } from "../../src/history/record.ts";

const where = { file: "history.jsonl", line: 17 };
const consumed = {
  app: "map",
  consumer: "c1",
  lane: "shard-0",
  position: "49590338271490256608559692538361571095921575989136588898",
  key: "truck_7",
  seq: 3,
  index: 31,
  atMs: 12.5,
};
const ack = {
  type: "ack",
  key: "truck_7",
  seq: 3,
  atMs: 2,
  lane: "shard-0",
  position: "7",
} as const;

/** One record of each type. */
const records: readonly HistoryRecord[] = [
  { type: "send", key: "k", seq: 0, index: 1, dueMs: 0.5, atMs: 1, bytes: 9, checksum: 4294967295 },
  ack,
  { type: "refused", key: 'a "quoted" key\n', seq: 0, atMs: 1, reason: "" },
  { type: "uncertain", key: "Lkw_ü", seq: 0, atMs: 1, reason: "timeout" },
  { type: "delivery", ...consumed, bytes: 9, checksum: 8, intact: false },
  { type: "start", ...consumed },
  { type: "effect", ...consumed },
  { type: "abandon", ...consumed, reason: "crash" },
  { type: "throttle", atMs: 1, action: "PutRecords", entries: 3 },
  { type: "retry", atMs: 1, action: "PutRecords" },
  { type: "retried", atMs: 900, action: "PutRecords", attempts: 3, retryDelayMs: 812.5 },
  { type: "reshard", atMs: 1, parents: ["s-0"], children: ["s-1", "s-2"] },
  { type: "end", atMs: 9, offered: 5, sendingMs: 8, drained: true, interrupted: false },
];

async function all(lines: Iterable<string> | AsyncIterable<string>): Promise<HistoryRecord[]> {
  const records: HistoryRecord[] = [];
  for await (const record of decodeHistory(lines, "history.jsonl")) records.push(record);
  return records;
}

describe("the file form of a history", () => {
  it.each(records)("a $type record comes back as it was written", (record) => {
    const line = encodeRecord(record);
    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toEqual(record);
    expect(decodeRecord(line, where)).toEqual(record);
  });

  it("the order of the fields does not depend on how the record was made", () => {
    const reversed = Object.fromEntries(Object.entries(ack).toReversed()) as unknown as typeof ack;
    expect(encodeRecord(reversed)).toBe(encodeRecord(ack));
    expect(encodeRecord(ack)).toMatch(/^\{"type":"ack","key":"truck_7","seq":3,/);
  });

  it("any text may be a key, a position or a reason", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "binary" }), (text) => {
        const record = { ...ack, key: text, position: text };
        expect(decodeRecord(encodeRecord(record), where)).toEqual(record);
      }),
    );
  });

  it("fields of one's own are allowed, and are not written again", () => {
    const record = decodeRecord(JSON.stringify({ ...ack, note: 1 }), where);
    expect(record).toMatchObject(ack);
    expect(encodeRecord(record)).toBe(encodeRecord(ack));
  });

  it("lines are read one by one, from any source, empty ones and line ends left out", async () => {
    const lines = [`\uFEFF${encodeRecord(ack)}\r`, "", " \r", encodeRecord(ack)];
    expect(await all(lines)).toEqual([ack, ack]);
    const slowly = (async function* () {
      yield* lines;
    })();
    expect(await all(slowly)).toEqual([ack, ack]);
  });

  it("a fault in a file is told with the number of its line", async () => {
    await expect(all([encodeRecord(ack), "", '{"type":"ack"}'])).rejects.toThrow(
      'history.jsonl:3: field "key" of a record of type "ack" must be text that is not empty: is missing',
    );
  });
});

describe("bad input", () => {
  it.each([
    ["not JSON", '{"type":"ack",', "history.jsonl:17: not valid JSON"],
    ["no object", "[1]", "expected a record, that is a JSON object, got [1]"],
    ["null", "null", "got null"],
    ["no type", "{}", 'field "type" must be one of header, send, ack,'],
    ["an unknown type", '{"type":"sent"}', 'got "sent"'],
    ["the name of a built-in as type", '{"type":"constructor"}', 'got "constructor"'],
    [
      "a missing field",
      '{"type":"retry","atMs":1}',
      'field "action" of a record of type "retry" must be text: is missing',
    ],
    [
      "null in a field",
      '{"type":"retry","atMs":null,"action":"x"}',
      'field "atMs" of a record of type "retry" must be a number: got null',
    ],
  ])("%s is an input error", (_, line, message) => {
    expect(() => decodeRecord(line, where)).toThrow(InputError);
    expect(() => decodeRecord(line, where)).toThrow(message);
  });

  it.each([
    ["seq", -1],
    ["seq", 1.5],
    ["seq", "3"],
    ["seq", 2 ** 53],
    ["key", ""],
    ["key", 7],
    ["atMs", "now"],
    ["lane", null],
    ["position", 4959033827149],
  ])("%s must not be %j", (field, value) => {
    const line = JSON.stringify({ ...ack, [field]: value });
    expect(() => decodeRecord(line, where)).toThrow(`history.jsonl:17: field "${field}"`);
  });

  it.each([
    [
      { type: "end", atMs: 1, offered: 1, sendingMs: 1, drained: "yes", interrupted: false },
      "drained",
    ],
    [{ type: "reshard", atMs: 1, parents: "s-0", children: [] }, "parents"],
    [{ type: "reshard", atMs: 1, parents: [], children: [1] }, "children"],
    [{ ...consumed, type: "start", app: "" }, "app"],
    [{ ...consumed, type: "start", index: -1 }, "index"],
  ])("%j has a wrong field %s", (record, field) => {
    expect(() => decodeRecord(JSON.stringify(record), where)).toThrow(`field "${field}"`);
  });
});
