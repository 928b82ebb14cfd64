import { describe, expect, it } from "vitest";

import { chooseLeases, type SeenLease } from "../../src/consumer/leases/choose-leases.ts";
import { LeaseTable } from "../../src/consumer/leases/lease-table.ts";
import { seededRandom } from "../../src/random.ts";

const random = seededRandom(1, "leases");

describe("the lease table", () => {
  it("gives a lease to whoever saw it as it is, and to nobody else", () => {
    const table = new LeaseTable();
    table.add("a", []);
    const [seen] = table.readable(true);
    expect(table.take(seen!, "one")).toBe(true);
    expect(table.take(seen!, "two")).toBe(false);
    expect([table.holds("a", "one"), table.holds("a", "two")]).toEqual([true, false]);
  });

  it("does not let go what was renewed meanwhile", () => {
    const table = new LeaseTable();
    table.add("a", []);
    table.take(table.readable(true)[0]!, "one");
    const [seen] = table.readable(true);
    expect(table.renew("a", "one")).toBe(true);
    expect(table.take(seen!, "two")).toBe(false);
  });

  it("tells a former holder at every write that it is none", () => {
    const table = new LeaseTable();
    table.add("a", []);
    table.take(table.readable(true)[0]!, "one");
    table.take(table.readable(true)[0]!, "two");
    expect([table.renew("a", "one"), table.giveUp("a", "one"), table.end("a", "one")]).toEqual([
      false,
      false,
      false,
    ]);
    expect(table.holds("a", "two")).toBe(true);
  });

  it("hands a lease over to whoever has asked for it", () => {
    const table = new LeaseTable();
    table.add("a", []);
    table.take(table.readable(true)[0]!, "one");
    table.ask("a", "two");
    expect(table.askedBy("a")).toBe("two");
    expect(table.giveUp("a", "one")).toBe(true);
    expect([table.holds("a", "two"), table.askedBy("a")]).toEqual([true, undefined]);
  });

  it("shows children when all their parents have ended, or at once", () => {
    const table = new LeaseTable();
    table.add("p", []);
    table.add("q", [], true);
    table.add("c", ["p", "q", "older-than-the-retention"]);
    const lanes = (waits: boolean): readonly string[] =>
      table.readable(waits).map(({ lane }) => lane);
    expect([lanes(true), lanes(false)]).toEqual([["p"], ["p", "c"]]);
    table.take(table.readable(true)[0]!, "one");
    table.end("p", "one");
    expect(lanes(true)).toEqual(["c"]);
  });
});

describe("a worker that looks what there is to take", () => {
  const held = (holder: string | undefined, count: number, isFree = false): SeenLease[] =>
    Array.from({ length: count }, (_, number) => ({
      lane: `${holder}-${number}`,
      parents: [],
      holder,
      counter: 1,
      asked: undefined,
      isEnded: false,
      isFree,
    }));

  it("takes all that is free when it is alone", () => {
    expect(chooseLeases(held(undefined, 3, true), "me", random).free).toHaveLength(3);
  });

  it("takes its share of what is free, and steals nothing then", () => {
    const leases = [...held("other", 3), ...held("dead", 3, true)];
    const { free, stolen } = chooseLeases(leases, "me", random);
    expect([free.length, stolen.length]).toEqual([3, 0]);
    expect(free.every(({ holder }) => holder === "dead")).toBe(true);
  });

  it("steals one from whoever has more than a share", () => {
    const { free, stolen } = chooseLeases([...held("much", 4), ...held("some", 1)], "me", random);
    expect(free).toEqual([]);
    expect(stolen.map(({ holder }) => holder)).toEqual(["much"]);
  });

  it("asks for one at a time", () => {
    const leases = held("much", 4).map((one, at) => (at === 0 ? { ...one, asked: "me" } : one));
    expect(chooseLeases(leases, "me", random).stolen).toEqual([]);
  });

  it("lets others be when it has its share, or they have no more than theirs", () => {
    const none = { free: [], stolen: [] };
    expect(chooseLeases([...held("me", 2), ...held("other", 2)], "me", random)).toEqual(none);
    expect(chooseLeases(held("other", 1), "me", random)).toEqual(none);
  });
});
