/** Histories that do not hang together: causes after their effects, and what nobody can have done. None of them is valid. */
import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { profiles, type ProfileName } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { history } from "./history-builder.ts";

function judged(records: readonly HistoryRecord[], profile: ProfileName = "ordered") {
  const { verdict, reasons } = verify(records, profiles[profile]);
  return { verdict, reasons: reasons.join("; ") };
}

function unknown(reason: string) {
  return { verdict: "unknown", reasons: expect.stringContaining(reason) };
}

describe("what consumers had before it was sent", () => {
  const early = "events that consumers had before they were sent (1; first: truck_7 #0";

  it("contradicts the order of one recorder", () => {
    expect(judged(history().consumed(0).stored(0).end())).toEqual(unknown(early));
  });

  it("contradicts, if all that was sent until then was refused", () => {
    const builder = history().sent(0).refused(0).delivered(0).stored(0).processed(0);
    expect(judged(builder.end())).toEqual(unknown(early));
  });

  it("contradicts the clocks of two recorders only beyond their bounds", () => {
    const at = (consumedMs: number): HistoryRecord[] =>
      byTwo(
        history()
          .stored(0)
          .records.map((record) => ({ ...record, atMs: 100 })),
        history()
          .consumed(0)
          .records.map((record) => ({ ...record, atMs: consumedMs })),
      );
    expect(judged(at(80))).toEqual({ verdict: "valid", reasons: "" });
    expect(judged(at(79))).toEqual(unknown(early));
  });
});

/** What a producer and a worker wrote, whose clocks are off by up to 10 ms each. */
function byTwo(
  sent: readonly HistoryRecord[],
  consumed: readonly HistoryRecord[],
): HistoryRecord[] {
  const own = (recorder: string, records: readonly HistoryRecord[]): HistoryRecord[] =>
    records.map((record) => ({ ...record, recorder }));
  const header = { type: "header", version: "0.2", atMs: 0, clockErrorMs: 10 } as const;
  const end = { type: "end", atMs: 900, offered: 0, sendingMs: 0, drained: true } as const;
  const records = [...own("producer", sent), ...own("worker", consumed)];
  return [
    { ...header, recorder: "producer" },
    { ...header, recorder: "worker" },
    ...records.toSorted((left, right) => left.atMs - right.atMs),
    { ...end, interrupted: false, recorder: "producer" },
    { ...end, interrupted: false, recorder: "worker" },
  ];
}

describe("handlers that had not ended", () => {
  const open = "1 handler had not ended when the history did";

  it("may still do something again", () => {
    const again = history().stored(0).consumed(0).delivered(0).started(0);
    expect(judged(again.end(), "exactly-once-ordered")).toEqual(unknown(open));
    const late = history().stored(0, 1).consumed(0, 1).delivered(0).started(0);
    expect(judged(late.end())).toEqual(unknown(open));
  });

  it("matter only where it does what effects there are", () => {
    const again = history().stored(0).consumed(0).delivered(0).started(0);
    expect(judged(again.end(), "unordered").verdict).toBe("valid");
  });

  it("are none where their consumer died, or where they were abandoned", () => {
    const again = () => history().stored(0).consumed(0).delivered(0).started(0);
    expect(judged(again().crashed().end()).verdict).toBe("valid");
    expect(judged(again().abandoned(0).end()).verdict).toBe("valid");
  });
});

describe("events put aside", () => {
  it("that were never sent contradict", () => {
    const records = history().stored(0).consumed(0).deadLettered(9).end();
    expect(judged(records, "ordered-or-set-aside")).toEqual(
      unknown("events put aside that were not sent (1; first: truck_7 #9)"),
    );
  });

  it("that their consumer gave up without having received them contradict", () => {
    const records = history().stored(0, 1).consumed(0).discarded(1).end();
    expect(judged(records, "ordered-or-set-aside")).toEqual(
      unknown("discards of events that were not delivered"),
    );
    const producer = history().stored(0).sent(1).refused(1).consumed(0).givenUp(1).end();
    expect(judged(producer, "ordered-or-set-aside").verdict).toBe("valid");
    expect(judged(producer).verdict).toBe("invalid");
    const service = history().stored(0, 1).consumed(0).deadLettered(1).end();
    expect(judged(service, "ordered-or-set-aside").verdict).toBe("valid");
  });
});

describe("work that names a place", () => {
  const elsewhere = "work on events from where they were not delivered";

  it("where its event was never delivered from contradicts", () => {
    const position = history().stored(0).delivered(0).processed(0, "7").end();
    expect(judged(position)).toEqual(unknown(elsewhere));
    const lane = history().stored(0).delivered(0).in({ lane: "shard-9" }).processed(0).end();
    expect(judged(lane)).toEqual(unknown(elsewhere));
  });

  it("is right from any place that its event was delivered from", () => {
    const builder = history().stored(0).delivered(0).delivered(0, "2000").processed(0, "2000");
    expect(judged(builder.processed(0).end()).verdict).toBe("valid");
  });
});

describe("a reader that begins behind a position", () => {
  it("that does not compare may have lost what it did not receive", () => {
    for (const at of [{}, { fromPosition: "somewhere" }]) {
      const records = history().leased("after-position", at).stored(0, 1).consumed(1).end();
      expect(judged(records)).toEqual(unknown("the check lost could not judge 1 case"));
    }
    const records = history()
      .leased("after-position", { fromPosition: "1000" })
      .stored(0, 1)
      .consumed(1);
    expect(judged(records.end()).verdict).toBe("valid");
  });
});

describe("names with blanks in them", () => {
  it("are not taken for others", () => {
    const builder = history().stored(0, 1).in({ app: "map of", consumer: "c1" });
    builder.delivered(0).delivered(1).started(0);
    // Somebody else died.
    builder.in({ app: "map", consumer: "of c1" }).crashed("of c1");
    builder.in({ app: "map of", consumer: "c2" }).started(1).in({ consumer: "c1" }).completed(0);
    const { verdict } = judged(builder.in({ consumer: "c2" }).completed(1).end());
    expect(verdict).toBe("invalid");
  });
});

describe("a bound of a clock that is none", () => {
  it("is taken for no bound", () => {
    for (const clockErrorMs of [-5, Number.NaN]) {
      const records = byTwo(history().stored(0).records, history().consumed(0).records).map(
        (record): HistoryRecord =>
          record.type === "header" ? { ...record, clockErrorMs } : record,
      );
      const other = history().in({ consumer: "c2" }).processed(0).records[0]!;
      const mixed = records.toSpliced(-2, 0, { ...other, atMs: 800, recorder: "producer" });
      expect(judged(mixed)).toEqual(unknown("within-clock-error"));
    }
  });
});

it("a commit in a lane that turns out to have no log order leaves nothing behind", () => {
  const by = { app: "map", consumer: "c1" };
  const commit = { scope: "event", key: "truck_7", seq: 0, atMs: 4, ...by } as const;
  const judgedWith = (position: string) => {
    const builder = history().stored(0, 1).resharded(["shard-0"], ["shard-1"]);
    builder.delivered(0).processed(0).delivered(1);
    builder.records.push({ type: "commit", lane: "shard-1", position: "2000", ...commit });
    builder.in({ lane: "shard-1", key: "truck_8" }).sent(0).acked(0, position);
    const records = builder.end({ drained: false }).map((record, atMs) => ({ ...record, atMs }));
    return verify(records, profiles.ordered).counts.unprocessed;
  };
  expect([judgedWith("2001"), judgedWith("an id")]).toEqual([1, 0]);
});
