import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import {
  type EventRecord,
  lanesOf,
  noneUnfinished,
  recordsOf,
  UnfinishedEvents,
} from "../../src/metrics/unfinished.ts";
import { ack, delivery, effect, send, start } from "./measured.ts";

/** What is remembered of a key after these. */
function after(records: readonly HistoryRecord[], appCount = 1) {
  const events = new UnfinishedEvents();
  const key = noneUnfinished();
  for (const record of records) {
    if (record.type === "commit") events.pass(record);
    else events.add(record as EventRecord, key, appCount);
  }
  return { ...key, of: (seq: number | undefined) => recordsOf(key, seq) };
}

/** All that happens to an event before it is done: four records. */
function underWay(seq: number): HistoryRecord[] {
  return [send("a", seq, seq), ack("a", seq, seq), delivery("a", seq, seq), start("a", seq, seq)];
}

function whole(seq: number): HistoryRecord[] {
  return [...underWay(seq), effect("a", seq, seq)];
}

function commit(position: number, changes: object = {}): HistoryRecord {
  const place = { app: "map", consumer: "c1", lane: "lane-1", scope: "through" } as const;
  return { type: "commit", ...place, position: `${position}`, atMs: 900, ...changes };
}

const range = (length: number) => Array.from({ length }, (_, at) => at);

describe("an event that is not done", () => {
  it("has what happened to it since its send", () => {
    expect(after(underWay(3)).of(3)).toEqual(underWay(3));
    expect(after(underWay(3)).of(4)).toEqual([]);
    expect(after(underWay(3)).of(undefined)).toEqual([]);
  });

  it("is not followed where its send was not seen", () => {
    const [, acked, delivered] = underWay(3);
    expect(after([acked!, delivered!]).of(3)).toEqual([]);
    expect(after([effect("a", 3, 9)]).lastDone).toBeUndefined();
  });

  it("has its first twelve records, and a key its first 64 events", () => {
    const sends = range(20).map((at) => send("a", 0, 0, at));
    expect(after(sends).of(0)).toEqual(sends.slice(0, 12));
    const keys = [...after(range(70).flatMap(underWay)).bySeq.keys()];
    expect(keys).toEqual(range(64));
  });
});

describe("an event is done", () => {
  const aside = { app: "map", key: "a", seq: 3, atMs: 9, reason: "" };

  it.each<HistoryRecord>([
    effect("a", 3, 9),
    { type: "dead-letter", ...aside },
    { type: "discard", ...aside },
  ])("with its $type, and told until the next one is", (done) => {
    const { bySeq, of } = after([...underWay(3), done]);
    expect(bySeq.size).toBe(0);
    expect(of(3)).toEqual(underWay(3));
    expect(after([...underWay(3), done, ...whole(4)]).of(3)).toEqual([]);
  });

  it("when all applications are done with it", () => {
    const by = (app: string) => effect("a", 3, 9, { app });
    expect(after([...underWay(3), by("map")], 2).bySeq.has(3)).toBe(true);
    expect(after([...underWay(3), by("map"), by("map")], 2).bySeq.has(3)).toBe(true);
    expect(after([...underWay(3), by("map"), by("alerts")], 2).bySeq.has(3)).toBe(false);
  });
});

describe("an event that is done and was unusual is remembered", () => {
  const sentTwice = (seq: number) => [send("a", seq, seq), ...whole(seq)];

  it("because it was sent twice, or refused", () => {
    expect(after([...sentTwice(3), ...whole(4)]).of(3)).toHaveLength(5);
    const refused: HistoryRecord = { type: "refused", key: "a", seq: 3, atMs: 4, reason: "" };
    const again = [send("a", 3, 3), refused, send("a", 3, 3), effect("a", 3, 9)];
    expect(after([...again, ...whole(4)]).of(3)).toEqual(again.slice(0, 3));
  });

  it("until eight others were", () => {
    const { of: ofEight } = after([...range(8).flatMap(sentTwice), ...whole(99)]);
    for (const seq of range(8)) expect(ofEight(seq)[0]).toMatchObject({ seq });
    const { of: ofNine } = after([...range(9).flatMap(sentTwice), ...whole(99)]);
    expect(ofNine(0)).toEqual([]);
    expect(ofNine(1)).toHaveLength(5);
    expect(ofNine(8)).toHaveLength(5);
  });
});

describe("a checkpoint is part of an event's story", () => {
  it("once, if it goes past an event that a consumer has in hand", () => {
    const passing = commit(3);
    expect(after([...underWay(3), passing, commit(4)]).of(3)).toEqual([...underWay(3), passing]);
  });

  it("and not if it does not go so far, or is of another lane or application", () => {
    for (const other of [commit(2), commit(3, { lane: "lane-2" }), commit(3, { app: "alerts" })]) {
      expect(after([...underWay(3), other]).of(3)).toEqual(underWay(3));
    }
  });

  it("and not if nobody received the event, or it was done by then", () => {
    const sent = [send("a", 3, 3), ack("a", 3, 3)];
    expect(after([...sent, commit(3)]).of(3)).toEqual(sent);
    expect(after([...sent, effect("a", 3, 4), commit(3)]).of(3)).toEqual(sent);
    expect(after([...whole(3), commit(3)]).of(3)).toEqual(underWay(3));
  });

  it("and not where positions are names", () => {
    const named = [send("a", 3, 3), delivery("a", 3, 4, { position: "m-1" })];
    expect(after([...named, commit(9999)]).of(3)).toEqual(named);
    expect(after([...named, effect("a", 3, 5), commit(9999)]).of(3)).toEqual(named);
  });
});

it("the lanes of a story are those that its events were acknowledged in and received from", () => {
  const story = [
    send("a", 0, 0),
    ack("a", 0, 1, "x"),
    delivery("a", 0, 2, { lane: "y" }),
    effect("a", 0, 3, { lane: "z" }),
  ];
  expect([...lanesOf(story)]).toEqual(["x", "y"]);
});
