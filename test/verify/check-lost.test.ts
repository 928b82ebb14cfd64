import { describe, expect, it } from "vitest";

import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { blamed, found } from "./found.ts";
import { history } from "./history-builder.ts";

describe("lost and unseen", () => {
  it("an acknowledged event that a drained run never delivered is lost", () => {
    expect(blamed(history().stored(0, 1).consumed(0).end())).toEqual(["lost truck_7 #1"]);
  });

  it("an acknowledged event that an undrained run never delivered is unseen, and the verdict unknown", () => {
    const records = history().stored(0, 1).consumed(0).end({ drained: false });
    expect(found(records)).toEqual({ unseen: 1 });
    expect(verify(records, profiles.ordered).verdict).toBe("unknown");
  });

  it("an event that the reader went past is lost even in an undrained run", () => {
    // 2 was delivered from the same lane, behind 1: the reader cannot come back for 1. 3 may still come.
    const records = history().stored(0, 1, 2, 3).consumed(0, 2).end({ drained: false });
    expect(found(records)).toEqual({ lost: 1, unseen: 1 });
    const { detail, lane, position, otherSeq } = verify(records, profiles.ordered).evidence[0]!;
    expect({ lane, position, otherSeq }).toEqual({
      lane: "shard-0",
      position: "1001",
      otherSeq: 2,
    });
    expect(detail).toBe(
      "truck_7 #1 (shard-0, position 1001, at 3 ms) was acknowledged but never delivered to map; truck_7 #2 (shard-0, position 1002, consumer c1, at 11 ms) was delivered without it",
    );
  });

  it("an event logged behind its successor is not lost because the successor came", () => {
    // The log holds 0, 2, 1; the reader has reached 2.
    const records = history()
      .stored(0)
      .sent(1, 2)
      .acked(2, "1002")
      .acked(1, "1003")
      .consumed(0, 2)
      .end({ drained: false });
    expect(found(records)).toEqual({ unseen: 1 });
  });

  it("one inversion in the log does not hide a loss further on", () => {
    // The log holds 0, 2, 1, 3, 4; the reader has reached 4 without 3.
    const builder = history().sent(0, 1, 2, 3, 4).acked(0, "1").acked(2, "2").acked(1, "3");
    builder.acked(3, "4").acked(4, "5");
    for (const [seq, position] of [
      [0, "1"],
      [2, "2"],
      [1, "3"],
      [4, "5"],
    ] as const) {
      builder.delivered(seq, position).processed(seq, position);
    }
    const { counts, evidence } = verify(builder.end({ drained: false }), profiles.ordered);
    expect(counts).toMatchObject({ lost: 1, unseen: 0 });
    expect(evidence.filter(({ kind }) => kind === "lost")).toMatchObject([
      { seq: 3, position: "4" },
    ]);
  });

  it("an event of a parent is lost once one of its child was delivered", () => {
    const builder = history().stored(0, 1).consumed(0).resharded(["shard-0"], ["shard-1"]);
    builder.in({ lane: "shard-1" }).sent(2, 3).acked(2, "7").acked(3, "8").delivered(2, "7");
    const records = builder.processed(2, "7").end({ drained: false });
    expect(found(records)).toEqual({ lost: 1, unseen: 1 });
  });

  it("acknowledgements that only arrive out of order do not hide a loss", () => {
    const records = history()
      .sent(0, 1, 2)
      .acked(2)
      .acked(0)
      .acked(1)
      .consumed(0, 2)
      .end({ drained: false });
    expect(found(records)).toEqual({ lost: 1 });
  });

  it("an event first in the log is no proof of loss, however late its acknowledgement comes", () => {
    const builder = history();
    for (let seq = 0; seq < 23; seq += 1) if (seq !== 7) builder.stored(seq);
    builder.sent(7).acked(7, "5").delivered(7, "5");
    expect(found(builder.end({ drained: false }))).toEqual({ unseen: 22 });
  });

  it("nothing below the high-water mark is lost where positions do not compare", () => {
    const opaque = history().sent(0, 1).acked(0, "m-0").acked(1, "m-1").delivered(1, "m-1");
    expect(found(opaque.end({ drained: false }))).toEqual({ unseen: 1 });
  });

  it("nothing below the high-water mark is lost when the truck is in two lanes", () => {
    const builder = history().stored(0).in({ lane: "shard-1" }).stored(1).delivered(1);
    expect(found(builder.end({ drained: false }))).toEqual({ unseen: 1 });
  });

  it("a phantom of a high seq does not make everything below it lost", () => {
    const records = history().stored(0, 1).consumed(0).delivered(900).end({ drained: false });
    expect(found(records)).toEqual({ unseen: 1, phantom: 1 });
  });

  it("a send of uncertain outcome is neither lost when it stays away nor a phantom when it appears", () => {
    const builder = history().sent(0, 1, 2).uncertain(0).uncertain(1).acked(2);
    expect(found(builder.consumed(1, 2).end())).toEqual({});
  });

  it("a send without any recorded outcome is neither lost nor a phantom", () => {
    expect(found(history().sent(0, 1).consumed(1).end())).toEqual({});
  });

  it("an event acknowledged at the second attempt is lost if it never comes", () => {
    const records = history().sent(0).uncertain(0).stored(0, 1).consumed(1).end();
    expect(blamed(records)).toEqual(["lost truck_7 #0"]);
  });

  it("each application must receive every event, once it receives anything", () => {
    const builder = history().stored(0, 1).consumed(0, 1).in({ app: "billing" }).consumed(1);
    const { evidence } = verify(builder.end(), profiles.ordered);
    expect(evidence.map(({ kind, seq, app }) => ({ kind, seq, app }))).toEqual([
      { kind: "lost", seq: 0, app: "billing" },
    ]);
  });

  it("a truck of which an application received nothing is lost to it", () => {
    const builder = history().stored(0).consumed(0).in({ key: "truck_8" }).stored(0);
    expect(blamed(builder.end())).toEqual(["lost truck_8 #0"]);
  });

  it("if nothing at all was delivered, all is unseen, or lost after a drain", () => {
    expect(found(history().stored(0, 1).end({ drained: false }))).toEqual({ unseen: 2 });
    expect(found(history().stored(0, 1).end())).toEqual({ lost: 2 });
  });
});

describe("where an application begins to read", () => {
  it("what was sent before a start at LATEST is nobody's loss, what was sent after it is", () => {
    const builder = history().stored(0, 1).leased("latest").stored(2, 3).consumed(3);
    expect(blamed(builder.end())).toEqual(["lost truck_7 #2"]);
  });

  it("an event sent before a start at LATEST is due if it lies behind the first one delivered", () => {
    // 0 … 2 were under way when the iterator was made; 1 was the first to come after it.
    const builder = history().sent(0, 1, 2).leased("latest").acked(0).acked(1).acked(2);
    expect(blamed(builder.consumed(1).end())).toEqual(["lost truck_7 #2"]);
  });

  it("a start at a time counts on the clock of the run, whenever it is taken", () => {
    const builder = history().stored(0, 1, 2).leased("at-timestamp", { fromMs: 2 });
    expect(blamed(builder.consumed(2).end())).toEqual(["lost truck_7 #1"]);
  });

  it("a start behind a position leaves out what lies up to it", () => {
    const builder = history().stored(0, 1, 2).leased("after-position", { fromPosition: "1000" });
    expect(blamed(builder.consumed(2).end())).toEqual(["lost truck_7 #1"]);
  });

  it("a start at LATEST that receives nothing has lost what was sent after it", () => {
    const builder = history().stored(0).leased("latest").stored(1);
    expect(blamed(builder.end())).toEqual(["lost truck_7 #1"]);
    const late = history().stored(0).consumed(0).in({ app: "billing" }).leased("latest");
    expect(found(late.end())).toEqual({});
  });

  it("a restart behind a checkpoint changes nothing", () => {
    const builder = history().leased().stored(0, 1, 2).consumed(0).crashed();
    const again = builder.leased("after-position", { fromPosition: "1001" }).consumed(2);
    expect(blamed(again.end())).toEqual(["lost truck_7 #1"]);
  });

  it("what a second start at LATEST skips is lost", () => {
    const builder = history().stored(0).leased("latest").stored(1).consumed(1).stored(2);
    expect(blamed(builder.leased("latest").stored(3).consumed(3).end())).toEqual([
      "lost truck_7 #2",
    ]);
  });

  it("each application has a start of its own in each lane", () => {
    const builder = history().leased().stored(0).consumed(0).in({ app: "billing" });
    builder.leased("latest").stored(1).consumed(1).in({ app: "map" }).consumed(1);
    builder.in({ lane: "shard-1", key: "truck_8" }).stored(0).in({ app: "billing" });
    expect(blamed(builder.end())).toEqual(["lost truck_8 #0", "lost truck_8 #0"]);
  });

  it("an event refused before the start and sent again after it is due", () => {
    const builder = history().sent(0).refused(0).leased("latest").sent(0).acked(0).stored(1);
    expect(blamed(builder.consumed(1).end())).toEqual(["lost truck_7 #0"]);
  });

  it("a child is read from its beginning, though the parent was begun at LATEST", () => {
    const builder = history().stored(0).leased("latest").stored(1).consumed(1);
    builder.resharded(["shard-0"], ["shard-1", "shard-2"]).in({ lane: "shard-1" }).stored(2, 3);
    const led = builder.leased("trim-horizon").consumed(3);
    expect(blamed(led.end())).toEqual(["lost truck_7 #2"]);
  });

  it("a child that is never taken is lost with all that is in it", () => {
    const builder = history().leased("latest").stored(0).consumed(0);
    builder.resharded(["shard-0"], ["shard-1"]).in({ lane: "shard-1" }).stored(1);
    expect(blamed(builder.end())).toEqual(["lost truck_7 #1"]);
  });

  it("a parent of a lane begun at LATEST lies before the beginning", () => {
    const builder = history().stored(0).resharded(["shard-0"], ["shard-1"]);
    const led = builder.in({ lane: "shard-1" }).stored(1).leased("latest").stored(2).consumed(2);
    expect(found(led.end())).toEqual({});
  });
});
