import { describe, expect, it } from "vitest";

import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { blamed, found } from "./found.ts";
import { history, type HistoryBuilder } from "./history-builder.ts";

const fleet = profiles["fleet-ordered"];

/** Event 0 of truck_7 (index 0) and event 0 of truck_8 (index 1), stored at these positions. */
function twoTrucks(first = "1", second = "2"): HistoryBuilder {
  const builder = history().sent(0).acked(0, first).in({ key: "truck_8" });
  return builder.sent(0).acked(0, second);
}

describe("scope fleet", () => {
  it("a fleet whose events are logged and completed in fleet order is valid", () => {
    const builder = twoTrucks().in({ key: "truck_7" }).delivered(0, "1").processed(0, "1");
    const records = builder.in({ key: "truck_8" }).delivered(0, "2").processed(0, "2").end();
    expect(verify(records, fleet).verdict).toBe("valid");
  });

  it("a truck's event logged behind a later one of another truck is late", () => {
    const builder = twoTrucks("2", "1").delivered(0, "1").processed(0, "1").in({ key: "truck_7" });
    const records = builder.delivered(0, "2").processed(0, "2").end();
    expect(found(records)).toEqual({});
    expect(blamed(records, fleet)).toEqual(["nonmonotonic-send truck_7 #0"]);
    expect(verify(records, fleet).evidence[0]).toMatchObject({ otherKey: "truck_8", otherSeq: 0 });
    expect(verify(records, fleet).countsByKey.get("truck_7")?.["nonmonotonic-send"]).toBe(1);
  });

  it("completing two trucks' events against the log is late, on the truck that came second", () => {
    const builder = twoTrucks().delivered(0, "2").processed(0, "2").in({ key: "truck_7" });
    const records = builder.delivered(0, "1").processed(0, "1").end();
    expect(found(records)).toEqual({});
    expect(blamed(records, fleet)).toEqual(["nonmonotonic-effect truck_7 #0"]);
  });

  it("two trucks in work at once overtake, and two consumers overlap", () => {
    const builder = twoTrucks().in({ key: "truck_7" }).delivered(0, "1").started(0, "1");
    builder.in({ key: "truck_8", consumer: "c2" }).delivered(0, "2").started(0, "2");
    builder.in({ key: "truck_7", consumer: "c1" }).completed(0, "1");
    const records = builder.in({ key: "truck_8", consumer: "c2" }).completed(0, "2").end();
    expect(found(records)).toEqual({});
    expect(blamed(records, fleet)).toEqual(["overtake truck_8 #0", "key-overlap truck_8 #0"]);
  });

  it("a fleet in two lanes has no one order", () => {
    const builder = history().stored(0).consumed(0).in({ key: "truck_8", lane: "shard-1" });
    const records = builder.stored(0).consumed(0).end();
    expect(found(records)).toEqual({});
    expect(blamed(records, fleet)).toEqual(["misrouted truck_8 #0"]);
  });

  it("losses, phantoms and duplicates are the same in both scopes", () => {
    const builder = twoTrucks().in({ key: "truck_7" }).delivered(0, "1").processed(0, "1");
    builder.processed(0, "1").delivered(0, "3").delivered(9, "4").sent(1).acked(1, "5");
    const records = builder.in({ key: "truck_8" }).delivered(0, "2").processed(0, "2").end();
    const same = { lost: 1, phantom: 1, "duplicate-log": 1, "duplicate-effect": 1 };
    expect(found(records)).toEqual(same);
    expect(found(records, fleet)).toEqual(same);
  });
});
