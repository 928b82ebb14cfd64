import { describe, expect, it } from "vitest";

import { accessTo } from "../../src/broker/access.ts";
import type { Connection } from "../../src/broker/broker.ts";
import { bornInstance, untilOver } from "../../src/broker/instance.ts";
import type { Life } from "../../src/client/life.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { HistoryRecord } from "../../src/history/record.ts";

const connection = {
  kinesis: () => "a client of Kinesis",
  sqs: () => "a client of SQS",
  configFor: (service: string) => `a configuration for ${service}`,
} as unknown as Connection;

function born(over = new AbortController()) {
  const clock = startClock("virtual");
  const history: HistoryRecord[] = [];
  const lives: (readonly [string, Life])[] = [];
  const instance = bornInstance({
    name: "map-1",
    connectionOf: (name, life) => {
      lives.push([name, life]);
      return connection;
    },
    clock,
    random: () => 0.5,
    record: (one) => history.push(one),
    signal: over.signal,
  });
  return { instance, history, clock, lives };
}

const crash = { type: "crash", app: "map", consumer: "map-1", atMs: 0 } as const;

describe("an instance", () => {
  it("has a connection of its own, which ends with its life", () => {
    const { instance, lives } = born();
    expect(lives).toEqual([["map-1", instance.life]]);
    expect([instance.name, instance.connection, instance.random()]).toEqual([
      "map-1",
      connection,
      0.5,
    ]);
  });

  it("writes into the history until it dies", () => {
    const { instance, history } = born();
    instance.record(crash);
    expect(history).toEqual([crash]);
    instance.life.die();
    instance.record(crash);
    expect(history).toEqual([crash]);
  });

  it("is told to stop when it dies, and when the run is over", () => {
    const { instance } = born();
    expect(instance.signal.aborted).toBe(false);
    instance.life.die();
    expect(instance.signal.aborted).toBe(true);
    const over = new AbortController();
    const other = born(over).instance;
    over.abort();
    expect([other.signal.aborted, other.life.isDead]).toEqual([true, false]);
  });

  it("sleeps on while it is paused, unless it is told to stop", async () => {
    await inVirtualTime(1, async () => {
      const { instance, clock } = born();
      expect(instance.clock.kind).toBe("virtual");
      await instance.clock.sleep(1000);
      expect([clock.nowMs(), instance.clock.nowMs()]).toEqual([1000, 1000]);
      instance.life.pauseUntil(clock.sleep(5000));
      await instance.clock.sleep(1000);
      expect(clock.nowMs()).toBe(6000);
      instance.life.pauseUntil(clock.sleep(5000));
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 2000);
      await instance.clock.sleep(3000, stop.signal);
      expect(clock.nowMs()).toBe(8000);
    });
  });
});

describe("code of the user's own is waited for", () => {
  /** For how long, if it takes so long by itself, and so much happens meanwhile. */
  function waiting(
    takesMs: number,
    { diesAtMs, overAtMs }: { readonly diesAtMs?: number; readonly overAtMs?: number } = {},
  ): Promise<number> {
    return inVirtualTime(1, async () => {
      const over = new AbortController();
      const { instance, clock } = born(over);
      if (overAtMs === 0) over.abort();
      else if (overAtMs !== undefined) setTimeout(() => over.abort(), overAtMs);
      if (diesAtMs !== undefined) setTimeout(() => instance.life.die(), diesAtMs);
      await untilOver(instance, clock.sleep(takesMs));
      return clock.nowMs();
    });
  }

  it("to its end, or its death", async () => {
    expect(await waiting(60_000)).toBe(60_000);
    expect(await waiting(60_000, { diesAtMs: 3000 })).toBe(3000);
  });

  it("for a second after the end of the run", async () => {
    expect(await waiting(60_000, { overAtMs: 3000 })).toBe(4000);
    expect(await waiting(3500, { overAtMs: 3000 })).toBe(3500);
    expect(await waiting(60_000, { overAtMs: 0 })).toBe(1000);
  });

  it("and if it fails, that is said", async () => {
    const { instance } = born();
    await expect(untilOver(instance, Promise.reject(new Error("broken")))).rejects.toThrow(
      "broken",
    );
  });

  it("without leaving anything that waits behind", async () => {
    await inVirtualTime(1, async () => {
      const over = new AbortController();
      const { instance, clock } = born(over);
      let sleeps = 0;
      const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
        sleeps += 1;
        return clock.sleep(ms, signal).finally(() => (sleeps -= 1));
      };
      const watched = { ...instance, clock: { ...instance.clock, sleep } };
      await untilOver(watched, Promise.resolve());
      over.abort();
      expect(sleeps).toBe(0);
      await untilOver(watched, Promise.resolve());
      await Promise.resolve();
      expect(sleeps).toBe(0);
    });
  });
});

describe("what code of the user's own is given", () => {
  it("of a stream: a client, a configuration, name and ARN", () => {
    expect(accessTo({ kind: "stream", name: "trucks", arn: "arn:trucks" }, connection)).toEqual({
      client: "a client of Kinesis",
      clientConfig: "a configuration for kinesis",
      streamName: "trucks",
      streamArn: "arn:trucks",
    });
  });

  it("of a queue: a client, a configuration and the URL", () => {
    expect(accessTo({ kind: "queue", url: "http://queue" }, connection)).toEqual({
      client: "a client of SQS",
      clientConfig: "a configuration for sqs",
      queueUrl: "http://queue",
    });
  });
});
