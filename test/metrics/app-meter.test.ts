import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { ack, delivery, effect, end, measured, send, whole } from "./measured.ts";

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

  it("are listed by name, the first of them the primary, whoever was heard of first", () => {
    const heard = ["m", "z", "a", "k"].map((app, at) => delivery("t1", 0, at, { app }));
    const { apps, primaryApp } = measured(heard);
    expect(apps.map(({ app }) => app)).toEqual(["a", "k", "m", "z"]);
    expect(primaryApp).toBe("a");
  });

  it("each have the due time of an event, though one does it twice before the other", () => {
    const both = measured(
      [
        send("t1", 0, 0),
        ack("t1", 0, 10),
        effect("t1", 0, 20),
        effect("t1", 0, 30),
        effect("t1", 0, 40, { app: "alerts" }),
      ],
      { apps: ["map", "alerts"] },
    );
    expect(both.apps.map(({ endToEnd }) => endToEnd.maxMs)).toEqual([40, 20]);
  });

  it("say how many iterators their readers let expire, and when first; nothing if there were none", () => {
    const lease = (action: "expired" | "taken", atMs: number): HistoryRecord => {
      const reader = { app: "map", consumer: "c1", lane: "lane-1" };
      return { type: "lease", action, atMs, ...reader };
    };
    const leases = [
      lease("taken", 1),
      lease("expired", 7),
      lease("expired", 9),
      lease("taken", 10),
    ];
    const [map] = measured([...records, ...leases]).apps;
    expect(map?.expiredIterators).toEqual({ count: 2, firstAtMs: 7 });
    const [none] = measured([...records, lease("taken", 1)]).apps;
    expect(none).not.toHaveProperty("expiredIterators");
    // Of whom nothing else is heard.
    expect(measured([lease("expired", 7)]).apps).toEqual([]);
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
