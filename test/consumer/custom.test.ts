import { describe, expect, it } from "vitest";

import type { Channel, Connection } from "../../src/broker/broker.ts";
import { bornInstance, type Instance } from "../../src/broker/instance.ts";
import { Members } from "../../src/broker/members.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { Checkpoints } from "../../src/consumer/checkpoints.ts";
import { DoneEvents } from "../../src/consumer/done-events.ts";
import { startConsumers } from "../../src/consumer/start-consumers.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import type { QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import { FakeChannel } from "../producer/fake-run.ts";

type Start = (context: QueueConsumerContext) => Promise<void> | void;

const client = { called: "the client" };
const clientConfig = { called: "its configuration" };
const connection = {
  sqs: () => client,
  configFor: () => clientConfig,
} as unknown as Connection;
const address = { kind: "queue", url: "http://queue" } as const;

/** Runs custom consumers for ten seconds; `meddle` can let them die. */
function running(
  start: Start,
  { count = 1, meddle = () => {} }: { count?: number; meddle?: (members: Members) => void } = {},
) {
  return inVirtualTime(1, async () => {
    const clock = startClock("virtual");
    const stop = new AbortController();
    const { signal } = stop;
    const history: HistoryRecord[] = [];
    const record = (one: HistoryRecord): void => void history.push(one);
    const inside: string[] = [];
    const born = (number: number): Instance =>
      bornInstance({
        name: `map-${number}`,
        connectionOf: () => connection,
        clock,
        random: () => number / 10,
        record,
        signal,
      });
    const members = new Members(count, born, signal);
    for (let number = 1; number <= count; number += 1) members.start(number);
    setTimeout(() => stop.abort(), 10_000);
    meddle(members);
    await startConsumers({
      spec: {
        kind: "custom",
        app: "map",
        count,
        serviceMs: 100,
        startAtS: 0,
        start: start as never,
      },
      channel: Object.assign(new FakeChannel(() => "accepted"), { address }) as Channel,
      clock,
      members,
      checkpoints: new Checkpoints({ app: "map", everyMs: 0, record }),
      done: new DoneEvents(),
      decode: () => {
        throw new Error("what a body says is known to the tap");
      },
      handler: async ({ clock: own, signal: dying }) => own.sleep(100, dying),
      inHand: (consumer, body) => {
        const place = { app: "map", lane: `to ${consumer}`, position: "1" };
        return { ...place, key: body, seq: 0, index: 0 };
      },
      within: (instance, code) => {
        inside.push(instance.name);
        return code();
      },
      signal,
    });
    return { history, inside, endedAtMs: clock.nowMs() };
  });
}

describe("a consumer of the user's own", () => {
  it("is given a client, what to make one with, its name, the queue, a clock, numbers and a signal", async () => {
    const given: QueueConsumerContext[] = [];
    const { inside } = await running(
      (context) => {
        given.push(context);
      },
      { count: 2 },
    );
    expect(inside).toEqual(["map-1", "map-2"]);
    expect(given).toMatchObject([
      { client, clientConfig, queueUrl: "http://queue", consumer: "map-1" },
      { client, clientConfig, queueUrl: "http://queue", consumer: "map-2" },
    ]);
    expect(given.map(({ random }) => random())).toEqual([0.1, 0.2]);
    expect(given[0]!.signal.aborted).toBe(false);
  });

  it("has the start and the end of each handler call in the history, of text and of bytes", async () => {
    const { history } = await running(async ({ handler, clock }) => {
      await clock.sleep(50);
      await handler("truck_1");
      await handler(new TextEncoder().encode("truck_2"));
      expect(clock.nowMs()).toBe(250);
    });
    const place = { app: "map", consumer: "map-1", lane: "to map-1", position: "1" };
    const named = (key: string) => ({ ...place, key, seq: 0, index: 0 });
    expect(history).toEqual([
      { type: "start", ...named("truck_1"), atMs: 50 },
      { type: "effect", ...named("truck_1"), atMs: 150 },
      { type: "start", ...named("truck_2"), atMs: 150 },
      { type: "effect", ...named("truck_2"), atMs: 250 },
    ]);
  });

  it("is not started again when it has ended by itself", async () => {
    let starts = 0;
    const { endedAtMs } = await running(() => {
      starts += 1;
    });
    expect([starts, endedAtMs]).toEqual([1, 0]);
  });

  it("is started again when it comes back from its death; the handler call of the dead never ends", async () => {
    const lives: string[] = [];
    const { history } = await running(
      async ({ handler, clock, signal }) => {
        lives.push(`began at ${clock.nowMs()}`);
        await handler("truck_1");
        lives.push(`handled at ${clock.nowMs()}`);
        await clock.sleep(1e9, signal);
      },
      {
        meddle: (members) => {
          setTimeout(() => members.living(1)!.life.die(), 50);
          setTimeout(() => members.start(1), 3000);
        },
      },
    );
    expect(lives).toEqual(["began at 0", "began at 3000", "handled at 3100"]);
    expect(history.map(({ type, atMs }) => [type, atMs])).toEqual([
      ["start", 0],
      ["start", 3000],
      ["effect", 3100],
    ]);
  });

  it("that is dead when the run is over is waited for no longer", async () => {
    const { endedAtMs } = await running(({ signal, clock }) => clock.sleep(1e9, signal), {
      count: 2,
      meddle: (members) => setTimeout(() => members.living(1)!.life.die(), 50),
    });
    expect(endedAtMs).toBe(10_000);
  });

  it("that fails makes the run fail", async () => {
    await expect(running(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});
