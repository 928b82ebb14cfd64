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

  it("an acknowledgement that comes too late to be placed makes no proof of loss", () => {
    // 7 is first in the log. Its acknowledgement comes last, when those of the events before it are forgotten.
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
