import { describe, expect, it } from "vitest";

import type { Leftover } from "../../src/targets/leftovers.ts";
import { ownName } from "../../src/targets/marks.ts";
import { judgeLeftovers } from "../../src/targets/whose.ts";

const nowMs = Date.parse("2026-11-26T12:00:00Z");
const hour = (offset: number): string => new Date(nowMs + offset * 3_600_000).toISOString();

function found(tags?: Readonly<Record<string, string>>, name = "convoy-a-1-aaaaaaaa"): Leftover {
  const readable = tags === undefined ? { unreadable: "AccessDenied" } : { tags };
  return { kind: "stream", name, isGoing: false, usdPerDay: 0, ...readable };
}

const mine = { "convoy:run": "aaaaaaaa", "convoy:owner": "me@here" };

function spared(leftover: Leftover, runs: readonly string[] = []): string | undefined {
  const [judgement] = judgeLeftovers([leftover], { runs, owner: "me@here", nowMs });
  return judgement?.spared;
}

describe("without a run named, what is deleted", () => {
  it.each([
    ["is one's own, and its time is over", { ...mine, "convoy:until": hour(-1) }],
    ["is one's own, begun longer ago than any run lasts", { ...mine, "convoy:started": hour(-25) }],
    ["is of a version that said neither", { "convoy:run": "aaaaaaaa" }],
  ])("%s", (_, tags) => {
    expect(spared(found(tags))).toBeUndefined();
  });
});

describe("without a run named, what is left alone", () => {
  it.each([
    ["may still be running", { ...mine, "convoy:until": hour(1) }, /under way until 2026-11-26T13/],
    [
      "began today and does not say until when",
      { ...mine, "convoy:started": hour(-1) },
      /under way/,
    ],
    [
      "is another's, however old",
      { ...mine, "convoy:owner": "you@there", "convoy:until": hour(-1000) },
      /it is you@there's; --run aaaaaaaa names it/,
    ],
    ["has no tag of a run", { owner: "logistics" }, /has no tag of a run/],
    ["has tags that cannot be read", undefined, /cannot be read: AccessDenied/],
  ])("%s", (_, tags, why) => {
    expect(spared(found(tags))).toMatch(why);
  });
});

describe("with a run named", () => {
  const judged = (leftovers: readonly Leftover[], ...runs: string[]) =>
    judgeLeftovers(leftovers, { runs, owner: "me@here", nowMs });

  it("its things are deleted, alive or another's though they be, and nothing else is looked at", () => {
    const others = { ...mine, "convoy:owner": "you@there", "convoy:until": hour(1) };
    const all = [found(others), found({ ...mine, "convoy:run": "bbbbbbbb" }), found({})];
    const [one, ...rest] = judged(
      [...all.slice(0, 2), found({}, "convoy-c-1-cccccccc")],
      "aaaaaaaa",
    );
    expect(one).toMatchObject({ run: "aaaaaaaa" });
    expect(one?.spared).toBeUndefined();
    expect(rest).toEqual([]);
  });

  it("what has no tags, or none that can be read, is known by its name", () => {
    const names = ["convoy-a-1-aaaaaaaa", "convoy-a-1-aaaaaaaa.fifo", "convoy-probe-aaaaaaaa-2-1"];
    for (const name of names) {
      expect(judged([found({}, name)], "aaaaaaaa"), name).toHaveLength(1);
      expect(judged([found(undefined, name)], "aaaaaaaa"), name).toHaveLength(1);
    }
    expect(judged([found({}, "convoy-xaaaaaaaa")], "aaaaaaaa")).toEqual([]);
    // A tag says more than a name.
    expect(judged([found({ "convoy:run": "bbbbbbbb" })], "aaaaaaaa")).toEqual([]);
  });

  it("several may be", () => {
    const all = [found(mine), found({ "convoy:run": "bbbbbbbb" }, "convoy-b-1-bbbbbbbb")];
    expect(judged(all, "aaaaaaaa", "bbbbbbbb")).toHaveLength(2);
  });
});

it("who one is fits into a tag", () => {
  expect(ownName()).toMatch(/^[\w .:/=+@-]{1,128}$/);
});
