import { describe, expect, it } from "vitest";

import type { Message } from "../../src/broker/broker.ts";
import type { Fate } from "../../src/client/fate.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { hashKeyOf, routingKeyOf } from "../../src/producer/routing.ts";
import { backOff, send, sendUntilAccepted } from "../../src/producer/send.ts";
import { startProducer } from "../../src/producer/start-producer.ts";
import { resolveDesign } from "../../src/scenario/resolve.ts";
import type { Design, KinesisDesign } from "../../src/scenario/scenario.ts";
import { event, FakeChannel, fakeContext } from "./fake-run.ts";

const producer = { kind: "serial" } as const;

/** A channel that takes everything, and what it was given. */
function notingChannel() {
  const channel = new FakeChannel(() => "accepted");
  const given: Message[] = [];
  const publish = channel.publish.bind(channel);
  channel.publish = (messages) => {
    given.push(...messages);
    return publish(messages);
  };
  return { channel, given };
}

describe("sending", () => {
  it("hands over the routing key, the name and the body of each event, in one call", async () => {
    await inVirtualTime(1, async () => {
      const { channel, given } = notingChannel();
      const context = fakeContext(channel);
      const routingKey = ({ truckId }: { truckId: string }) => `key of ${truckId}`;
      const fates = await send([event("a", 3), event("b", 0)], { ...context, routingKey });
      expect(fates.map(({ type }) => type)).toEqual(["accepted", "accepted"]);
      expect(given).toEqual([
        { routingKey: "key of a", id: "a#3", body: context.encode(event("a", 3)) },
        { routingKey: "key of b", id: "b#0", body: context.encode(event("b", 0)) },
      ]);
    });
  });

  it("hands over the explicit hash key of an event that has one", async () => {
    await inVirtualTime(1, async () => {
      const { channel, given } = notingChannel();
      const hashKey = ({ seq }: { seq: number }) => (seq === 0 ? undefined : "42");
      await send([event("a", 0), event("a", 1)], { ...fakeContext(channel), hashKey });
      expect(given[0]).not.toHaveProperty("hashKey");
      expect(given[1]).toMatchObject({ id: "a#1", hashKey: "42" });
    });
  });

  it.each(["refused", "uncertain"] as const)(
    "throws when there is no use in sending again: %s",
    async (type) => {
      const failure = new Error("not from you");
      const channel = new FakeChannel(() => "accepted");
      channel.publish = async () => [{ type, reason: "denied", failure }];
      const context = fakeContext(channel);
      await expect(send([event("a", 0)], context)).rejects.toBe(failure);
      await expect(sendUntilAccepted(event("a", 0), context)).rejects.toBe(failure);
    },
  );

  it("goes on until the event is taken, after the back-off of each try", async () => {
    await inVirtualTime(1, async () => {
      const fates: Fate["type"][] = ["refused", "uncertain", "refused", "accepted"];
      const channel = new FakeChannel((_, call) => fates[call]!, 0);
      await sendUntilAccepted(event("a", 0), { ...fakeContext(channel), random: () => 1 });
      expect(channel.callTimesMs).toEqual([0, 100, 300, 700]);
    });
  });

  it.each([
    [["refused", "refused", "accepted"], ["a#0 after 2"]],
    [["refused", "uncertain"], []],
    [["uncertain", "refused"], []],
    [["refused", "accepted"], []],
  ] as const)("of at most two attempts: %j", async (fates, givenUp) => {
    await inVirtualTime(1, async () => {
      const channel = new FakeChannel((_, call) => fates[call]!, 0);
      const given: string[] = [];
      const context = {
        ...fakeContext(channel),
        giveUp: ({ truckId, seq }: { truckId: string; seq: number }, attempts: number) =>
          void given.push(`${truckId}#${seq} after ${attempts}`),
      };
      await sendUntilAccepted(event("a", 0), context, { attempts: 2 });
      expect(channel.calls).toHaveLength(2);
      // Of what may be there nobody says that it is not.
      expect(given).toEqual(givenUp);
    });
  });

  it("ends with the run", async () => {
    await inVirtualTime(1, async () => {
      const channel = new FakeChannel(() => "refused", 0);
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 250);
      const context = { ...fakeContext(channel), random: () => 1, signal: stop.signal };
      await sendUntilAccepted(event("a", 0), context);
      expect(channel.callTimesMs).toEqual([0, 100]);
      expect(context.clock.nowMs()).toBe(250);
      await sendUntilAccepted(event("a", 1), context);
      expect(channel.calls).toHaveLength(2);
    });
  });
});

describe("the back-off", () => {
  it.each([
    [0, 100],
    [1, 200],
    [5, 3200],
    [6, 5000],
    [50, 5000],
  ])("after %i tries is at most %i ms, and a random share of it", async (tries, longestMs) => {
    await inVirtualTime(1, async () => {
      const context = { ...fakeContext(new FakeChannel(() => "accepted")), random: () => 1 };
      await backOff(tries, context);
      expect(context.clock.nowMs()).toBe(longestMs);
      await backOff(tries, { ...context, random: () => 0.25 });
      expect(context.clock.nowMs()).toBe(1.25 * longestMs);
    });
  });

  it("has another first step where it is told so", async () => {
    await inVirtualTime(1, async () => {
      const context = { ...fakeContext(new FakeChannel(() => "accepted")), random: () => 1 };
      await backOff(2, context, 10);
      expect(context.clock.nowMs()).toBe(40);
    });
  });
});

it("the serial producer sends a truck's next event only when the last was taken", async () => {
  await inVirtualTime(1, async () => {
    const channel = new FakeChannel((_, call) => (call === 0 ? "refused" : "accepted"), 10);
    const context = { ...fakeContext(channel), random: () => 1 };
    const serial = startProducer(producer, context);
    await Promise.all([serial.offer(event("a", 0)), serial.offer(event("a", 1))]);
    expect(channel.calls).toEqual([["a#0"], ["a#0"], ["a#1"]]);
    expect(channel.callTimesMs).toEqual([0, 110, 120]);
    await serial.offer(event("a", 2));
    expect(channel.callTimesMs.at(-1)).toBe(130);
  });
});

describe("the routing key of an event", () => {
  const consumers: [] = [];
  const stream = { service: "kinesis", shards: 1, producer, consumers } as const;
  const keyOf = (design: Design, seed = 1) => routingKeyOf(resolveDesign(design), seed);
  const a = event("truck_1", 0);
  const b = event("truck_2", 0);

  it("is the truck, or one for all, as the design says", () => {
    for (const [design, keys] of [
      [{ ...stream, partitionKey: "truck" }, ["truck_1", "truck_2"]],
      [{ ...stream, partitionKey: "one" }, ["fleet", "fleet"]],
      [{ service: "sqs-fifo", producer, consumers }, ["truck_1", "truck_2"]],
      [{ service: "sqs-fifo", groupId: "one", producer, consumers }, ["fleet", "fleet"]],
      [{ service: "sqs-standard", producer, consumers }, ["truck_1", "truck_2"]],
    ] as const) {
      const key = keyOf(design);
      expect([key(a), key(b)]).toEqual(keys);
    }
  });

  it("is the truck's depot, one of ten and always the same", () => {
    const key = keyOf({ ...stream, partitionKey: "depot" });
    const depots = Array.from({ length: 100 }, (_, at) => key(event(`truck_${at}`, 0)));
    expect(new Set(depots).size).toBe(10);
    expect(Array.from({ length: 100 }, (_, at) => key(event(`truck_${at}`, 7)))).toEqual(depots);
  });

  it("is the square in which the truck is, and another one a kilometre on", () => {
    const key = keyOf({ ...stream, partitionKey: "region" });
    const [here, near, there] = [41.8512, 41.8588, 41.8612].map((lat) =>
      key({ ...a, lat, lon: -87.761 }),
    );
    expect(here).toBe("4185:-8777");
    expect(near).toBe(here);
    expect(there).toBe("4186:-8777");
  });

  it("is another for each event where it is random, and the same for the same seed", () => {
    const random = { ...stream, partitionKey: "random" } as const;
    const [one, two, other] = [keyOf(random), keyOf(random), keyOf(random, 2)];
    const keys = Array.from({ length: 100 }, () => one(a));
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{1,12}$/);
    expect(new Set(keys.map(({ length }) => length))).toContain(12);
    expect(Array.from({ length: 100 }, () => two(b))).toEqual(keys);
    expect(other(a)).not.toBe(keys[0]);
  });
});

describe("the explicit hash key of an event", () => {
  const design = { service: "kinesis", shards: 1, partitionKey: "truck", producer } as const;
  const trucks = ["a", "b", "c", "d"];
  const keysOf = (explicit: Pick<KinesisDesign, "explicitHashKey">) => {
    const hashKey = hashKeyOf(resolveDesign({ ...design, ...explicit, consumers: [] }), trucks);
    return trucks.map((truckId) => hashKey(event(truckId, 0)));
  };

  it("is a place of the truck's own, at equal distances", () => {
    const quarter = 2n ** 126n;
    const places = [0n, quarter, 2n * quarter, 3n * quarter].map(String);
    expect(keysOf({ explicitHashKey: "even" })).toEqual(places);
  });

  it("is not there where the design has none", () => {
    expect(keysOf({})).toEqual([undefined, undefined, undefined, undefined]);
  });
});
