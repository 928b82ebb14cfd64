import { describe, expect, it } from "vitest";

import { blamed, found } from "./found.ts";
import { history } from "./history-builder.ts";

describe("misrouted", () => {
  it("every event outside the lane of the truck's first event is misrouted", () => {
    const builder = history().stored(0).consumed(0).in({ lane: "shard-1" }).stored(1, 2);
    const records = builder.consumed(1, 2).in({ lane: "shard-0" }).stored(3).consumed(3).end();
    expect(blamed(records)).toEqual(["misrouted truck_7 #1", "misrouted truck_7 #2"]);
  });

  it("a reshard moves a truck to a child of its lane, and on to a grandchild", () => {
    const builder = history().stored(0).consumed(0).resharded(["shard-0"], ["shard-2", "shard-3"]);
    builder.in({ lane: "shard-3" }).stored(1).consumed(1);
    builder.resharded(["shard-3", "shard-2"], ["shard-4"]).in({ lane: "shard-4" });
    expect(found(builder.stored(2).consumed(2).end())).toEqual({});
  });

  it("two reshards before the truck's next event still make a descendant", () => {
    const builder = history().stored(0).consumed(0).resharded(["shard-0"], ["shard-2", "shard-3"]);
    builder.resharded(["shard-3"], ["shard-4"]).in({ lane: "shard-4" }).stored(1);
    expect(found(builder.consumed(1).end())).toEqual({});
  });

  it("a child of another lane is no home", () => {
    const builder = history().stored(0).consumed(0).resharded(["shard-1"], ["shard-2", "shard-3"]);
    expect(blamed(builder.in({ lane: "shard-2" }).stored(1).consumed(1).end())).toEqual([
      "misrouted truck_7 #1",
    ]);
  });

  it("a sibling is no home", () => {
    const builder = history().resharded(["shard-0"], ["shard-2", "shard-3"]);
    builder.in({ lane: "shard-2" }).stored(0).consumed(0).in({ lane: "shard-3" });
    expect(found(builder.stored(1).consumed(1).end())).toEqual({ misrouted: 1 });
  });

  it("an old event read from the parent after the child is out of order, not misrouted", () => {
    const builder = history().stored(0, 1).consumed(0).resharded(["shard-0"], ["shard-2"]);
    builder.in({ lane: "shard-2" }).stored(2).consumed(2).in({ lane: "shard-0" });
    expect(found(builder.consumed(1).end())).toEqual({ "nonmonotonic-effect": 1 });
  });

  it("a second application that reads from the beginning finds the truck where it was then", () => {
    const builder = history().stored(0).consumed(0).resharded(["shard-0"], ["shard-2"]);
    builder.in({ lane: "shard-2" }).stored(1).consumed(1).in({ app: "billing", lane: "shard-0" });
    expect(found(builder.consumed(0).in({ lane: "shard-2" }).consumed(1).end())).toEqual({});
  });

  it("two applications that see one misrouted event count it once", () => {
    const builder = history().stored(0).consumed(0).in({ lane: "shard-1" }).stored(1).consumed(1);
    builder.in({ app: "billing", lane: "shard-0" }).consumed(0).in({ lane: "shard-1" });
    expect(found(builder.consumed(1).end())).toEqual({ misrouted: 1 });
  });
});
