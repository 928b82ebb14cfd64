import { describe, expect, it } from "vitest";

import { decodeHistoryBytes, encodeRecord } from "../../src/history/history-file.ts";
import { mergeHistories } from "../../src/history/merge.ts";
import type { HistoryRecord } from "../../src/history/record.ts";

const encoder = new TextEncoder();

function ack(key: string, seq: number, atMs: number): HistoryRecord {
  return { type: "ack", key, seq, atMs, lane: "shard-0", position: `${seq}` };
}

async function read(chunks: Iterable<Uint8Array>): Promise<HistoryRecord[]> {
  const records: HistoryRecord[] = [];
  for await (const batch of decodeHistoryBytes(chunks, "h.jsonl")) records.push(...batch);
  return records;
}

describe("the bytes of a history", () => {
  it("are read alike however they are cut into chunks", async () => {
    const records = ["truck_1", "Lkw ü", "a\u2028b\u2029c", "🚚"].map((key, seq) =>
      ack(key, seq, seq),
    );
    const bytes = encoder.encode(`\uFEFF${records.map(encodeRecord).join("\r\n")}\n\n`);
    for (let size = 1; size <= bytes.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.slice(at * size, (at + 1) * size),
      );
      expect(await read(chunks)).toEqual(records);
    }
  });

  it("may end without a line end, and may be none at all", async () => {
    expect(await read([encoder.encode(encodeRecord(ack("a", 0, 0)))])).toHaveLength(1);
    expect(await read([])).toEqual([]);
  });

  it("a line separator in a truck's name ends no line", async () => {
    const line = '{"type":"ack","key":"a\u2028b","seq":0,"atMs":0,"lane":"s","position":"1"}\n';
    expect(await read([encoder.encode(line)])).toMatchObject([{ key: "a\u2028b" }]);
  });

  it("that are no UTF-8 are refused with their line: two names would become one", async () => {
    const good = encoder.encode(`${encodeRecord(ack("a", 0, 0))}\n`);
    const bad = Uint8Array.from([...good.slice(0, 20), 0xff, ...good.slice(20)]);
    await expect(read([good, good, bad])).rejects.toThrow("h.jsonl:3: not valid UTF-8");
    await expect(read([Uint8Array.from([0xff, 0xfe, 0x7b, 0x00, 0x0a])])).rejects.toThrow("UTF-16");
  });

  it("without any line end are no history", async () => {
    const chunk = new Uint8Array(1 << 20).fill(32);
    await expect(read(Array.from({ length: 20 }, () => chunk))).rejects.toThrow("16 MiB");
  });

  it("with a fault are refused with its line, and what would steer a terminal is spelled out", async () => {
    const lines = `${encodeRecord(ack("a", 0, 0))}\n{"type":"\u009b31m\u202e"}\n`;
    await expect(read([encoder.encode(lines)])).rejects.toThrow(
      /^h\.jsonl:2: .*got "\\u009b31m\\u202e"$/,
    );
  });
});

describe("histories of several recorders", () => {
  async function merged(files: Readonly<Record<string, readonly HistoryRecord[]>>) {
    const inPieces = (records: readonly HistoryRecord[]) =>
      (async function* () {
        for (const record of records) yield [record];
      })();
    const all: HistoryRecord[] = [];
    const sources = Object.entries(files).map(([name, records]) => ({
      name,
      batches: inPieces(records),
    }));
    for await (const batch of mergeHistories(sources)) all.push(...batch);
    return all;
  }

  it("are merged by time, each in its own order, and every record has a recorder", async () => {
    const header = { type: "header", version: "0.2", atMs: 9, recorder: "worker" } as const;
    const records = await merged({
      "a.jsonl": [ack("a", 0, 1), ack("a", 1, 5), ack("a", 2, 4), ack("a", 3, 9)],
      "b.jsonl": [header, ack("b", 0, 2), ack("b", 1, 4), ack("b", 2, 6)],
    });
    const names = records.map((r) => ("key" in r ? `${r.key}${r.seq}` : r.type));
    expect(names).toEqual(["header", "a0", "b0", "b1", "a1", "a2", "b2", "a3"]);
    expect(new Set(records.map(({ recorder }) => recorder))).toEqual(
      new Set(["worker", "a.jsonl"]),
    );
  });

  it("of one file are given on as they are", async () => {
    expect(await merged({ "a.jsonl": [ack("a", 0, 1)] })).toEqual([ack("a", 0, 1)]);
  });
});
