import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { answering, placeBetween } from "./between.ts";
import { type ChannelRig, nameOf, type Place, withChannel } from "./channel-rig.ts";
import { designs } from "./contract-designs.ts";

const place: Place = { clock: "virtual", connect: async (options) => startEmbedded(options) };
const pushed: Design = { ...designs["kinesis fan-out"], shards: 1 };
const pastFiveMinutes = 301_000;

async function onlyLane(rig: ChannelRig) {
  return (await rig.lanes())[0]!;
}

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
