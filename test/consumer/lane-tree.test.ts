import { describe, expect, it } from "vitest";

import type { Lane } from "../../src/broker/broker.ts";
import { LaneTree } from "../../src/consumer/lane-tree.ts";

function lane(id: string, ...parents: string[]): Lane {
  const open = () => {
    throw new Error("nobody reads here");
  };
  return { id, access: "exclusive", parents, isClosed: false, open };
}

function take(tree: LaneTree): string[] {
  return tree.takeReadable().map((held) => `${held.lane.id}@${held.holder}`);
}

describe("the tree of lanes", () => {
  it("gives each lane once, in turn to the consumers", () => {
    const tree = new LaneTree(2);
    tree.find([lane("a"), lane("b"), lane("c")]);
    expect(take(tree)).toEqual(["a@1", "b@2", "c@1"]);
    expect(take(tree)).toEqual([]);
    tree.find([lane("a"), lane("b"), lane("c"), lane("d")]);
    expect(take(tree)).toEqual(["d@2"]);
  });

  it("gives a child when its parent has ended", () => {
    const tree = new LaneTree(1);
    tree.find([lane("a"), lane("a1", "a"), lane("a2", "a")]);
    expect(take(tree)).toEqual(["a@1"]);
    tree.end(lane("a"));
    expect(take(tree)).toEqual(["a1@1", "a2@1"]);
  });

  it("gives what was merged when both have ended", () => {
    const tree = new LaneTree(1);
    tree.find([lane("a"), lane("b"), lane("ab", "a", "b")]);
    take(tree);
    tree.end(lane("b"));
    expect(take(tree)).toEqual([]);
    tree.end(lane("a"));
    expect(take(tree)).toEqual(["ab@1"]);
  });

  it("gives a grandchild only after its parent, which it gives after its own", () => {
    const tree = new LaneTree(1);
    tree.find([lane("a11", "a1"), lane("a1", "a"), lane("a")]);
    expect(take(tree)).toEqual(["a@1"]);
    tree.end(lane("a"));
    expect(take(tree)).toEqual(["a1@1"]);
    tree.end(lane("a1"));
    expect(take(tree)).toEqual(["a11@1"]);
  });

  it("never gives what was passed over, but its children at once", () => {
    const tree = new LaneTree(1);
    tree.pass(lane("a"));
    tree.find([lane("a"), lane("a1", "a")]);
    expect(take(tree)).toEqual(["a1@1"]);
  });

  it("gives a lane at once whose parents are not there any more", () => {
    const tree = new LaneTree(1);
    tree.find([lane("a1", "expired")]);
    expect(take(tree)).toEqual(["a1@1"]);
  });
});
