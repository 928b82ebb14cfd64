import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DeadlineHeap, type Timed } from "../../src/emulator/deadline-heap.ts";
import { Fifo } from "../../src/emulator/fifo.ts";
import { Identifiers } from "../../src/emulator/identifiers.ts";
import { RecordLog } from "../../src/emulator/kinesis/stream/record-log.ts";
import {
  parseSequenceNumber,
  SequenceNumbers,
} from "../../src/emulator/kinesis/stream/sequence-number.ts";
import { Shard } from "../../src/emulator/kinesis/stream/shard.ts";
import { QuotaWindow } from "../../src/emulator/quota-window.ts";
import { decodeToken, encodeToken } from "../../src/emulator/token.ts";
import { epochMs } from "./rig.ts";

describe("a deadline heap", () => {
  test("gives what is due in order of instant, then of order, whatever was moved or removed", () => {
    const step = fc.record({
      item: fc.nat(60),
      act: fc.constantFrom("set", "set", "set", "remove", "remove", "pop"),
      dueMs: fc.nat(200),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 200, maxLength: 400 }), (steps) => {
        const items: Timed[] = Array.from({ length: 61 }, (_, order) => ({
          dueMs: 0,
          order,
          slot: -1,
        }));
        const heap = new DeadlineHeap<Timed>();
        const waiting = new Map<number, number>();
        const first = () =>
          [...waiting].sort(([a, aMs], [b, bMs]) => aMs - bMs || a - b)[0] ?? [
            undefined,
            undefined,
          ];
        for (const { item, act, dueMs } of steps) {
          const timed = items[item];
          if (timed === undefined) continue;
          if (act === "set") {
            heap.set(timed, dueMs);
            waiting.set(item, dueMs);
          } else if (act === "remove") {
            heap.remove(timed);
            waiting.delete(item);
          } else {
            const [expected] = first();
            expect(heap.popDue(Infinity)?.order).toBe(expected);
            if (expected !== undefined) waiting.delete(expected);
          }
          expect(heap.nextMs()).toBe(first()[1]);
          expect(heap.size).toBe(waiting.size);
        }
        while (waiting.size > 0) {
          const [expected = -1] = first();
          expect(heap.popDue(Infinity)?.order).toBe(expected);
          waiting.delete(expected);
        }
      }),
    );
  });
});

describe("a fifo", () => {
  test("is a list with its front taken off, however long it runs", () => {
    const fifo = new Fifo<number>();
    const list: number[] = [];
    for (let step = 0; step < 5000; step += 1) {
      if (step % 7 < 4) {
        fifo.push(step);
        list.push(step);
      } else {
        expect(fifo.shift()).toBe(list.shift());
      }
      expect([fifo.size, fifo.peek(), fifo.at(3)]).toEqual([list.length, list[0], list[3]]);
    }
  });
  test("can take an item from near its front", () => {
    const fifo = new Fifo<string>();
    for (const item of ["a", "b", "c"]) fifo.push(item);
    expect(fifo.shiftFrom(2)).toBe("c");
    expect(new Set([fifo.shift(), fifo.shift(), fifo.shift()])).toEqual(
      new Set(["a", "b", undefined]),
    );
  });
});

describe("a quota window", () => {
  test("admits its limit from the first request of a window on, and refuses only when it must", () => {
    const step = fc.record({ gapMs: fc.nat(400), amount: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const window = new QuotaWindow(20);
        let beganMs = -Infinity;
        let used = 0;
        let nowMs = 0;
        for (const { gapMs, amount } of steps) {
          nowMs += gapMs;
          if (nowMs >= beganMs + 1000) {
            beganMs = nowMs;
            used = 0;
          }
          expect(window.available(nowMs)).toBe(20 - used);
          expect(window.admit(nowMs, amount)).toBe(used + amount <= 20);
          if (used + amount <= 20) used += amount;
        }
      }),
    );
  });
});

describe("a record log", () => {
  test("gives back every record over segment borders, large ones too", () => {
    const log = new RecordLog();
    const expected: { key: string; data: string }[] = [];
    for (let index = 0; index < 3000; index += 1) {
      const bytes = Buffer.alloc(index % 500 === 499 ? 300_000 : index % 257, index);
      const key = `key-${index % 9}-ü`;
      const total = bytes.length + Buffer.byteLength(key);
      log.append(index * 10, key, index % 2 === 0 ? bytes.toString("base64") : bytes, total);
      expected.push({ key, data: bytes.toString("base64") });
      expect(log.bytesOf(index)).toBe(total);
    }
    for (const [index, { key, data }] of expected.entries()) {
      expect(log.read(index)).toEqual({ arrivedMs: index * 10, partitionKey: key, data });
    }
    expect(log.indexAtOrAfter(5)).toBe(1);
    expect(log.indexAtOrAfter(29_990)).toBe(2999);
    expect(log.indexAtOrAfter(29_991)).toBe(3000);
  });
  test("forgets exactly the records before the horizon, and goes on", () => {
    const log = new RecordLog();
    for (let index = 0; index < 2000; index += 1) {
      log.append(index, "k", Buffer.alloc(500), 501);
      log.trim(index - 700);
      expect(log.firstIndex).toBe(Math.max(0, index - 700));
      expect(log.arrivedMsOf(log.firstIndex)).toBe(log.firstIndex);
    }
  });
});

describe("sequence numbers", () => {
  test("of a child are greater than all of its parent, and say their place and shard", () => {
    const parent = new SequenceNumbers(3, 1_767_000_000);
    const child = new SequenceNumbers(4, 1_767_000_001);
    const late = parent.at(1_000_000_000, 1_900_000_000_000);
    const early = child.at(1, 1_767_000_001_000);
    expect(BigInt(early)).toBeGreaterThan(BigInt(late));
    expect(parseSequenceNumber(late)).toEqual({
      version: 2,
      createdSecond: 1_767_000_000,
      shardIndex: 3,
      arrivedSecond: 1_900_000_000,
      place: 1_000_000_000,
    });
    expect(parseSequenceNumber("7")).toMatchObject({ version: 0, shardIndex: 7 });
    expect(parseSequenceNumber(`9${late}`)).toBeUndefined();
  });
});

test("a child shard's numbers are greater than its parent's even if both were made in the same second", () => {
  const range = { startHash: 0n, endHash: 1n, createdMs: epochMs };
  const parent = new Shard({ index: 0, ...range });
  const child = new Shard({ index: 16, ...range, parent });
  const last = parent.sequenceNumberAt(1000, epochMs + 900);
  expect(BigInt(child.sequenceNumberAt(0, epochMs))).toBeGreaterThan(BigInt(last));
});

test("a token gives back its parts, and nothing when mangled", () => {
  const token = encodeToken(["s", 7, "ü"]);
  expect(decodeToken(token)).toEqual(["s", "7", "ü"]);
  expect(decodeToken(`${token.slice(0, -6)}AAAA==`)).toBeUndefined();
  expect(decodeToken("")).toBeUndefined();
});

test("identifiers look like UUIDs, do not repeat, and repeat with their seed", () => {
  const take = (seed: number): string[] => {
    const identifiers = new Identifiers(seed, "x");
    return Array.from({ length: 1000 }, () => identifiers.uuid());
  };
  const ids = take(1);
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
  expect(take(1)).toEqual(ids);
  expect(take(2)).not.toEqual(ids);
});
