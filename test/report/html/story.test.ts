import { describe, expect, it } from "vitest";

import { timelineText } from "../../../src/report/assertions/timeline-text.ts";
import { storyFigure } from "../../../src/report/html/broken/story-figure.ts";
import { storyOf } from "../../../src/report/html/broken/story.ts";
import type { BrokenKey, HistoryRecord } from "../../../src/result/run-result.ts";

const key = "truck_1";
const ack = (seq: number, position: string, atMs: number, lane = "shard-1"): HistoryRecord => ({
  type: "ack",
  key,
  seq,
  atMs,
  lane,
  position,
});
const effect = (seq: number, consumer: string, atMs: number): HistoryRecord => ({
  type: "effect",
  key,
  seq,
  app: "map",
  consumer,
  atMs,
});

function broken(records: readonly HistoryRecord[], changes: Partial<BrokenKey> = {}): BrokenKey {
  return { kind: "nonmonotonic-send", key, seq: 1, otherSeq: 2, detail: "", records, ...changes };
}

describe("a broken truck's story", () => {
  // A throttled put of #1 landed behind #2: the log has them the other way round.
  const records = [
    ack(0, "9", 10),
    ack(2, "10", 20),
    ack(1, "11", 30),
    effect(0, "map-1", 40),
    effect(2, "map-1", 50),
    effect(1, "map-2", 60),
  ];

  it("has the events in the order sent, of the log, and of the effects", () => {
    const { sent, log, hasLog, effects } = storyOf(broken(records));
    expect(sent).toEqual([0, 1, 2]);
    // By number: as texts, "9" would come last.
    expect(log.map(({ seq }) => seq)).toEqual([0, 2, 1]);
    expect(hasLog).toBe(true);
    expect(effects.map(({ seq, consumer }) => [seq, consumer])).toEqual([
      [0, "map-1"],
      [2, "map-1"],
      [1, "map-2"],
    ]);
  });

  it("keeps the events in question and those nearest to them when there are many", () => {
    const many = Array.from({ length: 30 }, (_, seq) => ack(seq, `${seq}`, seq));
    const { sent } = storyOf(broken(many, { seq: 20, otherSeq: 21 }));
    expect(sent).toHaveLength(9);
    expect(sent).toEqual(expect.arrayContaining([19, 20, 21, 22]));
  });

  it("marks crashes and reshards where they happened", () => {
    const { marks } = storyOf(
      broken([
        ...records,
        { type: "crash", app: "map", consumer: "map-1", atMs: 55 },
        { type: "reshard", parents: ["shard-1"], children: ["shard-2", "shard-3"], atMs: 25 },
      ]),
    );
    expect(marks).toEqual([
      { what: "crash", before: 2, text: "map-1 crashes" },
      { what: "reshard", before: 2, text: "reshard" },
    ]);
  });

  it("marks pauses, and the sends that were throttled, refused or not answered", () => {
    const sent = { key, atMs: 5 } as const;
    const troubled = broken([
      { type: "throttle", action: "PutRecord", entries: 1, seq: 1, ...sent },
      { type: "uncertain", seq: 2, reason: "TimeoutError", ...sent },
      { type: "refused", seq: 0, reason: "ProvisionedThroughputExceededException", ...sent },
      ...records,
      { type: "pause", app: "map", consumer: "map-1", atMs: 45, forMs: 6000 },
    ]);
    const story = storyOf(troubled);
    expect(story.marks).toEqual([{ what: "pause", before: 1, text: "map-1 stands still" }]);
    expect([...story.troubles]).toEqual([
      [1, "throttled"],
      [2, "no answer"],
      [0, "throttled"],
    ]);
    const { text } = storyFigure(story, troubled);
    expect(text).toContain('; 1 throttled; 2 no answer; 0 throttled; map-1 stands still"');
    expect(text.match(/class="trouble"/g)).toHaveLength(3);
    const lines = timelineText(troubled).join("\n");
    expect(lines).toMatch(/^ 5 ms +#1 throttled: PutRecord {2}<$/m);
    expect(lines).toMatch(/^45 ms {2}map-1 {2}STANDS STILL for 6 s$/m);
  });

  it("says what it shows, and that a lost event never had an effect", () => {
    const lost = broken(records.slice(0, 5), { kind: "lost", seq: 1 });
    const { text } = storyFigure(storyOf(lost), lost);
    expect(text).toContain('aria-label="lost of truck_1: sent 0 1 2; in the log 0 2 1; done 0 2"');
    expect(text.match(/✕/g)).toHaveLength(1);
    expect(storyFigure(storyOf(broken(records)), broken(records)).text).not.toContain("✕");
  });

  it("is by time of receipt where positions have no order, as on a standard queue", () => {
    const at = (seq: number, position: string, atMs: number): HistoryRecord => ({
      type: "delivery",
      key,
      seq,
      app: "map",
      consumer: "map-1",
      lane: "queue",
      position,
      atMs,
    });
    const story = storyOf(broken([ack(1, "b", 1), at(2, "a", 5), at(1, "b", 6)]));
    expect(story.hasLog).toBe(false);
    expect(story.log.map(({ seq }) => seq)).toEqual([2, 1]);
  });
});
