import { describe, expect, it } from "vitest";

import type { Message } from "../../src/broker/broker.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { startProducer } from "../../src/producer/start-producer.ts";
import type { ResolvedAggregated } from "../../src/scenario/resolved.ts";
import { type Answer, event, FakeChannel, fakeContext } from "./fake-run.ts";

interface Options extends Partial<ResolvedAggregated> {
  readonly answer?: (id: string, call: number) => Answer;
  readonly stopAtMs?: number;
}

/** Offers events at their times, `0 a#0`; what was sent together, and when each offer ended. */
function aggregating(
  offers: readonly string[],
  { answer = () => "accepted", stopAtMs, ...spec }: Options = {},
) {
  return inVirtualTime(1, async () => {
    const channel = new FakeChannel(answer);
    const together = Object.assign(channel, {
      publishTogether: (messages: readonly Message[]) => channel.publish(messages),
    });
    const stop = new AbortController();
    if (stopAtMs !== undefined) setTimeout(() => stop.abort(), stopAtMs);
    const givenUp: string[] = [];
    const context = {
      ...fakeContext(together),
      random: () => 1,
      signal: stop.signal,
      giveUp: ({ truckId, seq }: { truckId: string; seq: number }, attempts: number) =>
        void givenUp.push(`${truckId}#${seq} after ${attempts}`),
    };
    const settled = { kind: "aggregated", maxEvents: 3, lingerMs: 100, across: "truck" } as const;
    const producer = startProducer({ ...settled, ...spec }, context);
    const ended: Record<string, number | string> = {};
    const offer = async (text: string): Promise<void> => {
      const [atMs, name = ""] = text.split(" ");
      await context.clock.sleep(Number(atMs));
      const [truckId = "", seq] = name.split("#");
      const end = producer.offer(event(truckId, Number(seq)));
      ended[name] = await end.then(context.clock.nowMs, ({ message }: Error) => message);
    };
    await Promise.all(offers.map(offer));
    const calls = channel.calls.map((ids, at) => `${channel.callTimesMs[at]} ${ids.join(" ")}`);
    return { calls, ended, givenUp };
  });
}

describe("events go together", () => {
  it("that are one truck's and fall due within the linger time of the first", async () => {
    const { calls, ended } = await aggregating(["0 a#0", "20 b#0", "99 a#1", "101 a#2"]);
    expect(calls).toEqual(["100 a#0 a#1", "120 b#0", "201 a#2"]);
    expect(ended).toEqual({ "a#0": 110, "a#1": 110, "b#0": 130, "a#2": 211 });
  });

  it("at once when there are as many as may", async () => {
    const { calls } = await aggregating(["0 a#0", "0 a#1", "0 a#2", "0 a#3"], { lingerMs: 0 });
    expect(calls).toEqual(["0 a#0", "10 a#1 a#2 a#3"]);
    const late = await aggregating(["0 a#0", "0 a#1", "0 a#2", "0 a#3", "0 a#4"], {
      lingerMs: 50,
      maxEvents: 2,
    });
    expect(late.calls).toEqual(["0 a#0 a#1", "10 a#2 a#3", "50 a#4"]);
    const filled = await aggregating(["0 a#0", "20 a#1", "30 a#2", "40 a#3"]);
    expect(filled.calls).toEqual(["30 a#0 a#1 a#2", "140 a#3"]);
  });

  it("as soon as the record before them is taken, when there are as many as may", async () => {
    const { calls } = await aggregating(["0 a#0", "105 a#1", "106 a#2", "107 a#3", "108 a#4"]);
    expect(calls).toEqual(["100 a#0", "110 a#1 a#2 a#3", "208 a#4"]);
  });

  it("of the whole fleet where the design says so", async () => {
    const { calls } = await aggregating(["0 a#0", "20 b#0", "30 a#1"], {
      across: "fleet",
      maxEvents: 4,
    });
    expect(calls).toEqual(["100 a#0 b#0 a#1"]);
  });

  it("one record of a truck at a time; others do not wait for it", async () => {
    const { calls } = await aggregating(["0 a#0", "1 b#0", "5 a#1"], { lingerMs: 0 });
    expect(calls).toEqual(["0 a#0", "1 b#0", "10 a#1"]);
  });
});

describe("what is refused", () => {
  it("goes again, all of it, before what came later", async () => {
    const answer = (_: string, call: number) => (call === 0 ? "refused" : "accepted");
    const { calls } = await aggregating(["0 a#0", "0 a#1", "150 a#2"], { answer });
    // 10 ms of the call, and a back-off of 100 ms.
    expect(calls).toEqual(["100 a#0 a#1", "210 a#0 a#1", "250 a#2"]);
  });

  it("for good makes the offers of its record fail, and no others", async () => {
    const answer = (id: string) => (id.startsWith("a") ? "for good" : "accepted");
    const { ended } = await aggregating(["0 a#0", "0 a#1", "0 b#0", "150 b#1"], { answer });
    expect(ended).toEqual({ "a#0": "denied", "a#1": "denied", "b#0": 110, "b#1": 260 });
  });

  it("is given up after as many attempts as it may have", async () => {
    const answer = (id: string) => (id === "a#2" ? "accepted" : "refused");
    const { calls, givenUp, ended } = await aggregating(["0 a#0", "0 a#1", "350 a#2"], {
      answer,
      attempts: 2,
    });
    expect(calls).toEqual(["100 a#0 a#1", "210 a#0 a#1", "450 a#2"]);
    expect(givenUp).toEqual(["a#0 after 2", "a#1 after 2"]);
    expect(ended).toEqual({ "a#0": 220, "a#1": 220, "a#2": 460 });
  });

  it("is waited for no longer when the run is over", async () => {
    const { calls, ended } = await aggregating(["0 a#0", "0 a#1", "150 a#2"], {
      answer: () => "refused",
      stopAtMs: 190,
    });
    expect(calls).toEqual(["100 a#0 a#1"]);
    expect(ended).toEqual({ "a#0": 190, "a#1": 190, "a#2": 190 });
  });
});
