import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { followOutstanding } from "../../src/run/outstanding.ts";

const place = { lane: "s1", position: "1", index: 0 };

function send(seq: number, atMs = 0): HistoryRecord {
  return { type: "send", key: "a", seq, index: seq, dueMs: 0, atMs, bytes: 1, checksum: 1 };
}

function ack(seq: number, atMs = 0): HistoryRecord {
  return { type: "ack", key: "a", seq, atMs, lane: "s1", position: "1" };
}

function effect(seq: number, app = "map", atMs = 0): HistoryRecord {
  return { type: "effect", ...place, app, consumer: `${app}-1`, key: "a", seq, atMs };
}

function following(records: readonly HistoryRecord[], apps = ["map"]) {
  const outstanding = followOutstanding(apps);
  for (const record of records) outstanding.add(record);
  return outstanding;
}

describe("what is outstanding", () => {
  it("is what was acknowledged and not done", () => {
    expect(following([]).caughtUp("map")).toBe(true);
    expect(following([send(0)]).caughtUp("map")).toBe(true);
    expect(following([send(0), ack(0)]).caughtUp("map")).toBe(false);
    expect(following([send(0), ack(0), effect(0)]).caughtUp("map")).toBe(true);
    expect(following([send(0), ack(0), send(1), ack(1), effect(0)]).caughtUp("map")).toBe(false);
  });

  it("is nothing that was put aside or given up", () => {
    const aside = { app: "map", key: "a", seq: 0, atMs: 9, reason: "" };
    for (const type of ["dead-letter", "discard"] as const) {
      const outstanding = following([send(0), ack(0), { type, ...aside }]);
      expect(outstanding.caughtUp("map")).toBe(true);
      expect(outstanding.lastActivityMs()).toBe(9);
    }
  });

  it("is nothing of an application that nobody knows", () => {
    expect(following([send(0), ack(0)]).caughtUp("nobody's")).toBe(true);
  });

  it("is nothing that was done before its acknowledgement came", () => {
    expect(following([send(0), effect(0), ack(0)]).caughtUp("map")).toBe(true);
    // Once: a copy that is acknowledged later is outstanding again.
    const copy = [send(0), effect(0), ack(0), send(0), ack(0)];
    expect(following(copy).caughtUp("map")).toBe(false);
  });

  it("is not met by the same event done twice", () => {
    const twice = [send(0), ack(0), effect(0), effect(0), send(0), ack(0)];
    expect(following(twice).caughtUp("map")).toBe(false);
  });

  it("is known for each application apart", () => {
    const outstanding = following([send(0), ack(0), effect(0, "map")], ["map", "alerts"]);
    expect(outstanding.caughtUp("map")).toBe(true);
    expect(outstanding.caughtUp("alerts")).toBe(false);
    outstanding.add(effect(0, "nobody's"));
    expect(outstanding.caughtUp("alerts")).toBe(false);
    outstanding.add(effect(0, "alerts"));
    expect(outstanding.caughtUp("alerts")).toBe(true);
  });

  it("is still active when something is acknowledged, delivered or done", () => {
    const outstanding = following([send(0, 5)]);
    expect(outstanding.lastActivityMs()).toBe(0);
    outstanding.add(ack(0, 10));
    expect(outstanding.lastActivityMs()).toBe(10);
    const got = { ...place, app: "map", consumer: "map-1", key: "a", seq: 0, atMs: 20 };
    outstanding.add({ type: "delivery", ...got, bytes: 1, checksum: 1, intact: true });
    expect(outstanding.lastActivityMs()).toBe(20);
    outstanding.add(effect(0, "map", 30));
    expect(outstanding.lastActivityMs()).toBe(30);
    outstanding.add({ type: "throttle", atMs: 40, action: "GetRecords", entries: 1 });
    outstanding.add({ type: "start", ...got, atMs: 50 });
    expect(outstanding.lastActivityMs()).toBe(30);
  });
});
