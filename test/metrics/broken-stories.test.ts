/** Which records, from however long ago, belong to the story of what broke. */
import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { BrokenKeys } from "../../src/metrics/broken-keys.ts";
import { ack, delivery, effect, send } from "./measured.ts";

interface Finding {
  readonly kind: string;
  readonly seq: number;
  readonly otherSeq?: number;
  readonly key?: string;
}

/** The stories of what is found at the end of a history. */
function storiesOf(records: readonly HistoryRecord[], ...findings: readonly Finding[]) {
  const keys = new BrokenKeys();
  for (const record of records) keys.add(record);
  for (const finding of findings) keys.found({ key: "a", detail: "", ...finding });
  return keys.close().map((one) => one.records);
}

function storyOf(records: readonly HistoryRecord[], finding: Finding): readonly HistoryRecord[] {
  return storiesOf(records, finding)[0]!;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

/** Sends of later events, one a millisecond: what happened before them is long ago. */
const later = (from = 1000, count = 60, key = "a") =>
  range(from, from + count).map((at) => send(key, at, at));
const sentAndAcked = (seq: number, atMs: number) => [send("a", seq, atMs), ack("a", seq, atMs + 1)];
const received = (seqs: readonly number[], app = "map", fromMs = 0) =>
  seqs.map((seq) => delivery("a", seq, fromMs + seq, { app }));
const commit = (position: number, atMs: number): HistoryRecord => {
  const where = { app: "map", consumer: "c1", lane: "lane-1" };
  return { type: "commit", scope: "through", ...where, position: `${position}`, atMs };
};

function seqsOf(records: readonly HistoryRecord[]): number[] {
  return records.flatMap((record) =>
    "seq" in record && record.seq !== undefined ? record.seq : [],
  );
}

describe("the story of an event that nothing came of", () => {
  const done = (seq: number, atMs: number) => [
    ...sentAndAcked(seq, atMs - 5),
    effect("a", seq, atMs),
  ];
  const [first, second, third] = [done(1, 50), done(2, 60), done(3, 100)];
  const own = sentAndAcked(10, 100);
  const behind = [sentAndAcked(11, 110), sentAndAcked(12, 120), sentAndAcked(13, 130)];
  const records = [
    ...first,
    ...second,
    ...third,
    ...sentAndAcked(5, 96),
    ...own,
    ...done(4, 105),
    ...behind.flat(),
    ...later(),
  ];

  it.each(["lost", "unprocessed", "unseen", "undone"])(
    "is its own, the two that were done before it and the two that are behind it: %s",
    (kind) => {
      const story = storyOf(records, { kind, seq: 10 });
      // Of those done before also where they stand in the log.
      const [, ackOf2, effectOf2] = second;
      const [, ackOf3, effectOf3] = third;
      expect(story).toEqual([
        ackOf2!,
        effectOf2!,
        ackOf3!,
        effectOf3!,
        ...own,
        ...behind.slice(0, 2).flat(),
      ]);
    },
  );

  it("has the checkpoint that went past it", () => {
    const sent = [...sentAndAcked(7, 1), delivery("a", 7, 2)];
    const story = storyOf([...sent, commit(7, 3), ...later()], { kind: "lost", seq: 7 });
    expect(story.slice(0, 4)).toEqual([...sent, commit(7, 3)]);
    // Where it was suspected that something is missing as well.
    const gone = [...sentAndAcked(0, 0), ...received([0]), commit(0, 0), ...received(range(2, 90))];
    expect(storyOf([...sentAndAcked(1, 0), ...gone], { kind: "lost", seq: 1 })).not.toContainEqual(
      commit(0, 0),
    );
    const passed = [
      ...sentAndAcked(1, 0),
      delivery("a", 1, 1),
      commit(1, 2),
      ...range(2, 20).map((seq) => effect("a", seq, seq)),
    ];
    expect(storyOf([...passed, ...later()], { kind: "lost", seq: 1 })).toContainEqual(commit(1, 2));
  });

  it("has a delete among its records, where that is how one commits", () => {
    const deleted = { ...commit(7, 3), scope: "event", key: "a", seq: 7 } as HistoryRecord;
    const sent = sentAndAcked(7, 1);
    const story = storyOf([...sent, deleted, ...later()], { kind: "lost", seq: 7 });
    expect(story.slice(0, 3)).toEqual([...sent, deleted]);
  });
});

describe("an event is suspected to be missed", () => {
  /** The times of the window around the moment when this seq came. */
  const isAround = (story: readonly HistoryRecord[], atMs: number): boolean =>
    story.some((record) => record.atMs === atMs);

  it("when a later one is done instead, though all were received in order", () => {
    const records = [
      ...received(range(0, 5)),
      ...[0, 1, 2, 4].map((seq) => effect("a", seq, 10 + seq)),
      ...received(range(5, 90), "map", 100),
    ];
    expect(isAround(storyOf(records, { kind: "unprocessed", seq: 3 }), 14)).toBe(true);
  });

  it("even if it would have been the first of all", () => {
    const records = received(range(1, 90));
    expect(seqsOf(storyOf(records, { kind: "lost", seq: 0 }))).toEqual(range(1, 16));
  });

  it("not when a later one is only sent before it", () => {
    const records = [send("a", 0, 0), send("a", 2, 2), ...later(3, 60), send("a", 1, 1, 70)];
    // Its own send, and the two events behind it.
    expect(seqsOf(storyOf(records, { kind: "lost", seq: 1 }))).toEqual([2, 3, 1]);
  });

  it("as it was at first, though another application misses it as well", () => {
    const passing = [0, 2, ...range(3, 60)];
    const records = [...received(passing), ...received(passing, "alerts", 500)];
    const story = storyOf(records, { kind: "lost", seq: 1 });
    expect(isAround(story, 2)).toBe(true);
    expect(isAround(story, 502)).toBe(false);
  });

  it("also late in a run in which all came in order until then", () => {
    const records = received([...range(0, 300), ...range(301, 400)]);
    expect(isAround(storyOf(records, { kind: "lost", seq: 300 }), 301)).toBe(true);
  });

  it("if it was passed over, and not if it came before or after, or again", () => {
    const records = received([...range(0, 20), ...range(21, 60), 3, ...range(60, 120)]);
    const kinds = ["unprocessed", "unseen", "undone"];
    for (const [at, seq] of [19, 21, 30].entries()) {
      const story = storyOf(records, { kind: kinds[at]!, seq });
      expect(seqsOf(story).slice(-14), `${seq}`).toEqual(range(106, 120));
    }
    expect(isAround(storyOf(records, { kind: "lost", seq: 20 }), 21)).toBe(true);
    // What came again brings no suspicion with it.
    expect(isAround(storyOf(records, { kind: "undone", seq: 5 }), 60)).toBe(false);
  });

  it("of a long gap if it is one of the first thirteen", () => {
    const records = received([...range(0, 20), ...range(60, 200)]);
    const [thirteenth, next] = storiesOf(
      records,
      { kind: "lost", seq: 32 },
      { kind: "unseen", seq: 33 },
    );
    expect(isAround(thirteenth!, 60)).toBe(true);
    expect(isAround(next!, 60)).toBe(false);
  });

  it("two hundred times", () => {
    const records = received([...range(0, 250).map((at) => 2 * at), ...range(501, 600)]);
    const [last, next] = storiesOf(
      records,
      { kind: "lost", seq: 399 },
      { kind: "unseen", seq: 401 },
    );
    expect(isAround(last!, 400)).toBe(true);
    expect(isAround(next!, 402)).toBe(false);
  });
});

describe("the story of two events in the wrong order, found long after", () => {
  const records = [
    ...sentAndAcked(2, 0),
    ...sentAndAcked(3, 5),
    ...sentAndAcked(4, 6),
    effect("a", 4, 7),
  ];

  it("has what is known of both, and of no other", () => {
    const both = storyOf([...records, ...later()], { kind: "overtake", seq: 3, otherSeq: 2 });
    expect(both).toEqual([...sentAndAcked(2, 0), ...sentAndAcked(3, 5)]);
    const [one] = storiesOf([...records, ...later()], { kind: "overtake", seq: 3 });
    expect(one).toEqual(sentAndAcked(3, 5));
  });

  it("has where the events stand in the log that happened meanwhile, and only those", () => {
    const acks = range(0, 40).map((seq) => ack("a", seq, seq));
    const received = range(0, 40).map((seq) => delivery("a", seq, 1000 + seq));
    const done = [0, 5, 30].map((seq) => effect("a", seq, 100 + seq, { app: "alerts" }));
    const records = [...acks, ...done, ...received];
    const story = storyOf(records, { kind: "overtake", seq: 39, otherSeq: 5 });
    expect(seqsOf(story.filter(({ type }) => type === "ack"))).toEqual([5, ...range(26, 40)]);
    expect(seqsOf(story.filter(({ type }) => type === "effect"))).toEqual([5]);
  });

  it("has acknowledgements from 48 others ago at least, and from 95 at most", () => {
    const [sent, acked] = sentAndAcked(0, 0);
    const done = [sent!, acked!, effect("a", 0, 1), ...sentAndAcked(1, 2), effect("a", 1, 3)];
    const others = (count: number) => range(2, 1 + count).map((seq) => ack("a", seq, 10 + seq));
    const isThere = (count: number): boolean =>
      storyOf([...done, ...others(count)], { kind: "overtake", seq: 0 }).includes(acked!);
    expect([48, 95, 96].map(isThere)).toEqual([true, true, false]);
  });

  it("is remembered for the first 200 keys", () => {
    const records = range(0, 201).flatMap((at) => [
      ack(`k${at}`, 0, 1),
      ...later(1000, 60, `k${at}`),
    ]);
    const [remembered, other] = storiesOf(
      records,
      { kind: "overtake", key: "k199", seq: 0 },
      { kind: "overtake", key: "k200", seq: 0 },
    );
    expect(remembered).toEqual([ack("k199", 0, 1)]);
    expect(seqsOf(other!)).toEqual(range(1046, 1060));
  });

  it("has a throttled send beside others of the same event, and of the next one", () => {
    const throttle = (seq: number, atMs: number): HistoryRecord => {
      return { type: "throttle", action: "PutRecord", entries: 1, key: "a", seq, atMs };
    };
    const attempts = [
      throttle(0, 1),
      throttle(1, 2),
      send("a", 1, 3),
      throttle(1, 4),
      ack("a", 1, 5),
    ];
    expect(storyOf(attempts, { kind: "overtake", seq: 1 })).toEqual(attempts);
  });
});

describe("what happens to consumers and lanes is part of a story", () => {
  const app = "map";
  const crash = (consumer: string, atMs: number): HistoryRecord => {
    return { type: "crash", app, consumer, atMs };
  };
  const lease = (action: string, atMs: number, changes: object = {}) =>
    ({
      type: "lease",
      app,
      consumer: "c1",
      lane: "lane-1",
      action,
      atMs,
      ...changes,
    }) as HistoryRecord;
  const reshard = (parents: string[], children: string[]): HistoryRecord => {
    return { type: "reshard", parents, children, atMs: 50 };
  };
  const story = [send("a", 5, 40), ack("a", 5, 41), delivery("a", 5, 42, { consumer: "c1/3" })];
  const seen = [...story, effect("a", 5, 60, { consumer: "c1/3" })];
  /** What is there of these, beside what happened to the event. */
  const shown = (kind: string, ...more: HistoryRecord[]) => {
    const records = kind === "overtake" ? seen : story;
    const all = [...records, ...more].toSorted((a, b) => a.atMs - b.atMs);
    return storyOf(all, { kind, seq: 5 }).filter((record) => more.includes(record));
  };

  it("if leases of its lanes change hands, and not when they are first taken or read to the end", () => {
    const news = ["given-up", "lost", "expired"].map((action) => lease(action, 50));
    const resumed = lease("taken", 50, { from: "after-position" });
    expect(shown("overtake", ...news, resumed)).toEqual([...news, resumed]);
    const first = lease("taken", 50, { from: "trim-horizon" });
    expect(shown("overtake", first, lease("ended", 50))).toEqual([]);
    expect(shown("overtake", lease("lost", 50, { lane: "lane-2" }))).toEqual([]);
  });

  it("if its lanes are split or merged, and others are not", () => {
    const [split, merged] = [reshard(["lane-1"], ["x", "y"]), reshard(["x", "y"], ["lane-1"])];
    expect(shown("overtake", split, merged, reshard(["x"], ["y"]))).toEqual([split, merged]);
  });

  it("of what nothing came of also later, if it is its consumer", () => {
    const [own, other] = [crash("c1", 100), crash("c11", 100)];
    expect(shown("lost", own, other, crash("c", 100))).toEqual([own]);
    expect(shown("overtake", own, crash("c1", 30))).toEqual([]);
    // In the meantime, anybody's.
    expect(shown("overtake", crash("c11", 50))).toHaveLength(1);
  });

  it("up to its last record, wherever that comes from", () => {
    const gone = [send("a", 1, 0), ...received([0, ...range(2, 60)]), ack("a", 1, 400)];
    const crashes = [crash("z", 300), crash("z", 500)];
    const all = [...gone, ...crashes].toSorted((a, b) => a.atMs - b.atMs);
    const told = storyOf(all, { kind: "lost", seq: 1 });
    expect(told.filter(({ type }) => type === "crash")).toEqual([crashes[0]]);
  });

  it("two hundred times in a run", () => {
    const crashes = Array.from({ length: 250 }, () => crash("c1", 50));
    expect(shown("overtake", ...crashes)).toHaveLength(200);
  });
});

it("what is no key's is not followed as one", () => {
  const keys = new BrokenKeys();
  keys.add({ type: "retry", atMs: 0, action: "PutRecord" });
  keys.add({ type: "throttle", atMs: 0, action: "GetRecords", entries: 1 });
  for (const number of range(0, 2000)) keys.add(send(`truck_${number}`, 0, number));
  keys.found({ kind: "overtake", key: "truck_1999", seq: 0, detail: "" });
  expect(keys.close()).toHaveLength(1);
});
