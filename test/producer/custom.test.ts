import { getEventListeners } from "node:events";

import { describe, expect, it } from "vitest";

import type { Connection } from "../../src/broker/broker.ts";
import { bornInstance } from "../../src/broker/instance.ts";
import { Members } from "../../src/broker/members.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { HistorySink } from "../../src/history/record.ts";
import type { Producer } from "../../src/producer/producer.ts";
import { startProducer } from "../../src/producer/start-producer.ts";
import type { DueEvent, StreamProducerContext } from "../../src/scenario/custom-code.ts";
import { event, FakeChannel, fakeContext } from "./fake-run.ts";

type Start = (context: StreamProducerContext) => Promise<void>;

const client = { called: "the client" };
const clientConfig = { called: "its configuration" };
const connection = {
  kinesis: () => client,
  configFor: () => clientConfig,
} as unknown as Connection;
const address = { kind: "stream", name: "trucks", arn: "arn:trucks" } as const;

interface World {
  readonly producer: Producer;
  readonly members: Members;
  readonly nowMs: () => number;
  /** The broker says that it has the event. */
  readonly acknowledge: (truckId: string, seq: number) => void;
  /** Nobody knows whether the broker has it. */
  readonly doubt: (truckId: string, seq: number) => void;
  readonly stop: () => void;
}

/** Starts a producer of the user's own in virtual time. */
function producing(start: Start, body: (world: World) => Promise<void>): Promise<void> {
  return inVirtualTime(1, async () => {
    const clock = startClock("virtual");
    const stop = new AbortController();
    const { signal } = stop;
    const sinks: HistorySink[] = [];
    const members = new Members(
      1,
      () =>
        bornInstance({
          name: "producer-1",
          connectionOf: () => connection,
          clock,
          random: () => 0.5,
          record: () => {},
          signal,
        }),
      signal,
    );
    const channel = Object.assign(new FakeChannel(() => "accepted"), { address });
    const spec = { kind: "custom", start: start as never } as const;
    const producer = startProducer(spec, {
      ...fakeContext(channel),
      clock,
      members,
      follow: (sink) => sinks.push(sink),
      routingKey: ({ truckId }) => `key of ${truckId}`,
      encode: ({ truckId, seq }) => `body of ${truckId}#${seq}`,
      signal,
    });
    members.start(1);
    const acknowledge = (key: string, seq: number): void => {
      for (const sink of sinks) {
        sink.add({ type: "ack", key, seq, atMs: 0, lane: "s1", position: "1" });
      }
    };
    const doubt = (key: string, seq: number): void => {
      for (const sink of sinks) {
        sink.add({ type: "uncertain", key, seq, atMs: 0, reason: "lost" });
      }
    };
    const { nowMs } = clock;
    await body({ producer, members, nowMs, acknowledge, doubt, stop: () => stop.abort() });
  });
}

/** Takes every event, and notes it with the time. */
function noting(taken: string[], sendingMs = 0): Start {
  return async ({ events, clock }) => {
    for await (const { id } of events) {
      taken.push(`${id} at ${clock.nowMs()}`);
      await clock.sleep(sendingMs);
    }
  };
}

describe("a producer of the user's own", () => {
  it("is given a client, what to make one with, the stream, a clock, numbers and a signal", async () => {
    let given: StreamProducerContext | undefined;
    const start: Start = async (context) => {
      given = context;
    };
    await producing(start, async ({ producer }) => {
      await producer.finish?.();
      expect(given).toMatchObject({
        client,
        clientConfig,
        streamName: "trucks",
        streamArn: "arn:trucks",
      });
      expect(given!.random()).toBe(0.5);
      expect(given!.signal.aborted).toBe(false);
      expect(given!.clock.nowMs()).toBe(0);
    });
  });

  it("is given each event when it is due, with its key, its id and its body", async () => {
    const due: (DueEvent & { readonly atMs: number })[] = [];
    const start: Start = async ({ events, clock }) => {
      for await (const one of events) due.push({ ...one, atMs: clock.nowMs() });
    };
    await producing(start, async ({ producer }) => {
      await producer.offer(event("a", 0));
      setTimeout(() => void producer.offer(event("b", 7)), 500);
      setTimeout(() => void producer.finish?.(), 600);
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(due).toEqual([
        {
          event: event("a", 0),
          routingKey: "key of a",
          id: "a#0",
          body: "body of a#0",
          atMs: 0,
        },
        {
          event: event("b", 7),
          routingKey: "key of b",
          id: "b#7",
          body: "body of b#7",
          atMs: 500,
        },
      ]);
    });
  });

  it("need not keep up: what is due waits, and the end is when all was sent", async () => {
    const taken: string[] = [];
    await producing(noting(taken, 1000), async ({ producer, nowMs }) => {
      for (let seq = 0; seq < 3; seq += 1) await producer.offer(event("a", seq));
      expect(nowMs()).toBe(0);
      await producer.finish?.();
      expect(taken).toEqual(["a#0 at 0", "a#1 at 1000", "a#2 at 2000"]);
      expect(nowMs()).toBe(3000);
    });
  });

  it("that comes back is given first what is not known to be with the broker", async () => {
    const taken: string[] = [];
    await producing(noting(taken, 1000), async (world) => {
      const { producer, members, acknowledge, doubt } = world;
      for (let seq = 0; seq < 4; seq += 1) await producer.offer(event("a", seq));
      setTimeout(() => acknowledge("a", 0), 1100);
      setTimeout(() => doubt("a", 1), 1200);
      setTimeout(() => members.living(1)!.life.die(), 1500);
      setTimeout(() => void producer.offer(event("b", 0)), 1600);
      setTimeout(() => members.start(1), 5000);
      await producer.finish?.();
      expect(taken).toEqual([
        "a#0 at 0",
        "a#1 at 1000",
        "a#1 at 5000",
        "a#2 at 6000",
        "a#3 at 7000",
        "b#0 at 8000",
      ]);
    });
  });

  it("that crashes twice is given each event once when it is back", async () => {
    const taken: string[] = [];
    await producing(noting(taken, 1000), async ({ producer, members }) => {
      for (let seq = 0; seq < 3; seq += 1) await producer.offer(event("a", seq));
      setTimeout(() => members.living(1)!.life.die(), 1500);
      setTimeout(() => members.start(1), 2000);
      setTimeout(() => members.living(1)!.life.die(), 2500);
      setTimeout(() => members.start(1), 3000);
      await producer.finish?.();
      expect(taken).toEqual([
        "a#0 at 0",
        "a#1 at 1000",
        "a#0 at 2000",
        "a#0 at 3000",
        "a#1 at 4000",
        "a#2 at 5000",
      ]);
    });
  });

  it("that waits for more is told when that was all, and nothing waits any longer", async () => {
    const taken: string[] = [];
    let signal: AbortSignal | undefined;
    const start: Start = (context) => {
      ({ signal } = context);
      return noting(taken)(context);
    };
    await producing(start, async ({ producer, nowMs }) => {
      setTimeout(() => void producer.offer(event("a", 0)), 100);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await producer.finish?.();
      expect(taken).toEqual(["a#0 at 100"]);
      expect(nowMs()).toBe(200);
      expect(getEventListeners(signal!, "abort")).toEqual([]);
    });
  });

  it("that dies while it waits for something to do is given the next event when it is back", async () => {
    const taken: string[] = [];
    await producing(noting(taken), async ({ producer, members }) => {
      setTimeout(() => members.living(1)!.life.die(), 100);
      setTimeout(() => void producer.offer(event("a", 0)), 200);
      setTimeout(() => members.start(1), 300);
      setTimeout(() => void producer.finish?.(), 400);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(taken).toEqual(["a#0 at 300"]);
    });
  });

  it("that has ended is done, whatever more is offered", async () => {
    const start: Start = async ({ events }) => {
      for await (const _ of events) return;
    };
    await producing(start, async ({ producer, nowMs }) => {
      await producer.offer(event("a", 0));
      await producer.offer(event("a", 1));
      await producer.finish?.();
      expect(nowMs()).toBe(0);
    });
  });

  it("that fails makes the next offer fail, and the end", async () => {
    const start: Start = async ({ clock }) => {
      await clock.sleep(100);
      throw new Error("broken");
    };
    await producing(start, async ({ producer }) => {
      await producer.offer(event("a", 0));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await expect(producer.offer(event("a", 1))).rejects.toThrow("broken");
      await expect(producer.finish?.()).rejects.toThrow("broken");
    });
  });

  it("gets no more events when the run is over, and ends", async () => {
    const taken: string[] = [];
    await producing(noting(taken), async ({ producer, stop, nowMs }) => {
      await producer.offer(event("a", 0));
      setTimeout(stop, 1000);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await producer.offer(event("a", 1));
      await producer.finish?.();
      expect(taken).toEqual(["a#0 at 0"]);
      expect(nowMs()).toBe(1000);
    });
  });

  it("that is gone when the run is over is waited for no longer", async () => {
    await producing(noting([]), async ({ producer, members, stop, nowMs }) => {
      setTimeout(() => members.living(1)!.life.die(), 100);
      setTimeout(stop, 1000);
      await producer.offer(event("a", 0));
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await producer.finish?.();
      expect(nowMs()).toBe(2000);
    });
  });
});
