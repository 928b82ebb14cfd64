import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { BrokenKeys } from "../../src/metrics/broken-keys.ts";
import { ack, delivery, effect, send } from "./measured.ts";

/** A hundred sends of a key, one a millisecond. */
function sends(key: string, from = 0, to = 100): HistoryRecord[] {
  return Array.from({ length: to - from }, (_, at) => send(key, from + at, from + at));
}

function seqsOf(records: readonly HistoryRecord[]): number[] {
  return records.map((record) => ("seq" in record ? (record.seq ?? -1) : -1));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

const overtake = { kind: "overtake", key: "a", seq: 50, detail: "it was overtaken" };

/** Adds the records, finding this after so many of them. */
function broken(records: readonly HistoryRecord[], found = overtake, after = 50) {
  const keys = new BrokenKeys();
  for (const [at, record] of records.entries()) {
    keys.add(record);
    if (at + 1 === after) keys.found(found);
  }
  return keys.close();
}

describe("the history around what broke", () => {
  it("is the 14 records of the key before, and 14 after", () => {
    const [one] = broken(sends("a"));
    expect(one).toMatchObject({ kind: "overtake", key: "a", seq: 50, detail: "it was overtaken" });
    expect(one).not.toHaveProperty("otherSeq");
    expect(seqsOf(one!.records)).toEqual(range(36, 64));
  });

  it("is what there is, near the beginning and the end", () => {
    expect(seqsOf(broken(sends("a"), overtake, 3)[0]!.records)).toEqual(range(0, 17));
    const late = { ...overtake, seq: 90 };
    expect(seqsOf(broken(sends("a"), late, 98)[0]!.records)).toEqual(range(84, 100));
  });

  it("is of its key only, and names the other event", () => {
    const mixed = sends("a").flatMap((record) => [
      record,
      { ...record, key: "b" } as HistoryRecord,
    ]);
    const [one] = broken(mixed, { ...overtake, otherSeq: 49 } as typeof overtake, 100);
    expect(one).toMatchObject({ otherSeq: 49 });
    expect(new Set(one!.records.map((record) => ("key" in record ? record.key : "")))).toEqual(
      new Set(["a"]),
    );
    expect(seqsOf(one!.records)).toEqual(range(36, 64));
  });

  it("has a throttled event once, however often it was tried, and the pauses of that time", () => {
    const throttle = (atMs: number): HistoryRecord => ({
      type: "throttle",
      atMs,
      action: "PutRecord",
      entries: 1,
      key: "a",
      seq: 50,
    });
    const pause: HistoryRecord = { type: "pause", app: "map", consumer: "map-1", atMs: 48 };
    const records = [...sends("a", 0, 50), pause, throttle(49), throttle(49.5), ...sends("a", 50)];
    const [one] = broken(records, overtake, 54);
    expect(one!.records.filter(({ type }) => type !== "send")).toEqual([pause, throttle(49)]);
    expect(one!.records.filter(({ type }) => type === "send")).toHaveLength(27);
    // Found long after: the throttled send is of the event in question, and belongs to the story.
    const [late] = broken(records, overtake, 95);
    expect(late!.records.filter(({ type }) => type !== "send")).toEqual([throttle(49)]);
  });

  it("has the crashes and reshards of that time among it, in their order", () => {
    const crash = (atMs: number): HistoryRecord => ({
      type: "crash",
      app: "map",
      consumer: "map-1",
      atMs,
    });
    const records = [...sends("a"), crash(35.5), crash(36), crash(50.5), crash(63), crash(64)];
    const [one] = broken(
      records.sort((x, y) => x.atMs - y.atMs),
      overtake,
      52,
    );
    const crashes = one!.records.filter(({ type }) => type === "crash");
    expect(crashes.map(({ atMs }) => atMs)).toEqual([36, 50.5, 63]);
    const times = one!.records.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((x, y) => x - y));
  });

  it("is kept for three keys of each kind, each once", () => {
    const keys = new BrokenKeys();
    for (const key of ["a", "b", "c", "d"]) {
      for (const record of sends(key, 0, 5)) keys.add(record);
      keys.found({ ...overtake, key, seq: 1 });
      keys.found({ ...overtake, key, seq: 2 });
    }
    keys.found({ ...overtake, kind: "lost", key: "d", seq: 3 });
    keys.found({ ...overtake, kind: "lost", key: "never seen", seq: 3 });
    expect(keys.close().map(({ kind, key, seq }) => [kind, key, seq])).toEqual([
      ["overtake", "a", 1],
      ["overtake", "b", 1],
      ["overtake", "c", 1],
      ["lost", "d", 3],
    ]);
  });

  it("of an event that was missed is that of the time when a later one came instead", () => {
    const deliveries = [...range(0, 20), ...range(22, 100)].map((seq) => delivery("a", seq, seq));
    const keys = new BrokenKeys();
    for (const record of deliveries) keys.add(record);
    // At the end only it shows that they were lost.
    keys.found({ ...overtake, kind: "lost", seq: 21 });
    keys.found({ ...overtake, kind: "unseen", seq: 99 });
    const [lost, unseen] = keys.close();
    expect(seqsOf(lost!.records)).toEqual([...range(7, 20), 22, ...range(23, 37)]);
    expect(seqsOf(unseen!.records)).toEqual(range(86, 100));
  });

  it("has the acknowledgement and the first effect of the event in question, and the crash since, however long ago", () => {
    const keys = new BrokenKeys();
    const crash: HistoryRecord = { type: "crash", app: "map", consumer: "map-1", atMs: 5 };
    const records = [ack("a", 1, 1), effect("a", 1, 3), crash, ...sends("a", 10, 60)];
    for (const record of records) keys.add(record);
    keys.add(effect("a", 1, 70));
    keys.found({ ...overtake, kind: "duplicate-effect", seq: 1 });
    const [twice] = keys.close();
    const told = twice!.records.map(({ type, atMs }) => [type, atMs]);
    expect(told.slice(0, 3)).toEqual([
      ["ack", 1],
      ["effect", 3],
      ["crash", 5],
    ]);
    expect(told.at(-1)).toEqual(["effect", 70]);
    expect(told).toHaveLength(3 + 14);
  });

  it("of an event that was done after all is that of the time when it was", () => {
    const keys = new BrokenKeys();
    for (const seq of [...range(0, 20), ...range(22, 100)]) keys.add(delivery("a", seq, seq));
    keys.add(delivery("a", 21, 100));
    keys.found({ ...overtake, kind: "nonmonotonic-effect", seq: 21 });
    expect(seqsOf(keys.close()[0]!.records)).toEqual([...range(87, 100), 21]);
  });

  it("has the send of an event that is not done, however long ago, where several applications did many before", () => {
    const keys = new BrokenKeys();
    const done = range(0, 100).flatMap((seq) => [
      send("a", seq, seq),
      ...["map", "alerts"].flatMap((app) => [
        delivery("a", seq, seq, { app }),
        effect("a", seq, seq, { app }),
      ]),
    ]);
    const later = range(101, 150).map((seq) => delivery("a", seq, 1000 + seq));
    const sent = [send("a", 100, 500), ...sends("a", 101, 150)];
    for (const record of [...done, ...sent, ...later]) keys.add(record);
    keys.found({ ...overtake, kind: "lost", seq: 100 });
    const [lost] = keys.close();
    expect(lost!.records.map(({ type, atMs }) => [type, atMs])).toContainEqual(["send", 500]);
  });

  it("is suspected for each application apart, and not for what comes again", () => {
    const keys = new BrokenKeys();
    for (const seq of range(0, 40)) keys.add(delivery("a", seq, seq));
    for (const seq of [0, 1, 2, 5]) keys.add(delivery("a", seq, 40 + seq, { app: "alerts" }));
    for (const seq of range(5, 60)) keys.add(delivery("a", seq, 100 + seq));
    keys.found({ ...overtake, kind: "lost", seq: 4 });
    const [lost] = keys.close();
    // Around the fifth event that alerts received.
    expect(lost!.records.map(({ atMs }) => atMs)).toContain(45);
    expect(lost!.records).toHaveLength(28);
  });
});

it("keys are followed up to 2,000 of them", () => {
  const keys = new BrokenKeys();
  for (let number = 0; number <= 2000; number += 1) keys.add(send(`truck_${number}`, 0, number));
  keys.found({ ...overtake, key: "truck_1999", seq: 0 });
  keys.found({ ...overtake, key: "truck_2000", seq: 0 });
  expect(keys.close().map(({ key }) => key)).toEqual(["truck_1999"]);
});
