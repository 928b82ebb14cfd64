import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import {
  ack,
  delivery,
  effect,
  end,
  measured,
  pipeline,
  send,
  start,
  throttle,
} from "./measured.ts";

/** One event's whole way, 10 ms from stage to stage. */
function whole(key: string, seq: number, dueMs: number): readonly HistoryRecord[] {
  return [
    send(key, seq, dueMs),
    ack(key, seq, dueMs + 10),
    delivery(key, seq, dueMs + 20),
    start(key, seq, dueMs + 30),
    effect(key, seq, dueMs + 40),
  ];
}

describe("counts", () => {
  it("count events once, and deliveries and requests as often as they happened", () => {
    const { counts } = measured([
      send("t1", 0, 0),
      { type: "uncertain", key: "t1", seq: 0, atMs: 5, reason: "timeout" },
      { type: "retry", atMs: 6, action: "Put" },
      send("t1", 0, 0, 6),
      ack("t1", 0, 10),
      send("t1", 1, 5),
      { type: "refused", key: "t1", seq: 1, atMs: 8, reason: "too large" },
      throttle(12, 3),
      throttle(13, 2),
      delivery("t1", 0, 20),
      delivery("t1", 0, 25, { position: "77" }),
      effect("t1", 0, 26),
      effect("t1", 0, 27),
      end(100, 50, 4),
    ]);
    expect(counts).toEqual({
      offered: 4,
      sent: 2,
      acked: 1,
      delivered: 2,
      unique: 1,
      effected: 1,
      throttledRequests: 2,
      throttledEntries: 5,
      retries: 1,
      retriedRequests: 0,
      retryDelayMs: 0,
      uncertain: 1,
      refused: 1,
    });
  });

  it("count sends of one truck in any order", () => {
    const records = [3, 0, 2, 1, 0].map((seq) => send("t1", seq, seq));
    expect(measured(records).counts.sent).toBe(4);
  });

  it("count a payload that nobody could read as a delivery, but as no event", () => {
    const { counts } = measured([delivery("(unreadable)", -1, 5), delivery("(unreadable)", -1, 6)]);
    expect(counts).toMatchObject({ delivered: 2, unique: 0 });
  });

  it("of a history without an end record offer what was sent", () => {
    expect(measured([send("t1", 0, 0)]).counts.offered).toBe(1);
  });
});

describe("latency", () => {
  it("is measured from the due time, with the send delay and the service time apart", () => {
    const { latency } = measured([
      send("t1", 0, 100, 130),
      ack("t1", 0, 137),
      delivery("t1", 0, 150),
      effect("t1", 0, 160),
    ]);
    expect(latency.sendDelay).toMatchObject({ count: 1, maxMs: 30 });
    expect(latency.put).toMatchObject({ count: 1, maxMs: 7 });
    expect(latency.endToEnd).toMatchObject({ count: 1, maxMs: 60 });
  });

  it("of a put counts from the last send, the send delay from the first", () => {
    const { latency } = measured([send("t1", 0, 0, 5), send("t1", 0, 0, 100), ack("t1", 0, 120)]);
    expect(latency.put).toMatchObject({ count: 1, maxMs: 20 });
    expect(latency.sendDelay).toMatchObject({ count: 1, maxMs: 5 });
  });

  it("takes only the first effect of an event, also when it comes before the acknowledgement", () => {
    const { latency } = measured([
      send("t1", 0, 0),
      delivery("t1", 0, 10),
      effect("t1", 0, 20),
      ack("t1", 0, 30),
      effect("t1", 0, 500),
    ]);
    expect(latency.endToEnd).toMatchObject({ count: 1, maxMs: 20 });
    expect(latency.put).toMatchObject({ count: 1, maxMs: 30 });
  });

  it("drops no sample, however long the backlog", () => {
    const records = pipeline({ durationS: 30, rate: () => 100, capacity: () => 20 });
    const { latency, counts } = measured(records, { apps: ["map"] });
    expect(latency.endToEnd.count).toBe(3000);
    expect(counts.effected).toBe(3000);
    expect(latency.endToEnd.maxMs).toBeCloseTo(120_000, -3);
  });
});

describe("several applications", () => {
  const records = [
    ...whole("t1", 0, 0),
    ...whole("t1", 1, 100),
    ...[0, 1].flatMap((seq) => [
      delivery("t1", seq, 1000 + seq, { app: "replay", consumer: "r1" }),
      effect("t1", seq, 1010 + seq, { app: "replay", consumer: "r1" }),
    ]),
    end(2000, 200, 2),
  ];

  it("are told apart, and the first one named is the primary", () => {
    const metrics = measured(records, { apps: ["replay", "map"] });
    expect(metrics.primaryApp).toBe("replay");
    expect(metrics.latency.endToEnd).toMatchObject({ count: 2, maxMs: 1010 });
    expect(metrics.apps.map(({ app, endToEnd }) => [app, endToEnd.maxMs])).toEqual([
      ["map", 40],
      ["replay", 1010],
    ]);
  });

  it("have the first by name as primary where none was named", () => {
    const { primaryApp, counts, latency } = measured(records);
    expect(primaryApp).toBe("map");
    expect(counts).toMatchObject({ delivered: 2, unique: 2, effected: 2 });
    expect(latency.endToEnd.maxMs).toBe(40);
  });

  it("say how many effects found no due time any more", () => {
    const [, replay] = measured(records).apps;
    expect(replay).toMatchObject({ effectedCount: 2, effectsWithoutDueTime: 2 });
    expect(replay?.endToEnd.count).toBe(0);
  });

  it("have a digest only if they received anything", () => {
    const { apps } = measured(records, { apps: ["map", "idle"] });
    expect(apps.map(({ app, digest }) => [app, digest !== undefined])).toEqual([
      ["idle", false],
      ["map", true],
      ["replay", true],
    ]);
  });
});

describe("rates", () => {
  it("count what was acknowledged within the sending phase, and in its steady part", () => {
    // 10 events of 2^19 bytes each second for 10 s; those of the first and the last second are acknowledged twice as densely.
    const records = Array.from({ length: 100 }, (_, seq) => seq).flatMap((seq) => [
      send("t1", seq, seq * 100, seq * 100, 2 ** 19),
      ack("t1", seq, seq * 100 + (seq < 5 ? 1000 : 50)),
    ]);
    const inOrder = records.toSorted((a, b) => a.atMs - b.atMs);
    const { rates } = measured([...inOrder, end(20_000, 10_000, 100)]);
    expect(rates.produceEventsPerSecond).toBe(10);
    expect(rates.produceMbPerSecond).toBe(5);
    // The five late ones fall into the steady part: 85 in 8 s.
    expect(rates.steadyEventsPerSecond).toBeCloseTo(85 / 8, 9);
    expect(rates.steadyMbPerSecond).toBeCloseTo(85 / 16, 9);
  });

  it("leave out what was acknowledged after the sending phase", () => {
    const records = [send("t1", 0, 0), ack("t1", 0, 10), send("t1", 1, 900), ack("t1", 1, 1000)];
    expect(measured([...records, end(5000, 1000, 2)]).rates.produceEventsPerSecond).toBe(1);
  });

  it("of a run that was cut short count per second until then", () => {
    const records = [send("t1", 0, 0), ack("t1", 0, 10)];
    expect(measured([...records, end(500, 60_000, 1, false)]).rates.produceEventsPerSecond).toBe(2);
  });

  it("of consuming count from the first delivery to the last effect", () => {
    const records = [...whole("t1", 0, 1000), ...whole("t1", 1, 2000), end(60_000, 3000, 2)];
    expect(measured(records).rates.consumeEventsPerSecond).toBeCloseTo(2 / 1.02, 9);
  });

  it("are zero where nothing happened", () => {
    expect(Object.values(measured([]).rates)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("seconds", () => {
  it("say what happened in each, and what was left at its end", () => {
    const { seconds } = measured([
      send("t1", 0, 900, 1100),
      ack("t1", 0, 1150),
      throttle(1200, 5),
      { type: "retry", atMs: 1300, action: "Put" },
      delivery("t1", 0, 1400),
      delivery("t1", 0, 2100),
      start("t1", 0, 2100),
      effect("t1", 0, 2900),
      end(4000, 3000, 1),
    ]);
    const nothing = {
      due: 0,
      sent: 0,
      acked: 0,
      ackedBytes: 0,
      delivered: 0,
      effected: 0,
      activeMs: 0,
      sendBacklog: 0,
      backlog: 0,
      throttled: 0,
      throttledEntries: 0,
      retries: 0,
      p99EndToEndMs: 0,
      maxEndToEndMs: 0,
    };
    expect(seconds).toEqual([
      { ...nothing, second: 0, due: 1, sendBacklog: 1 },
      {
        ...nothing,
        second: 1,
        sent: 1,
        acked: 1,
        ackedBytes: 100,
        delivered: 1,
        backlog: 1,
        throttled: 1,
        throttledEntries: 5,
        retries: 1,
      },
      {
        ...nothing,
        second: 2,
        delivered: 1,
        effected: 1,
        activeMs: 800,
        p99EndToEndMs: 2000,
        maxEndToEndMs: 2000,
      },
      { ...nothing, second: 3 },
    ]);
  });

  it("have latencies of their own", () => {
    const { seconds } = measured([
      ...whole("t1", 0, 100),
      ...whole("t1", 1, 2500),
      send("t1", 2, 2600),
      effect("t1", 2, 2900),
    ]);
    expect(seconds.map(({ maxEndToEndMs }) => maxEndToEndMs)).toEqual([40, 0, 300]);
  });

  it("add up to the counts of the run", () => {
    const { seconds, counts } = measured(
      pipeline({ durationS: 20, rate: () => 70, capacity: () => 50 }),
    );
    for (const field of ["sent", "acked", "delivered", "effected"] as const) {
      expect(seconds.reduce((sum, second) => sum + second[field], 0)).toBe(counts[field]);
    }
    expect(seconds.at(-1)).toMatchObject({ backlog: 0, sendBacklog: 0 });
  });
});

describe("keys", () => {
  it("are all listed in their order, also those of which nothing was heard", () => {
    const { keys } = measured(whole("t2", 0, 0), { keys: ["t3", "t2", "t1"] });
    expect(keys.map(({ key }) => key)).toEqual(["t3", "t2", "t1"]);
    expect(keys[2]).toEqual({
      key: "t1",
      sent: 0,
      acked: 0,
      delivered: 0,
      effected: 0,
      lanes: [],
      maxSendDelayMs: 0,
    });
  });

  it("have their own counts, lanes and latencies", () => {
    const { keys } = measured([
      send("t1", 0, 0, 25),
      ack("t1", 0, 30, "lane-2"),
      send("t1", 1, 50),
      ack("t1", 1, 60, "lane-1"),
      delivery("t1", 0, 70, { lane: "lane-2" }),
      delivery("t1", 0, 75, { lane: "lane-3" }),
      effect("t1", 0, 80),
    ]);
    expect(keys[0]).toEqual({
      key: "t1",
      sent: 2,
      acked: 2,
      delivered: 2,
      effected: 1,
      lanes: ["lane-1", "lane-2", "lane-3"],
      maxSendDelayMs: 25,
      endToEndP50Ms: 80,
      endToEndP99Ms: 80,
      endToEndMaxMs: 80,
    });
  });

  it("are counted per lane, by name of the lane", () => {
    const records = ["t1", "t2", "t3"].flatMap((key, at) => [
      send(key, 0, 0),
      ack(key, 0, 1, at === 0 ? "z" : "a"),
      send(key, 1, 0),
      ack(key, 1, 1, at === 0 ? "z" : "a"),
    ]);
    expect(measured(records).keysPerLane).toEqual([
      { lane: "a", keyCount: 2, eventCount: 4 },
      { lane: "z", keyCount: 1, eventCount: 2 },
    ]);
  });
});
