/** A producer that crashes and comes back, event by event; whole runs of it are in test/run/sending.test.ts. */
import { getEventListeners } from "node:events";

import { expect, it } from "vitest";

import type { Message } from "../../src/broker/broker.ts";
import { bornInstance } from "../../src/broker/instance.ts";
import { Members } from "../../src/broker/members.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { startProducer } from "../../src/producer/start-producer.ts";
import { event, FakeChannel, fakeContext } from "./fake-run.ts";

interface Plan {
  /** `0 a#0`: milliseconds, truck and seq, in the order of the plan. */
  readonly offers: readonly string[];
  readonly everyS?: number;
  /** Several events in one record. */
  readonly together?: boolean;
  readonly bornAtMs?: number;
  readonly diesAtMs: number;
  readonly backAtMs?: number;
  readonly stopAtMs?: number;
}

/** A serial producer whose sends take 10 ms; what was sent at which time, and when each offer ended. */
function crashing(plan: Plan) {
  const { offers, everyS = 1, together = false, bornAtMs = 0 } = plan;
  const { diesAtMs, backAtMs, stopAtMs } = plan;
  return inVirtualTime(1, async () => {
    const channel = new FakeChannel(() => "accepted");
    const publishTogether = (messages: readonly Message[]) => channel.publish(messages);
    const stop = new AbortController();
    const { signal } = stop;
    const context = fakeContext(Object.assign(channel, together && { publishTogether }));
    const { clock } = context;
    const born = () =>
      bornInstance({
        name: "producer-1",
        connectionOf: () => ({}) as never,
        clock,
        random: () => 0.5,
        record: () => {},
        signal,
      });
    const members = new Members(1, born, signal);
    const how = together
      ? ({ kind: "aggregated", maxEvents: 5, lingerMs: 20, across: "truck" } as const)
      : ({ kind: "serial" } as const);
    const spec = { ...how, checkpointEveryS: everyS };
    const producer = startProducer(spec, { ...context, members, signal });
    setTimeout(() => members.start(1), bornAtMs);
    setTimeout(() => members.living(1)!.life.die(), diesAtMs);
    if (backAtMs !== undefined) setTimeout(() => members.start(1), backAtMs);
    if (stopAtMs !== undefined) setTimeout(() => stop.abort(), stopAtMs);
    const ended: Record<string, number> = {};
    const offer = async (text: string, index: number): Promise<void> => {
      const [atMs, name = ""] = text.split(" ");
      await clock.sleep(Number(atMs));
      const [truckId = "", seq] = name.split("#");
      await producer.offer({ ...event(truckId, Number(seq)), index });
      ended[name] = clock.nowMs();
    };
    const listeners = getEventListeners(signal, "abort").length;
    await Promise.all(offers.map(offer));
    await clock.sleep(10_000);
    // Nothing waits for the end of a run that goes on.
    if (!signal.aborted) {
      expect(getEventListeners(signal, "abort").length).toBeLessThanOrEqual(listeners);
    }
    const calls = channel.calls.map((ids, at) => `${channel.callTimesMs[at]} ${ids.join(" ")}`);
    return { calls, ended };
  });
}

it("what stands behind the checkpoint goes again as it was due, all trucks together", async () => {
  const { calls } = await crashing({
    offers: ["0 a#0", "100 b#0", "200 a#1", "300 b#1"],
    diesAtMs: 400,
    backAtMs: 500,
  });
  expect(calls.slice(0, 4)).toEqual(["0 a#0", "100 b#0", "200 a#1", "300 b#1"]);
  expect(calls.slice(4)).toEqual(["500 a#0", "500 b#0", "510 a#1", "510 b#1"]);
});

it("a checkpoint comes with the first acknowledgement behind its time, and takes what is done of each truck", async () => {
  const { calls } = await crashing({
    // The one at 1,010 ms makes it: b#1 is under way then.
    offers: ["0 a#0", "500 b#0", "1000 a#1", "1005 b#1", "1100 a#2"],
    diesAtMs: 1500,
    backAtMs: 2000,
  });
  expect(calls.slice(5)).toEqual(["2000 b#1", "2000 a#2"]);
  const exact = await crashing({ offers: ["0 a#0", "990 a#1"], diesAtMs: 1500, backAtMs: 2000 });
  expect(exact.calls.slice(2)).toEqual([]);
  const early = await crashing({ offers: ["0 a#0", "989 a#1"], diesAtMs: 1500, backAtMs: 2000 });
  expect(early.calls.slice(2)).toEqual(["2000 a#0", "2010 a#1"]);
});

it("what is first behind a checkpoint and under way stays behind it", async () => {
  const { calls } = await crashing({
    // The one at 1,010 ms makes the checkpoint.
    offers: ["0 a#0", "1000 a#1", "1005 b#0"],
    diesAtMs: 1500,
    backAtMs: 2000,
  });
  expect(calls.slice(3)).toEqual(["2000 b#0"]);
});

it("what falls due before it is there goes when it is", async () => {
  const { calls } = await crashing({ offers: ["100 a#0"], bornAtMs: 300, diesAtMs: 5000 });
  expect(calls).toEqual(["300 a#0"]);
});

it("what goes together goes together again", async () => {
  const { calls, ended } = await crashing({
    offers: ["0 a#0", "10 a#1", "1495 a#2", "1700 a#3"],
    together: true,
    everyS: 5,
    diesAtMs: 1520,
    backAtMs: 2000,
  });
  expect(calls).toEqual(["20 a#0 a#1", "1515 a#2", "2020 a#0 a#1 a#2 a#3"]);
  expect(ended).toEqual({ "a#0": 30, "a#1": 30, "a#2": 2030, "a#3": 2030 });
});

it("what falls due while it is gone goes when it is back, and is accepted then", async () => {
  const { calls, ended } = await crashing({
    offers: ["0 a#0", "1000 a#1", "1700 a#2"],
    diesAtMs: 1500,
    backAtMs: 2000,
  });
  expect(calls).toEqual(["0 a#0", "1000 a#1", "2000 a#2"]);
  expect(ended).toEqual({ "a#0": 10, "a#1": 1010, "a#2": 2010 });
});

it("what was under way when it died is not known to be there", async () => {
  const { calls, ended } = await crashing({
    offers: ["0 a#0", "1000 a#1", "1495 a#2"],
    diesAtMs: 1500,
    backAtMs: 2000,
  });
  expect(calls).toEqual(["0 a#0", "1000 a#1", "1495 a#2", "2000 a#2"]);
  expect(ended["a#2"]).toBe(2010);
});

it("nobody waits when the run is over, nor for what is offered after", async () => {
  const { calls, ended } = await crashing({
    offers: ["0 a#0", "600 a#1", "900 a#2"],
    diesAtMs: 500,
    stopAtMs: 800,
  });
  expect(calls).toEqual(["0 a#0"]);
  expect(ended).toEqual({ "a#0": 10, "a#1": 800, "a#2": 900 });
});
