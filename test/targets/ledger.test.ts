import { describe, expect, it } from "vitest";

import { type Entry, Ledger } from "../../src/targets/ledger.ts";

const stream = { kind: "stream", name: "convoy-a" } as const;

function ledger() {
  const changes: Entry[] = [];
  return { changes, ledger: new Ledger((entry) => changes.push(entry)) };
}

describe("what may be left", () => {
  it("is there from before its creation is sent until its deletion is answered", () => {
    const { ledger: of, changes } = ledger();
    of.creating(stream, 0.72);
    expect(of.left()).toEqual([{ ...stream, state: "asked", usdPerDay: 0.72 }]);
    of.created(stream);
    expect(of.left()).toMatchObject([{ state: "there" }]);
    of.kept(stream, "denied");
    expect(of.left()).toMatchObject([{ state: "kept", reason: "denied" }]);
    of.deleted(stream);
    expect(of.left()).toEqual([]);
    expect(changes.map(({ state }) => state)).toEqual(["asked", "there", "kept", "gone"]);
  });

  it("is not what was refused", () => {
    const { ledger: of } = ledger();
    of.creating(stream);
    of.refused(stream, false);
    expect(of.left()).toEqual([]);
  });

  it("is not what somebody else had there already", () => {
    const { ledger: of } = ledger();
    of.creating(stream);
    of.refused(stream, true);
    expect(of.left()).toEqual([]);
  });

  it("is what is there already because of an attempt whose answer was lost", () => {
    const { ledger: of } = ledger();
    of.creating(stream);
    of.doubtful(stream, "broken");
    of.refused(stream, true);
    expect(of.left()).toMatchObject([{ state: "there" }]);
  });

  it("is what an attempt in doubt may have made, though a later one was refused", () => {
    const { ledger: of } = ledger();
    of.creating(stream);
    of.doubtful(stream, "unanswered");
    of.refused(stream, false);
    expect(of.left()).toMatchObject([{ state: "asked" }]);
    // That nobody answered says more than that a connection broke: it may still be on its way.
    of.doubtful(stream, "broken");
    expect(of.doubtOf(stream)).toBe("unanswered");
  });

  it("stays what it is when it is asked for once more", () => {
    const { ledger: of } = ledger();
    of.creating(stream);
    of.created(stream);
    of.creating(stream);
    of.refused(stream, true);
    expect(of.left()).toMatchObject([{ state: "there" }]);
  });

  it("is forgotten with its doubts once it is gone", () => {
    const { ledger: of } = ledger();
    of.creating(stream);
    of.doubtful(stream, "broken");
    of.deleted(stream);
    of.creating(stream);
    expect(of.doubtOf(stream)).toBeUndefined();
    of.refused(stream, true);
    expect(of.left()).toEqual([]);
  });
});
