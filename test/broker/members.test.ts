import { describe, expect, it } from "vitest";

import type { Instance } from "../../src/broker/instance.ts";
import { Members } from "../../src/broker/members.ts";
import { Life } from "../../src/client/life.ts";
import { startClock } from "../../src/clock/clock.ts";

function membersOf(count: number, signal = new AbortController().signal): Members {
  const born = (number: number): Instance => ({
    name: `map-${number}`,
    life: new Life(),
    connection: undefined as never,
    clock: startClock("real"),
    random: Math.random,
    signal,
    record: () => {},
  });
  return new Members(count, born, signal);
}

describe("the members of an application", () => {
  it("are waited for until they start, and again when they have died", async () => {
    const members = membersOf(2);
    const waiting = [members.alive(1), members.alive(1), members.alive(2)];
    expect(members.isMissed).toBe(true);
    const first = members.start(1);
    expect(await waiting[0]).toBe(first);
    expect(await waiting[1]).toBe(first);
    expect(members.isMissed).toBe(true);
    const second = members.start(2);
    expect(await waiting[2]).toBe(second);
    expect(members.isMissed).toBe(false);
    expect(await members.alive(1)).toBe(first);
    expect(members.living(1)).toBe(first);

    first.life.die();
    expect(members.living(1)).toBeUndefined();
    const back = members.alive(1);
    const again = members.start(1);
    expect(await back).toBe(again);
    expect(again).not.toBe(first);
    expect(members.living(2)).toBe(second);
  });

  it("are missed only while somebody waits for one who is gone", () => {
    const members = membersOf(1);
    members.start(1).life.die();
    expect(members.isMissed).toBe(false);
    void members.alive(1);
    expect(members.isMissed).toBe(true);
  });

  it("are waited for no longer when the run is over", async () => {
    const over = new AbortController();
    const members = membersOf(2, over.signal);
    const waiting = members.alive(1);
    over.abort();
    expect(await waiting).toBeUndefined();
    expect(await members.alive(2)).toBeUndefined();
    expect(members.isMissed).toBe(false);
    expect(await membersOf(1, over.signal).alive(1)).toBeUndefined();
  });
});
