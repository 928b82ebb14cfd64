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

describe("what is done for all of them", () => {
  /** Does nothing until it is told to end. */
  function doing() {
    const begun: number[] = [];
    const ends = new Map<number, PromiseWithResolvers<void>>();
    const each = (number: number): Promise<void> => {
      begun.push(number);
      const end = Promise.withResolvers<void>();
      ends.set(number, end);
      return end.promise;
    };
    return { begun, ends, each };
  }

  /** Whether it is over, once everything that can happen has happened. */
  async function isOver(all: Promise<void>): Promise<boolean> {
    let over = false;
    void all.then(() => {
      over = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return over;
  }

  it("is done for each by number, and is over when the last is", async () => {
    const { begun, ends, each } = doing();
    const all = membersOf(3).all(each);
    expect(begun).toEqual([1, 2, 3]);
    ends.get(2)!.resolve();
    ends.get(1)!.resolve();
    expect(await isOver(all)).toBe(false);
    ends.get(3)!.resolve();
    expect(await isOver(all)).toBe(true);
  });

  it("is done for who joins meanwhile, and that is waited for, too", async () => {
    const { begun, ends, each } = doing();
    const members = membersOf(1);
    const all = members.all(each);
    const joined = members.join();
    expect(members.count).toBe(2);
    expect(members.living(2)).toBe(joined);
    expect(begun).toEqual([1, 2]);
    ends.get(1)!.resolve();
    expect(await isOver(all)).toBe(false);
    ends.get(2)!.resolve();
    expect(await isOver(all)).toBe(true);
  });

  it("fails as soon as one fails, whatever the others do", async () => {
    const { ends, each } = doing();
    const all = membersOf(2).all(each);
    ends.get(2)!.reject(new Error("broken"));
    await expect(
      Promise.race([all, new Promise((resolve) => setImmediate(resolve))]),
    ).rejects.toThrow("broken");
  });

  it("is nothing where there are none", async () => {
    await membersOf(0).all(() => Promise.reject(new Error("there is nobody")));
  });
});
