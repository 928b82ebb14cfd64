/**
 * What every channel must do, whatever the service, the design and the place: one suite for all. A channel that cannot do something by
 * its nature, or at a place that lacks it, skips that by name, and says why.
 */
import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import type { Lane, Message } from "../../src/broker/broker.ts";
import { isGone } from "../../src/client/sdk-errors.ts";
import type { Design } from "../../src/scenario/scenario.ts";
import { type ChannelRig, messageOf, nameOf, type Place, withChannel } from "./channel-rig.ts";

export interface Skip {
  readonly reason: string;
  readonly tests: readonly string[];
}

interface ContractOptions {
  readonly design: Design;
  readonly place: Place;
  readonly skip?: readonly Skip[];
}

type Check = (rig: ChannelRig) => Promise<void>;

const lost = {
  kind: "lost-response",
  actions: ["PutRecord", "PutRecords", "SendMessage", "SendMessageBatch"],
} as const;

/** By their names. */
const checks: Readonly<Record<string, Check>> = {
  "a message is taken, and has its lane and place": async (rig) => {
    const [fate] = await rig.channel.publish([messageOf("a#0")]);
    expect(fate).toMatchObject({ type: "accepted" });
    const lanes = await rig.lanes();
    expect(rig.of("ack")).toMatchObject([{ key: "a", seq: 0 }]);
    const [{ lane, position } = { lane: "", position: "" }] = rig.of("ack");
    expect(lanes.map(({ id }) => id)).toContain(lane);
    expect(fate).toMatchObject({ lane, position });
    const [delivery] = await rig.readAll(1);
    expect(delivery).toMatchObject({ lane, position, body: messageOf("a#0").body });
    expect(rig.of("delivery")[0]).toMatchObject({ app: "map", consumer: "map-1", lane, position });
  },

  "of several messages in one call each has a fate, in their order": async (rig) => {
    const names = ["c#0", "a#0", "d#0", "b#0"];
    const fates = await rig.channel.publish(names.map((name) => messageOf(name)));
    expect(fates.map(({ type }) => type)).toEqual(names.map(() => "accepted"));
    const acks = rig.of("ack");
    expect(acks.map(({ key, seq }) => `${key}#${seq}`)).toEqual(names);
    expect(acks.map(({ position }) => position)).toEqual(
      fates.map((fate) => (fate.type === "accepted" ? fate.position : "")),
    );
    const deliveries = await rig.readAll(4);
    expect(deliveries.map(nameOf).sort()).toEqual([...names].sort());
  },

  "a message that is too large is refused for good": async (rig) => {
    const [fate] = await rig.channel.publish([messageOf("a#0", 3 * 2 ** 20)]);
    expect(fate).toMatchObject({ type: "refused", failure: expect.any(Error) as Error });
    expect(rig.of("refused")).toMatchObject([{ key: "a", seq: 0 }]);
  },

  "a call takes as many messages as it says": async (rig) => {
    const { maxBatchEntries: most } = rig.channel;
    const fates = await rig.channel.publish(manyMessages(most));
    expect(fates.map(({ type }) => type)).toEqual(Array(most).fill("accepted"));
  },

  "a call of more messages than it takes is refused": async (rig) => {
    const tooMany = rig.channel.maxBatchEntries + 1;
    const fates = await rig.channel.publish(manyMessages(tooMany));
    expect(fates.map(({ type }) => type)).toEqual(Array(tooMany).fill("refused"));
  },

  "a message whose answer was lost is uncertain, and there": async (rig) => {
    const [one] = await rig.channel.publish([messageOf("a#0")]);
    const [two] = await rig.channel.publish([messageOf("b#0"), messageOf("c#0")]);
    expect([one, two]).toMatchObject([{ type: "uncertain" }, { type: "uncertain" }]);
    expect(rig.of("uncertain").map(({ key }) => key)).toEqual(["a", "b", "c"]);
    const deliveries = await rig.readAll(3);
    expect(new Set(deliveries.map(nameOf))).toEqual(new Set(["a#0", "b#0", "c#0"]));
  },

  "a message that the end of the run cuts short is uncertain": async (rig) => {
    const sending = rig.channel.publish([messageOf("a#0")]);
    rig.run.stop.abort();
    expect(await sending).toMatchObject([{ type: "uncertain", reason: "AbortError" }]);
    expect(rig.of("uncertain")).toHaveLength(1);
  },

  "messages of one key come in the order in which they were sent": async (rig) => {
    const names = [0, 1, 2, 3].flatMap((seq) => ["a", "b", "c"].map((key) => `${key}#${seq}`));
    await rig.send(...names);
    const lanes = await rig.lanes();
    const deliveries = await (lanes[0]!.access === "shared" ? readQueue(rig, 12) : rig.readAll(12));
    for (const key of ["a", "b", "c"]) {
      const ofKey = deliveries.filter((one) => nameOf(one).startsWith(key));
      expect(ofKey.map(nameOf)).toEqual([0, 1, 2, 3].map((seq) => `${key}#${seq}`));
      expect(new Set(ofKey.map(({ lane }) => lane)).size).toBe(1);
      const positions = ofKey.map(({ position }) => BigInt(position));
      expect([...positions].sort((one, two) => (one < two ? -1 : 1))).toEqual(positions);
    }
  },

  "a receive gives no more than it is asked for": async (rig) => {
    await rig.send("a#0", "a#1", "a#2");
    const lane = await laneOf(rig);
    const { reader } = rig.open(lane, { type: "trim-horizon" }, { maxEvents: 2 });
    const first = await rig.read(reader, 1);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThanOrEqual(2);
  },

  "what is settled does not come again": async (rig) => {
    const { lane } = await sendThree(rig);
    const { reader, checkpoints } = rig.open(lane);
    const deliveries = await rig.read(reader, 3);
    await reader.settle(deliveries, rig.signal);
    await again(rig, lane, checkpoints, []);
    if (lane.access === "shared") {
      const commits = rig.of("commit").map(({ scope, position }) => [scope, position]);
      expect(commits).toEqual(deliveries.map(({ position }) => ["event", position]));
    } else expect(checkpoints).toEqual([deliveries.at(-1)!.position]);
  },

  "what is not settled comes again": async (rig) => {
    const { lane, names } = await sendThree(rig);
    const { reader, checkpoints } = rig.open(lane);
    const deliveries = await rig.read(reader, 3);
    const received = deliveries.map(nameOf);
    // A lane's log has one order; of several groups of a queue any may come first.
    expect(lane.access === "shared" ? received.toSorted() : received).toEqual(names);
    await reader.settle(deliveries.slice(0, 1), rig.signal);
    await again(rig, lane, checkpoints, received.slice(1).toSorted());
    expect(rig.of("delivery").at(-1)).toMatchObject({ consumer: "map-2" });
  },

  "settling nothing does nothing": async (rig) => {
    const { reader, checkpoints } = rig.open((await rig.lanes())[0]!);
    await reader.settle([], rig.signal);
    expect([checkpoints, rig.of("commit")]).toEqual([[], []]);
  },

  "a reader at the latest gets what is sent once it has begun": async (rig) => {
    await rig.send("a#0");
    await rig.clock.sleep(1000);
    const { reader, hasBegun } = rig.open(await laneOf(rig), { type: "latest" });
    for (let tries = 0; tries < 20 && !hasBegun(); tries += 1) {
      expect(await rig.read(reader, 1, 500)).toEqual([]);
    }
    expect(hasBegun()).toBe(true);
    await rig.send("a#1", "a#2");
    expect((await rig.read(reader, 2)).map(nameOf)).toEqual(["a#1", "a#2"]);
  },

  "a reader at an instant gets what was sent since": async (rig) => {
    await rig.send("a#0");
    await rig.clock.sleep(1500);
    const atMs = rig.clock.nowMs();
    await rig.clock.sleep(1000);
    await rig.send("a#1", "a#2");
    const { reader } = rig.open(await laneOf(rig), { type: "at-timestamp", atMs });
    expect((await rig.read(reader, 2)).map(nameOf)).toEqual(["a#1", "a#2"]);
  },

  "a reader after a position gets what follows it": async (rig) => {
    await rig.send("a#0", "a#1", "a#2");
    const { position } = rig.of("ack")[0]!;
    const { reader } = rig.open(await laneOf(rig), { type: "after-position", position });
    expect((await rig.read(reader, 2)).map(nameOf)).toEqual(["a#1", "a#2"]);
  },

  "lanes that are split end, and have children that go on": async (rig) => {
    const before = await rig.lanes();
    expect(before.map(({ parents, isClosed }) => [parents, isClosed])).toEqual([
      [[], false],
      [[], false],
    ]);
    const keys = Array.from("abcdefghijkl");
    await rig.send(...keys.map((key) => `${key}#0`));
    await rig.channel.reshard(4, rig.signal);
    await rig.send(...keys.map((key) => `${key}#1`));
    const lanes = await rig.lanes();
    const [closed, open] = [lanes.filter(({ isClosed }) => isClosed), openOnes(lanes)];
    expect(closed.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    expect(open).toHaveLength(4);
    expect(new Set(open.flatMap(({ parents }) => parents))).toEqual(
      new Set(before.map(({ id }) => id)),
    );
    for (const { children, parents } of rig.of("reshard")) {
      for (const id of children)
        expect(lanes.find((one) => one.id === id)?.parents).toEqual(parents);
    }
    const children = rig.of("reshard").flatMap((reshard) => reshard.children);
    expect(children.sort()).toEqual(open.map(({ id }) => id).sort());
    expect(await toTheEnd(rig, closed)).toEqual(keys.map((key) => `${key}#0`));
    const later = (await Promise.all(open.map((lane) => rig.read(rig.open(lane).reader, 12, 4000))))
      .flat()
      .map(nameOf);
    expect(later.sort()).toEqual(keys.map((key) => `${key}#1`));
  },

  "lanes that are merged end, and have a child with two parents": async (rig) => {
    const keys = Array.from("abcdef");
    await rig.send(...keys.map((key) => `${key}#0`));
    await rig.channel.reshard(1, rig.signal);
    await rig.send(...keys.map((key) => `${key}#1`));
    const lanes = await rig.lanes();
    const open = openOnes(lanes);
    const closed = lanes.filter(({ isClosed }) => isClosed);
    expect(open).toHaveLength(1);
    expect([...open[0]!.parents].sort()).toEqual(closed.map(({ id }) => id).sort());
    expect(rig.of("reshard")).toMatchObject([{ parents: open[0]!.parents }]);
    expect(await toTheEnd(rig, closed)).toEqual(keys.map((key) => `${key}#0`));
    const { reader } = rig.open(open[0]!);
    expect((await rig.read(reader, 6)).map(nameOf).sort()).toEqual(keys.map((key) => `${key}#1`));
    expect(reader.ended()).toBe(false);
  },

  "to reshard what has no shards is an error": async (rig) => {
    await expect(rig.channel.reshard(4, rig.signal)).rejects.toThrow(/no shards/);
  },

  "disposing of it deletes it": async (rig) => {
    await rig.channel[Symbol.asyncDispose]();
    expect(await isThere(rig)).toBe(false);
  },
};

/** What a fault makes happen in a check. */
const faultsOf: Readonly<Record<string, readonly (typeof lost)[]>> = {
  "a message whose answer was lost is uncertain, and there": [lost],
};

/** The suite, for one design at one place. */
export function channelContract(name: string, { design, place, skip = [] }: ContractOptions): void {
  const skipped = new Set<string>();
  const reasons = skip.map(({ reason, tests }) => `${reason} (${tests.length})`);
  if (reasons.length > 0) console.warn(`skipped of ${name}: ${reasons.join("; ")}`);
  for (const { tests } of skip) {
    for (const test of tests) {
      if (checks[test] === undefined) throw new Error(`there is no check "${test}" to skip`);
      skipped.add(test);
    }
  }
  describe(name, () => {
    for (const [title, check] of Object.entries(checks)) {
      const take = () => withChannel(place, design, check, { faults: faultsOf[title] ?? [] });
      if (skipped.has(title)) it.skip(title, take);
      else it(title, place.clock === "real" ? sideBySide(take) : take);
    }
  });
}

const realTime: (() => void)[] = [];

/** In real time everything in a file waits at the same time: the first that is asked for starts all. */
function sideBySide(take: () => Promise<void>): () => Promise<void> {
  let taking: Promise<void> | undefined;
  realTime.push(() => {
    taking = take();
    taking.catch(() => {});
  });
  return async () => {
    for (const start of realTime.splice(0)) start();
    await taking;
  };
}

function manyMessages(count: number): Message[] {
  return Array.from({ length: count }, (_, seq) => messageOf(`a#${seq}`));
}

function openOnes(lanes: readonly Lane[]): Lane[] {
  return lanes.filter(({ isClosed }) => !isClosed);
}

/** The lane of the truck a, once something of it was sent. */
async function laneOf(rig: ChannelRig): Promise<Lane> {
  const { lane } = rig.of("ack").find(({ key }) => key === "a")!;
  return (await rig.lanes()).find(({ id }) => id === lane)!;
}

/** Three of one lane: of a stream they are of one truck, of a queue each is its group's first. */
async function sendThree(rig: ChannelRig) {
  const isShared = (await rig.lanes())[0]!.access === "shared";
  const names = isShared ? ["a#0", "b#0", "c#0"] : ["a#0", "a#1", "a#2"];
  await rig.send(...names);
  return { lane: await laneOf(rig), names };
}

/** Reads closed lanes to their ends; gives what was in them, sorted. */
async function toTheEnd(rig: ChannelRig, lanes: readonly Lane[]): Promise<string[]> {
  const readers = lanes.map((lane) => rig.open(lane).reader);
  const read = await Promise.all(readers.map((reader) => rig.read(reader, Infinity)));
  expect(readers.map((reader) => reader.ended())).toEqual(readers.map(() => true));
  return read.flat().map(nameOf).sort();
}

/** Deletes each receive, so that the groups go on. */
async function readQueue(rig: ChannelRig, count: number) {
  const { reader } = rig.open((await rig.lanes())[0]!);
  const all = [];
  while (all.length < count) {
    const received = await rig.read(reader, 1);
    await reader.settle(received, rig.signal);
    all.push(...received);
  }
  return all;
}

/** Expects that a second consumer gets these when the first is gone: it goes on from the checkpoint, or waits for the visibility timeout. */
async function again(
  rig: ChannelRig,
  lane: Lane,
  checkpoints: readonly string[],
  names: readonly string[],
): Promise<void> {
  const position = checkpoints.at(-1);
  const { reader } = rig.open(
    lane,
    position === undefined ? { type: "trim-horizon" } : { type: "after-position", position },
    { consumer: "map-2" },
  );
  const count = Math.max(1, names.length);
  const received = await rig.read(reader, count, names.length === 0 ? 4500 : 15_000);
  expect(received.map(nameOf).sort()).toEqual(names);
}

/** Whether the service still has the stream or queue. */
async function isThere({ channel: { address }, target }: ChannelRig): Promise<boolean> {
  const { abortSignal } = { abortSignal: new AbortController().signal };
  try {
    if (address.kind === "queue") {
      const QueueName = address.url.split("/").at(-1)!;
      await target.sqs().send(new GetQueueUrlCommand({ QueueName }), { abortSignal });
      return true;
    }
    const { StreamDescriptionSummary } = await target
      .kinesis()
      .send(new DescribeStreamSummaryCommand({ StreamName: address.name }), { abortSignal });
    return StreamDescriptionSummary?.StreamStatus !== "DELETING";
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
