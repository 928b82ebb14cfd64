/** A producer that crashes and comes back, event by event; whole runs of it are in test/run/sending.test.ts. */
import { expect, it } from "vitest";

import { bornInstance } from "../../src/broker/instance.ts";
import { Members } from "../../src/broker/members.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { startProducer } from "../../src/producer/start-producer.ts";
import { event, FakeChannel, fakeContext } from "./fake-run.ts";

interface Plan {
  /** `0 a#0`: milliseconds, truck and seq, in the order of the plan. */
  readonly offers: readonly string[];
  readonly everyS?: number;
  readonly diesAtMs: number;
  readonly backAtMs?: number;
  readonly stopAtMs?: number;
}

/** A serial producer whose sends take 10 ms; what was sent at which time, and when each offer ended. */
function crashing({ offers, everyS = 1, diesAtMs, backAtMs, stopAtMs }: Plan) {
  return inVirtualTime(1, async () => {
    const channel = new FakeChannel(() => "accepted");
    const stop = new AbortController();
    const { signal } = stop;
    const context = fakeContext(channel);
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
    const spec = { kind: "serial", checkpointEveryS: everyS } as const;
    const producer = startProducer(spec, { ...context, members, signal });
    members.start(1);
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
    await Promise.all(offers.map(offer));
    await clock.sleep(10_000);
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
