import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { type ChannelRig, messageOf, nameOf, type Place, withChannel } from "./channel-rig.ts";
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
      const { reader } = rig.open(await onlyLane(rig));
      expect((await rig.read(reader, 2)).map(nameOf)).toEqual(["a#0", "a#1"]);
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

  it("gives up after a minute of it, and says what failed", async () => {
    await withChannel(
      place,
      oneShard,
      async (rig) => {
        const { reader } = rig.open(await onlyLane(rig));
        const reading = rig.read(reader, 1, 200_000);
        await expect(reading).rejects.toThrow(/^GetRecords has failed for 60 s: /);
      },
      { faults: [{ kind: "server-error", actions: ["GetRecords"] }] },
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

describe("a consumer of a queue", () => {
  const queue: Design = designs["sqs-fifo"];

  it("deletes more than ten in calls of ten", async () => {
    await withChannel(place, { ...queue, visibilityTimeoutS: 60 }, async (rig) => {
      const names = Array.from({ length: 25 }, (_, key) => `truck${key}#0`);
      await rig.send(...names);
      const { reader } = rig.open(await onlyLane(rig));
      const deliveries = await rig.read(reader, 25);
      await reader.settle(deliveries, rig.signal);
      const commits = rig.of("commit");
      expect(commits).toHaveLength(25);
      // One request after the other.
      expect(new Set(commits.map(({ atMs }) => atMs)).size).toBe(3);
    });
  });

  it("deletes again what the service failed to delete, though nothing was wrong with it", async () => {
    const failing = { kind: "throttle", actions: ["DeleteMessage"], toS: 8 } as const;
    await withChannel(
      place,
      { ...queue, visibilityTimeoutS: 60 },
      async (rig) => {
        await rig.send("a#0");
        const { reader } = rig.open(await onlyLane(rig));
        const deliveries = await rig.read(reader, 1);
        await reader.settle(deliveries, rig.signal);
        expect(rig.of("commit")).toHaveLength(1);
        expect(rig.clock.nowMs()).toBeGreaterThan(8000);
        expect(rig.of("retry").map(({ action }) => action)).toContain("DeleteMessage");
      },
      { faults: [failing] },
    );
  });

  it.each([1, 3])("leaves what it may no longer delete: %i at once", async (count) => {
    await withChannel(place, queue, async (rig) => {
      const names = ["a#0", "b#0", "c#0"].slice(0, count);
      await rig.send(...names);
      const { reader } = rig.open(await onlyLane(rig));
      const deliveries = await rig.read(reader, count);
      await rig.clock.sleep(3000);
      const beganMs = rig.clock.nowMs();
      await reader.settle(deliveries, rig.signal);
      expect(rig.of("commit")).toEqual([]);
      expect(rig.clock.nowMs() - beganMs).toBeLessThan(500);
    });
  });

  it("takes at most ten, however many it may handle, and no longer a poll than there is", async () => {
    await withChannel(place, queue, async (rig) => {
      const names = Array.from({ length: 12 }, (_, key) => `truck${key}#0`);
      await rig.send(...names);
      const lane = await onlyLane(rig);
      const from = { type: "trim-horizon" } as const;
      const { reader } = rig.open(lane, from, { maxEvents: 500 });
      expect(await reader.receive(rig.signal)).toHaveLength(10);
    });
  });
});

it("a lane of a queue is open, shared, has no parents and never ends", async () => {
  await withChannel(place, designs["sqs-standard"], async (rig) => {
    const lanes = await rig.lanes();
    expect(lanes).toMatchObject([{ access: "shared", parents: [], isClosed: false }]);
    const { address } = rig.channel;
    expect(address).toMatchObject({ kind: "queue" });
    if (address.kind === "queue") expect(address.url.endsWith(`/${lanes[0]!.id}`)).toBe(true);
    expect(rig.open(lanes[0]!).reader.ended()).toBe(false);
  });
});

describe("messages of a call", () => {
  it("of a FIFO queue carry group and deduplication ids: a copy is not delivered", async () => {
    await withChannel(place, designs["sqs-fifo"], async (rig) => {
      await rig.send("a#0", "a#0");
      await rig.channel.publish([messageOf("a#1"), messageOf("a#1")]);
      const { reader } = rig.open(await onlyLane(rig));
      const read = await rig.read(reader, 2);
      expect(read.map(nameOf)).toEqual(["a#0", "a#1"]);
      await reader.settle(read, rig.signal);
      expect(await rig.read(reader, 1, 5000)).toEqual([]);
    });
  });

  it("are told apart by their content where that is asked for", async () => {
    const byContent: Design = { ...designs["sqs-fifo"], deduplication: "content" };
    await withChannel(place, byContent, async (rig) => {
      const message = messageOf("a#0");
      await rig.channel.publish([message]);
      await rig.channel.publish([{ ...message, id: "another" }]);
      await rig.channel.publish([messageOf("a#1"), { ...message, id: "a third" }]);
      const { reader } = rig.open(await onlyLane(rig));
      const read = await rig.read(reader, 2);
      await reader.settle(read, rig.signal);
      expect(read.map(nameOf)).toEqual(["a#0", "a#1"]);
      expect(await rig.read(reader, 1, 4000)).toEqual([]);
    });
  });

  it("of a stream carry the last sequence number of their key, where that is asked for", async () => {
    const ordering: Design = { ...oneShard, sequenceNumberForOrdering: true };
    await withChannel(place, ordering, async (rig) => {
      await rig.send("a#0", "b#0", "a#1", "a#2");
      const positions = rig.of("ack").filter(({ key }) => key === "a");
      const sorted = positions.map(({ position }) => BigInt(position));
      expect(sorted[0]! < sorted[1]! && sorted[1]! < sorted[2]!).toBe(true);
    });
  });
});
