import { describe, expect, it } from "vitest";

import type { Reader } from "../../src/broker/broker.ts";
import type { Design } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { type ChannelRig, messageOf, nameOf, type Place, withChannel } from "./channel-rig.ts";
import { designs } from "./contract-designs.ts";

const place: Place = { clock: "virtual", connect: async (options) => startEmbedded(options) };

async function onlyLane(rig: ChannelRig) {
  return (await rig.lanes())[0]!;
}

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

/** A call may bring fewer than there are, and the others of the group not before these are deleted. */
async function namesOfAll(rig: ChannelRig, reader: Reader): Promise<readonly string[]> {
  const names: string[] = [];
  let read = await rig.read(reader, 1);
  while (read.length > 0) {
    names.push(...read.map(nameOf));
    await reader.settle(read, rig.signal);
    read = await rig.read(reader, 1, 5000);
  }
  return names;
}

describe("messages of a call", () => {
  it("of a FIFO queue carry group and deduplication ids: a copy is not delivered", async () => {
    const design = { ...designs["sqs-fifo"], visibilityTimeoutS: 60 };
    await withChannel(place, design, async (rig) => {
      await rig.send("a#0", "a#0");
      await rig.channel.publish([messageOf("a#1"), messageOf("a#1")]);
      const { reader } = rig.open(await onlyLane(rig));
      expect(await namesOfAll(rig, reader)).toEqual(["a#0", "a#1"]);
    });
  });

  it("are told apart by their content where that is asked for", async () => {
    const own = { deduplication: "content", visibilityTimeoutS: 30 } as const;
    const byContent: Design = { ...designs["sqs-fifo"], ...own };
    await withChannel(place, byContent, async (rig) => {
      const message = messageOf("a#0");
      await rig.channel.publish([message]);
      await rig.channel.publish([{ ...message, id: "another" }]);
      await rig.channel.publish([messageOf("a#1"), { ...message, id: "a third" }]);
      const { reader } = rig.open(await onlyLane(rig));
      expect(await namesOfAll(rig, reader)).toEqual(["a#0", "a#1"]);
    });
  });
});
