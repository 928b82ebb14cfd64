import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { Tracks } from "../../src/metrics/tracks.ts";

const effect = (key: string, seq: number, atMs: number, app = "map"): HistoryRecord => ({
  type: "effect",
  app,
  consumer: "map-1",
  key,
  seq,
  atMs,
});
const route = Array.from({ length: 3 }, (_, seq) => ({ lat: seq, lon: 2 * seq }));

describe("tracks", () => {
  it("have the positions in the order of the effects of the first application, repeated ones too", () => {
    const tracks = new Tracks(
      new Map([
        ["t1", route],
        ["silent", route],
      ]),
      "map",
    );
    const records = [
      effect("t1", 0, 10),
      { ...effect("t1", 1, 15), type: "start" } as HistoryRecord,
      effect("t1", 2, 20),
      effect("t1", 1, 25, "replay"),
      effect("t1", 1, 30),
      effect("t1", 1, 40),
      effect("other", 0, 50),
      // Behind the part of its way that is known.
      effect("t1", 3, 60),
    ];
    for (const record of records) tracks.add(record);
    expect(tracks.close()).toEqual([
      {
        key: "t1",
        positions: [
          { seq: 0, atMs: 10, lat: 0, lon: 0 },
          { seq: 2, atMs: 20, lat: 2, lon: 4 },
          { seq: 1, atMs: 30, lat: 1, lon: 2 },
          { seq: 1, atMs: 40, lat: 1, lon: 2 },
        ],
      },
    ]);
  });

  it("have the first sixty positions of a key", () => {
    const tracks = new Tracks(new Map([["t1", route]]), "map");
    for (let at = 0; at < 70; at += 1) tracks.add(effect("t1", at % 3, at));
    expect(tracks.close()[0]!.positions.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: 60 }, (_, at) => at),
    );
  });
});
