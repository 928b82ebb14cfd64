import { describe, expect, it } from "vitest";

import type { Fate } from "../../src/client/fate.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { startProducer } from "../../src/producer/start-producer.ts";
import { resolveDesign } from "../../src/scenario/resolve.ts";
import type { ResolvedBatched, ResolvedProducer } from "../../src/scenario/resolved.ts";
import { event, FakeChannel, fakeContext } from "./fake-run.ts";

type Answer = Fate["type"];

/** Offers 0 … count-1 of each truck at once, round robin, and waits for all. */
async function offerAll(
  spec: ResolvedProducer,
  trucks: readonly string[],
  count: number,
  answer: (id: string, call: number) => Answer,
) {
  const channel = await inVirtualTime(1, async () => {
    const broker = new FakeChannel(answer);
    const producer = startProducer(spec, fakeContext(broker));
    const offers: Promise<void>[] = [];
    for (let seq = 0; seq < count; seq += 1) {
      for (const truckId of trucks) offers.push(producer.offer(event(truckId, seq)));
    }
    await Promise.all(offers);
    return broker;
  });
  return { channel };
}

/** A batched producer with the usual settings but these. */
function batched(settings: Partial<ResolvedBatched> = {}): ResolvedProducer {
  const producer = { kind: "batched" as const, maxEntries: 10, ...settings };
  return resolveDesign({ service: "sqs-standard", producer, consumers: [] }).producer;
}

/** Refuses (or loses the answer of) the first attempt at one event. */
function onceAt(id: string, answer: Answer): (asked: string) => Answer {
  let done = false;
  return (asked) => {
    if (asked !== id || done) return "accepted";
    done = true;
    return answer;
  };
}

describe("the serial producer", () => {
  it("keeps a truck's order through a refusal: the next event waits", async () => {
    const { channel } = await offerAll({ kind: "serial" }, ["a"], 5, onceAt("a#2", "refused"));
    expect(channel.log).toEqual(["a#0", "a#1", "a#2", "a#3", "a#4"]);
  });

  it("sends the trucks side by side", async () => {
    const { channel } = await offerAll({ kind: "serial" }, ["a", "b", "c"], 2, () => "accepted");
    expect(channel.mostCallsAtOnce).toBe(3);
  });
});

describe("the concurrent producer", () => {
  it("lets later events pass a refused one: that is what it is a control for", async () => {
    const { channel } = await offerAll({ kind: "concurrent" }, ["a"], 5, onceAt("a#2", "refused"));
    expect(channel.log).toEqual(["a#0", "a#1", "a#3", "a#4", "a#2"]);
    expect(channel.mostCallsAtOnce).toBe(5);
  });
});

describe("the batched producer", () => {
  const trucks = ["a", "b", "c", "d"];

  it("puts at most one event of a truck into a call, and holds the rest back", async () => {
    const { channel } = await offerAll(batched(), trucks, 3, () => "accepted");
    expect(channel.calls).toEqual([
      ["a#0", "b#0", "c#0", "d#0"],
      ["a#1", "b#1", "c#1", "d#1"],
      ["a#2", "b#2", "c#2", "d#2"],
    ]);
  });

  it("keeps each truck's order whatever is refused", async () => {
    let asked = 0;
    const refuseEveryThird = (): Answer => ((asked += 1) % 3 === 0 ? "refused" : "accepted");
    const { channel } = await offerAll(batched(), trucks, 20, refuseEveryThird);
    for (const truckId of trucks) {
      const own = channel.log.filter((id) => id.startsWith(truckId));
      expect(own).toEqual(Array.from({ length: 20 }, (_, seq) => `${truckId}#${seq}`));
    }
  });

  it("fills calls up to the limit and sends no more calls at once than it may", async () => {
    const spec = batched({ maxPerTruck: 10, maxCalls: 2 });
    const { channel } = await offerAll(spec, trucks, 10, () => "accepted");
    expect(channel.calls.slice(0, 2).map((call) => call.length)).toEqual([10, 10]);
    expect(channel.calls.every((call) => call.length <= 10)).toBe(true);
    expect(channel.log).toHaveLength(40);
    expect(channel.mostCallsAtOnce).toBe(2);
  });

  it("sends a lonely event after its linger time", async () => {
    const { channel } = await offerAll(batched({ lingerMs: 50 }), ["a"], 1, () => "accepted");
    expect(channel.callTimesMs).toEqual([50]);
  });

  it("with the fleet as scope has one call under way, in the order of the offers", async () => {
    const spec = batched({ scope: "fleet", maxPerTruck: 4, maxCalls: 5 });
    const { channel } = await offerAll(spec, trucks, 3, () => "accepted");
    expect(channel.mostCallsAtOnce).toBe(1);
    expect(channel.log.slice(0, 5)).toEqual(["a#0", "b#0", "c#0", "d#0", "a#1"]);
  });

  it("lets nobody wait when the run is over", async () => {
    const waited = await inVirtualTime(1, async () => {
      const stop = new AbortController();
      const context = { ...fakeContext(new FakeChannel(() => "refused")), signal: stop.signal };
      const producer = startProducer(batched(), context);
      setTimeout(() => stop.abort(), 1000);
      await Promise.all([producer.offer(event("a", 0)), producer.offer(event("a", 1))]);
      return context.clock.nowMs();
    });
    expect(waited).toBe(1000);
  });
});
