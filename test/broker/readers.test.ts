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

it("a reader of a service that leaves empty lists out reads on", async () => {
  const leavesOut = answering("GetRecords", async (_, pass) => {
    const { Records, ...rest } = (await pass()) as { readonly Records: readonly unknown[] };
    return Records.length === 0 ? rest : { Records, ...rest };
  });
  await withChannel(placeBetween(leavesOut), oneShard, async (rig) => {
    const { reader } = rig.open(await onlyLane(rig));
    expect(await rig.read(reader, 1, 2000)).toEqual([]);
    await rig.send("a#0");
    expect((await rig.read(reader, 1)).map(nameOf)).toEqual(["a#0"]);
  });
});

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
