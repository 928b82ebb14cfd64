import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { createMetrics, type MetricsOptions } from "../../src/metrics/metrics.ts";
import {
  ack,
  delivery,
  effect,
  end,
  measured,
  pipeline,
  send,
  throttle,
  whole,
} from "./measured.ts";

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

  it("have what requests took that were tried again", () => {
    const retried = (retryDelayMs: number): HistoryRecord => {
      return { type: "retried", atMs: 9, action: "Put", attempts: 3, retryDelayMs };
    };
    const { counts } = measured([retried(70), retried(30)]);
    expect(counts).toMatchObject({ retriedRequests: 2, retryDelayMs: 100 });
  });

  it("have each kind of request that was throttled, how often and since when", () => {
    const { throttles } = measured([throttle(12, 3), throttle(13, 1, "Get"), throttle(14, 2)]);
    expect(throttles).toEqual([
      { action: "Put", requestCount: 2, entryCount: 5, firstAtMs: 12 },
      { action: "Get", requestCount: 1, entryCount: 1, firstAtMs: 13 },
    ]);
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

describe("what gives first as the rate rises", () => {
  // Ten events a second for six; after three seconds sends are throttled, which is known a second later.
  const events = Array.from({ length: 60 }, (_, seq) => whole("t1", seq, seq * 100)).flat();
  const records = [...events, throttle(3000, 1, "PutRecord")].toSorted((a, b) => a.atMs - b.atMs);
  const looking = {
    keys: ["t1"],
    apps: ["map"],
    findsLimit: true,
    sendActions: ["PutRecord"],
  } as const;
  const limitOf = (sendingMs: number, changes: Partial<MetricsOptions> = {}) =>
    measured([...records, end(7000, sendingMs, 60)], { ...looking, ...changes }).limit;

  it("is in the metrics, if it was looked for", () => {
    expect(limitOf(6000)).toEqual({ by: "write-quota", atMs: 4000, perKeyHz: 10 });
    const without = measured(records, { ...looking, findsLimit: false });
    expect(without).not.toHaveProperty("limit");
    expect(limitOf(6000, { sendActions: ["PutRecords"] })).toBeUndefined();
  });

  it("is none, if it was met when nothing was sent any more", () => {
    expect(limitOf(4000)).toBeDefined();
    expect(limitOf(3999)).toBeUndefined();
    const never = measured([...events, end(7000, 6000, 60)], looking);
    expect(never).not.toHaveProperty("limit");
  });

  it("is known as soon as it is met, and about the first application", () => {
    const sink = createMetrics({ arrival: "open", ...looking });
    for (const record of records.filter(({ atMs }) => atMs < 4000)) sink.add(record);
    expect(sink.limit).toBeUndefined();
    for (const record of records.filter(({ atMs }) => atMs >= 4000)) sink.add(record);
    expect(sink.limit?.atMs).toBe(4000);
    expect(createMetrics({ arrival: "open", keys: [] }).limit).toBeUndefined();
    // The consumers of another application are nothing to it: with none of its own events done, all is as it was at first.
    const quiet = records.filter(({ type }) => type !== "throttle");
    expect(measured(quiet, { ...looking, apps: ["alerts", "map"] }).limit).toBeUndefined();
  });
});

describe("a history", () => {
  it("lasts until its latest record, whichever comes last", () => {
    const { seconds } = measured([send("t1", 0, 2500), send("t1", 1, 500)]);
    expect(seconds).toHaveLength(3);
  });

  it("without an end is not known to be drained: what is not done is backlog", () => {
    const sends = Array.from({ length: 60 }, (_, seq) => [
      send("t1", seq, seq * 100),
      ack("t1", seq, seq * 100 + 1),
    ]).flat();
    expect(measured(sends, { apps: ["map"] }).saturation.endBacklogMs).toBeGreaterThan(5000);
    const drained = measured([...sends, end(6000, 6000, 60)], { apps: ["map"] });
    expect(drained.saturation.endBacklogMs).toBe(0);
  });

  it("of which nobody consumed anything has no primary application", () => {
    expect(measured([send("t1", 0, 0)])).not.toHaveProperty("primaryApp");
    expect(measured([send("t1", 0, 0)])).not.toHaveProperty("firstThrottle");
  });

  it("may have what is of no interest here", () => {
    const others: HistoryRecord[] = [
      { type: "header", version: "0.2", atMs: 0 },
      { type: "reshard", parents: ["a"], children: ["b", "c"], atMs: 1 },
      { type: "pause", app: "map", consumer: "c1", atMs: 2 },
    ];
    expect(measured([...others, send("t1", 0, 3)]).counts.sent).toBe(1);
  });

  it("may have crashes and leases of whom nothing else is heard", () => {
    const reader = { app: "map", consumer: "c1", atMs: 1 };
    const { apps } = measured([{ type: "crash", ...reader }]);
    expect(apps).toEqual([]);
  });
});
