import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { Moments } from "../../src/run/moments.ts";
import type { ResolvedCondition } from "../../src/scenario/resolved.ts";

const place = { app: "map", consumer: "map-1", lane: "s1", atMs: 0, index: 0 };

function effect(position: number, changes: object = {}): HistoryRecord {
  const named = { key: "a", seq: position, position: String(position) };
  return { type: "effect", ...place, ...named, ...changes };
}

function commit(position: number, scope: "through" | "event", changes: object = {}): HistoryRecord {
  return { type: "commit", ...place, position: String(position), scope, ...changes };
}

/** At which of the records, counted from 0, the moment comes; undefined: it does not. */
function momentOf(
  condition: Partial<ResolvedCondition>,
  records: readonly HistoryRecord[],
  consumer?: string,
): number | undefined {
  const moments = new Moments();
  let at = -1;
  let came: number | undefined;
  moments.await({ event: "handled", count: 1, ...condition }, consumer, () => {
    if (came !== undefined) throw new Error("it came twice");
    came = at;
  });
  for (const record of records) {
    at += 1;
    moments.add(record);
  }
  return came;
}

describe("the moment when an event was handled", () => {
  const effects = [effect(1), effect(2), effect(3)];

  it("comes with the n-th, once", () => {
    expect(momentOf({}, effects)).toBe(0);
    expect(momentOf({ count: 3 }, effects)).toBe(2);
    expect(momentOf({ count: 4 }, effects)).toBeUndefined();
  });

  it("is not what is only sent, delivered or begun", () => {
    const others = [
      { ...effect(1), type: "start" },
      { ...effect(1), type: "abandon", reason: "" },
      { ...effect(1), type: "delivery", bytes: 1, checksum: 1, intact: true },
    ] as HistoryRecord[];
    expect(momentOf({}, others)).toBeUndefined();
  });

  it("or when it began", () => {
    const started = { ...effect(2), type: "start" } as HistoryRecord;
    expect(momentOf({ event: "begun" }, [effect(1), started])).toBe(1);
    expect(momentOf({ event: "begun" }, [effect(1)])).toBeUndefined();
  });

  it("is of one consumer, whichever of its workers it was", () => {
    const worker = effect(2, { consumer: "map-2/7" });
    expect(momentOf({}, [effect(1), worker], "map-2")).toBe(1);
    expect(momentOf({}, [effect(1), effect(2, { consumer: "map-22" })], "map-2")).toBeUndefined();
    expect(momentOf({}, [worker])).toBe(0);
    const started = { ...worker, type: "start" } as HistoryRecord;
    expect(momentOf({ event: "begun" }, [started], "map-2")).toBe(0);
  });

  it("can be of one key, or of one application", () => {
    const records = [effect(1), effect(2, { key: "b" }), effect(3, { app: "alerts" })];
    expect(momentOf({ key: "b" }, records)).toBe(1);
    expect(momentOf({ app: "alerts" }, records)).toBe(2);
    expect(momentOf({ app: "alerts", key: "b" }, records)).toBeUndefined();
  });
});

describe("the moment between the work and the commit", () => {
  const event = "handled-not-committed";

  it("comes with an effect that no checkpoint has passed", () => {
    const records = [commit(2, "through"), effect(1), effect(2), effect(3)];
    expect(momentOf({ event }, records)).toBe(3);
    // By number, not by letter.
    expect(momentOf({ event }, [commit(9, "through"), effect(10)])).toBe(1);
    expect(momentOf({ event }, [commit(10, "through"), effect(9)])).toBeUndefined();
  });

  it("knows the checkpoints of each lane and each application apart", () => {
    expect(momentOf({ event }, [commit(5, "through", { lane: "s2" }), effect(1)])).toBe(1);
    expect(momentOf({ event }, [commit(5, "through", { app: "alerts" }), effect(1)])).toBe(1);
  });

  it("does not come with an effect that was deleted before, once", () => {
    const records = [commit(1, "event"), effect(1), effect(1)];
    expect(momentOf({ event }, records)).toBe(2);
    expect(momentOf({ event }, [commit(1, "event"), effect(2)])).toBe(1);
    expect(momentOf({ event }, [commit(1, "event", { lane: "other" }), effect(1)])).toBe(1);
  });

  it("counts only such effects", () => {
    const records = [effect(1), commit(2, "through"), effect(2), effect(3)];
    expect(momentOf({ event, count: 2 }, records)).toBe(3);
  });
});

describe("the moment of a lost answer", () => {
  it("comes with the n-th, whose it ever was, and with nothing else", () => {
    const moments = new Moments();
    const came: string[] = [];
    const event = "lost-response";
    moments.await({ event, count: 2, app: "map" }, "map-1", () => came.push("second"));
    moments.await({ event, count: 1 }, undefined, () => came.push("first"));
    moments.add(effect(1));
    expect(came).toEqual([]);
    moments.lostResponse();
    expect(came).toEqual(["first"]);
    moments.lostResponse();
    moments.lostResponse();
    expect(came).toEqual(["first", "second"]);
  });
});

it("several that wait each get their own moment", () => {
  const moments = new Moments();
  const came: number[] = [];
  for (const count of [3, 1, 2]) {
    moments.await({ event: "handled", count }, undefined, () => came.push(count));
  }
  for (const position of [1, 2, 3, 4]) moments.add(effect(position));
  expect(came).toEqual([1, 2, 3]);
});
