import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { answering, type Asked, noting, placeBetween, silentAt } from "./between.ts";
import { type ChannelRig, nameOf, type Place, withChannel } from "./channel-rig.ts";
import { designs } from "./contract-designs.ts";

const place: Place = { clock: "virtual", connect: async (options) => startEmbedded(options) };
const oneShard: Design = { ...designs["kinesis shared"], shards: 1 };
const pushed: Design = { ...designs["kinesis fan-out"], shards: 1 };
const pastFiveMinutes = 301_000;

async function onlyLane(rig: ChannelRig) {
  return (await rig.lanes())[0]!;
}

describe("a reader whose iterator expired, after 5 minutes without a poll,", () => {
  it("goes on after the last event that it read, not at it", async () => {
    await withChannel(place, oneShard, async (rig) => {
      await rig.send("a#0", "a#1");
      const { reader } = rig.open(await onlyLane(rig));
      expect((await rig.read(reader, 2)).map(nameOf)).toEqual(["a#0", "a#1"]);
      await rig.clock.sleep(pastFiveMinutes);
      await rig.send("a#2");
      expect((await rig.read(reader, 1)).map(nameOf)).toEqual(["a#2"]);
    });
  });

  it("misses nothing that came meanwhile, if it began at the latest and has read nothing", async () => {
    await withChannel(place, oneShard, async (rig) => {
      await rig.send("a#0");
      await rig.clock.sleep(1000);
      const { reader, hasBegun } = rig.open(await onlyLane(rig), { type: "latest" });
      expect(await rig.read(reader, 1, 2000)).toEqual([]);
      expect(hasBegun()).toBe(true);
      await rig.send("a#1");
      await rig.clock.sleep(pastFiveMinutes);
      await rig.send("a#2");
      expect((await rig.read(reader, 2)).map(nameOf)).toEqual(["a#1", "a#2"]);
    });
  });

  it("passes over what came meanwhile where it is told to go on at the latest", async () => {
    await withChannel(place, oneShard, async (rig) => {
      await rig.send("a#0");
      const from = { type: "trim-horizon" } as const;
      const { reader } = rig.open(await onlyLane(rig), from, { whenExpired: "latest" });
      expect((await rig.read(reader, 1)).map(nameOf)).toEqual(["a#0"]);
      await rig.send("a#1");
      await rig.clock.sleep(pastFiveMinutes);
      expect(await rig.read(reader, 1, 2000)).toEqual([]);
      await rig.send("a#2");
      expect((await rig.read(reader, 1)).map(nameOf)).toEqual(["a#2"]);
    });
  });

  it.each([
    ["trim-horizon", ["a#0", "a#1"]],
    ["at-timestamp", ["a#1"]],
    ["after-position", ["a#1"]],
  ] as const)("begins where it was to begin, if it has read nothing: %s", async (type, names) => {
    // Until then the shard gives nothing.
    const stuck = { kind: "stuck-shard", toS: 20 } as const;
    const check = async (rig: ChannelRig): Promise<void> => {
      await rig.send("a#0");
      const { position } = rig.of("ack")[0]!;
      await rig.clock.sleep(1000);
      const from = {
        "trim-horizon": { type: "trim-horizon" },
        "at-timestamp": { type: "at-timestamp", atMs: rig.clock.nowMs() },
        "after-position": { type: "after-position", position },
      } as const;
      const { reader } = rig.open(await onlyLane(rig), from[type]);
      expect(await rig.read(reader, 1, 6000)).toEqual([]);
      await rig.send("a#1");
      await rig.clock.sleep(pastFiveMinutes);
      expect((await rig.read(reader, names.length)).map(nameOf)).toEqual(names);
    };
    await withChannel(place, oneShard, check, { faults: [stuck] });
  });
});

describe("a reader that is pushed", () => {
  it("goes on where it was when the 5 minutes of its subscription are over", async () => {
    await withChannel(place, pushed, async (rig) => {
      await rig.send("a#0", "a#1");
      const { reader, hasBegun } = rig.open(await onlyLane(rig));
      expect((await rig.read(reader, 2)).map(nameOf)).toEqual(["a#0", "a#1"]);
      // Only who begins at the latest has to say so.
      expect(hasBegun()).toBe(false);
      const later = rig.read(reader, 2, 400_000);
      await rig.clock.sleep(pastFiveMinutes);
      await rig.send("a#2");
      await rig.clock.sleep(10_000);
      await rig.send("a#3");
      expect((await later).map(nameOf)).toEqual(["a#2", "a#3"]);
    });
  });

  it("at the latest misses nothing when its subscription breaks before anything came", async () => {
    const broken = { kind: "lost-response", actions: ["SubscribeToShard"] } as const;
    await withChannel(
      place,
      pushed,
      async (rig) => {
        const { reader, hasBegun } = rig.open(await onlyLane(rig), { type: "latest" });
        const reading = rig.read(reader, 1, 400_000);
        while (!hasBegun()) await rig.clock.sleep(100);
        await rig.clock.sleep(pastFiveMinutes);
        await rig.send("a#0");
        expect((await reading).map(nameOf)).toEqual(["a#0"]);
      },
      { faults: [{ ...broken, toS: 3 }] },
    );
  });

  it("at the latest goes on from the moment of its first subscription, which broke at once", async () => {
    let isFirst = true;
    const between = answering("SubscribeToShard", async () => {
      if (!isFirst) return undefined;
      isFirst = false;
      const broken = {
        next: () => Promise.reject(Object.assign(new Error(), { code: "ECONNRESET" })),
      };
      return { EventStream: { [Symbol.asyncIterator]: () => broken } };
    });
    await withChannel(placeBetween(between), pushed, async (rig) => {
      const { reader, hasBegun } = rig.open(await onlyLane(rig), { type: "latest" });
      const reading = rig.read(reader, 1, 30_000);
      while (!hasBegun()) await rig.clock.sleep(10);
      await rig.send("a#0");
      expect((await reading).map(nameOf)).toEqual(["a#0"]);
    });
  });

  it("gives no more at once than it may, and the rest next, before anything new", async () => {
    await withChannel(place, pushed, async (rig) => {
      // What is there when it subscribes comes in one event.
      await rig.send("a#0", "a#1", "a#2", "a#3", "a#4");
      await rig.clock.sleep(1000);
      const from = { type: "trim-horizon" } as const;
      const { reader } = rig.open(await onlyLane(rig), from, { maxEvents: 2 });
      const receives: string[][] = [];
      while (receives.flat().length < 5) {
        receives.push((await reader.receive(rig.signal)).map(nameOf));
      }
      expect(receives.filter((one) => one.length > 0)).toEqual([
        ["a#0", "a#1"],
        ["a#2", "a#3"],
        ["a#4"],
      ]);
    });
  });

  it("has ended when it has given the last, and gives nothing more then", async () => {
    await withChannel(place, pushed, async (rig) => {
      await rig.send("a#0", "a#1", "a#2");
      const lane = await onlyLane(rig);
      await rig.channel.reshard(2, rig.signal);
      const { reader } = rig.open(lane, { type: "trim-horizon" }, { maxEvents: 1 });
      for (const name of ["a#0", "a#1", "a#2"]) {
        expect(reader.ended()).toBe(false);
        expect((await rig.read(reader, 1)).map(nameOf)).toEqual([name]);
      }
      while (!reader.ended()) expect(await reader.receive(rig.signal)).toEqual([]);
      const beganMs = rig.clock.nowMs();
      expect(await reader.receive(rig.signal)).toEqual([]);
      expect(rig.clock.nowMs()).toBe(beganMs);
    });
  });

  it("subscribes again only when a second has passed since it last did", async () => {
    const refused = { kind: "throttle", actions: ["SubscribeToShard"], toS: 6 } as const;
    await withChannel(
      place,
      pushed,
      async (rig) => {
        await rig.send("a#0");
        const { reader } = rig.open(await onlyLane(rig));
        expect((await rig.read(reader, 1, 60_000)).map(nameOf)).toEqual(["a#0"]);
        // Three attempts of the SDK are one try of the reader.
        const tries = rig.of("throttle").filter((_, attempt) => attempt % 3 === 0);
        expect(tries.length).toBeGreaterThan(1);
        for (const [at, { atMs }] of tries.slice(1).entries()) {
          expect(atMs - tries[at]!.atMs).toBeGreaterThan(950);
        }
      },
      { faults: [refused] },
    );
  });
});

describe("a reader that polls", () => {
  it("polls as often as it is told, and begins at a moment of its own", async () => {
    const firstPolls = new Set<number>();
    await withChannel(place, oneShard, async (rig) => {
      const lane = await onlyLane(rig);
      for (let number = 0; number < 5; number += 1) {
        const beganMs = rig.clock.nowMs();
        const { reader } = rig.open(lane);
        await reader.receive(rig.signal);
        const firstMs = rig.clock.nowMs();
        expect(firstMs - beganMs).toBeLessThan(400);
        firstPolls.add(firstMs - beganMs);
        for (let poll = 1; poll <= 4; poll += 1) await reader.receive(rig.signal);
        const perPollMs = (rig.clock.nowMs() - firstMs) / 4;
        expect(perPollMs).toBeGreaterThan(230);
        expect(perPollMs).toBeLessThan(270);
        await rig.clock.sleep(1000);
      }
      expect(firstPolls.size).toBeGreaterThan(3);
    });
  });

  it("begins anywhere in its interval", async () => {
    await withChannel(place, oneShard, async (rig) => {
      const lane = await onlyLane(rig);
      const firstMs = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const beganMs = rig.clock.nowMs();
          const { reader } = rig.open(lane, { type: "trim-horizon" }, { pollMs: 10_000 });
          await reader.receive(rig.signal);
          return rig.clock.nowMs() - beganMs;
        }),
      );
      expect(Math.min(...firstMs)).toBeLessThan(3000);
      expect(Math.max(...firstMs)).toBeGreaterThan(7000);
    });
  });

  it("gives nothing when it is stopped, and ends at once", async () => {
    await withChannel(place, oneShard, async (rig) => {
      await rig.send("a#0");
      const { reader } = rig.open(await onlyLane(rig));
      const beganMs = rig.clock.nowMs();
      expect(await reader.receive(AbortSignal.abort())).toEqual([]);
      expect(rig.clock.nowMs()).toBe(beganMs);
    });
  });

  it("gives nothing after the end of its shard", async () => {
    await withChannel(place, oneShard, async (rig) => {
      await rig.send("a#0");
      const lane = await onlyLane(rig);
      await rig.channel.reshard(2, rig.signal);
      const { reader } = rig.open(lane);
      expect((await rig.read(reader, 9)).map(nameOf)).toEqual(["a#0"]);
      expect(reader.ended()).toBe(true);
      expect(await reader.receive(rig.signal)).toEqual([]);
    });
  });

  it("waits when the service is in trouble, and asks again", async () => {
    const trouble = { kind: "server-error", actions: ["GetRecords"], toS: 20 } as const;
    await withChannel(
      place,
      oneShard,
      async (rig) => {
        await rig.send("a#0");
        const { reader } = rig.open(await onlyLane(rig));
        expect((await rig.read(reader, 1, 40_000)).map(nameOf)).toEqual(["a#0"]);
        expect(rig.clock.nowMs()).toBeGreaterThan(20_000);
      },
      { faults: [trouble] },
    );
  });

  it("ends at once with what will not get better", async () => {
    await withChannel(place, oneShard, async (rig) => {
      const lane = await onlyLane(rig);
      const { reader } = rig.open(lane);
      await reader.receive(rig.signal);
      await rig.channel[Symbol.asyncDispose]();
      await rig.clock.sleep(5000);
      await expect(rig.read(reader, 1, 5000)).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
    });
  });
});

describe.each([
  ["GetRecords", oneShard],
  ["SubscribeToShard", pushed],
] as const)("a reader in trouble: %s", (action, design) => {
  const trouble = { kind: "server-error", actions: [action] } as const;

  it("gives up after a minute of it, and says what failed", async () => {
    await withChannel(
      place,
      design,
      async (rig) => {
        const { reader } = rig.open(await onlyLane(rig));
        const reading = rig.read(reader, 1, 200_000);
        await expect(reading).rejects.toThrow(`${action} has failed for 60 s: `);
      },
      { faults: [trouble] },
    );
  });

  it("forgets what is over", async () => {
    const faults = [
      { ...trouble, toS: 40 },
      // When a subscription is over, too.
      { ...trouble, fromS: 335, toS: 375 },
    ];
    await withChannel(
      place,
      design,
      async (rig) => {
        await rig.send("a#0");
        const { reader } = rig.open(await onlyLane(rig));
        expect((await rig.read(reader, 1, 60_000)).map(nameOf)).toEqual(["a#0"]);
        const next = rig.read(reader, 1, 500_000);
        await rig.clock.sleep(400_000);
        await rig.send("a#1");
        expect((await next).map(nameOf)).toEqual(["a#1"]);
      },
      { faults },
    );
  });
});

it.each([oneShard, pushed])("a reader that is stopped asks for nothing, %#", async (design) => {
  const asked: Asked[] = [];
  await withChannel(placeBetween(noting(asked)), design, async (rig) => {
    const { reader } = rig.open(await onlyLane(rig));
    asked.length = 0;
    expect(await reader.receive(AbortSignal.abort())).toEqual([]);
    expect(asked).toEqual([]);
  });
});

it.each([
  ["GetShardIterator", oneShard],
  ["SubscribeToShard", pushed],
] as const)("a reader that is stopped does not wait for an answer: %s", async (action, design) => {
  const stop = new AbortController();
  const silent = silentAt(action, () => setTimeout(() => stop.abort(), 1000));
  await withChannel(placeBetween(silent), design, async (rig) => {
    const { reader } = rig.open(await onlyLane(rig));
    const beganMs = rig.clock.nowMs();
    expect(await reader.receive(stop.signal)).toEqual([]);
    expect(rig.clock.nowMs() - beganMs).toBeLessThan(2000);
  });
});
