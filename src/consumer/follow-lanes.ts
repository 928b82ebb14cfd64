/**
 * How an application reads a channel whose lanes have a log: each lane by the consumer it is leased to, from where the application
 * has come, or from its start; what a reshard makes of a lane, once that has been read to its end. A consumer that dies takes its lanes
 * up again when it is back, from the last checkpoint.
 */
import type { Lane, Reader, ReadingStart } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import { type ReaderContext, openReader } from "./consumer.ts";
import { type HeldLane, LaneTree } from "./lane-tree.ts";

/** Reads one lane until the reader has ended, the consumer is dead or the run is over. */
export type ReadLane = (reader: Reader, instance: Instance, lane: Lane) => Promise<void>;

/** How often new lanes are looked for, in milliseconds, where nobody waits for their parents. */
const lookMs = 1000;

export async function followLanes(context: ReaderContext, read: ReadLane): Promise<void> {
  const { channel, spec, signal } = context;
  const isHasty = spec.children === "at-once";
  const tree = new LaneTree(spec.count, !isHasty);
  const first = await channel.lanes(signal);
  // Whoever begins with what is written from now on has nothing to do with what was closed before. (An instant may lie in such a lane.)
  if (spec.start === "LATEST") {
    for (const lane of first) if (lane.isClosed) tree.pass(lane);
  }
  const original = new Set(first.map(({ id }) => id));
  tree.find(first);
  const readAll = async (): Promise<void> => {
    await Promise.all(tree.takeReadable().map(follow));
  };
  /** Whoever does not wait for parents finds their children by looking for them, as a shard sync does. */
  const lookForMore = async (): Promise<void> => {
    const under: Promise<void>[] = [];
    while (!signal.aborted) {
      await context.clock.sleep(lookMs, signal);
      if (signal.aborted) break;
      tree.find(await channel.lanes(signal));
      under.push(readAll());
    }
    await Promise.all(under);
  };
  const follow = async (held: HeldLane): Promise<void> => {
    const isOriginal = original.has(held.lane.id);
    const hasEnded = await readLane(held, isOriginal, context, read);
    if (!hasEnded || signal.aborted) return;
    tree.end(held.lane);
    tree.find(await channel.lanes(signal));
    await readAll();
  };
  if (isHasty) {
    await Promise.all([readAll(), lookForMore()]);
  } else await readAll();
}

/** True when the lane was read to its end; false when the run was over before. */
async function readLane(
  { lane, holder }: HeldLane,
  isOriginal: boolean,
  context: ReaderContext,
  read: ReadLane,
): Promise<boolean> {
  const { members, signal, spec } = context;
  const { app } = spec;
  while (!signal.aborted) {
    const instance = await members.alive(holder);
    if (instance === undefined) return false;
    const { name: consumer, clock, record } = instance;
    const from = startIn(lane, isOriginal, context);
    const taken = (): void => {
      const atMs = clock.nowMs();
      const start = leaseStart(from, atMs);
      record({ type: "lease", app, consumer, lane: lane.id, action: "taken", ...start, atMs });
    };
    // Where the latest is, only the service can say.
    if (from.type !== "latest") taken();
    const reader = openReader(lane, from, instance, context, taken);
    await instance.life.until(read(reader, instance, lane));
    if (instance.life.isDead || signal.aborted) continue;
    record({ type: "lease", app, consumer, lane: lane.id, action: "ended", atMs: clock.nowMs() });
    return true;
  }
  return false;
}

/** Where an application goes on in a lane, or begins. */
export function startIn(lane: Lane, isOriginal: boolean, context: ReaderContext): ReadingStart {
  const position = context.checkpoints.positionIn(lane.id);
  if (position !== undefined) return { type: "after-position", position };
  const { start } = context.spec;
  // What came of a lane that was read begins where that ended.
  if (!isOriginal) return { type: "trim-horizon" };
  if (typeof start === "object") {
    return { type: "at-timestamp", atMs: start.atTimestampS * 1000 };
  }
  return { type: start === "LATEST" ? "latest" : "trim-horizon" };
}

/** A start as the history has it. */
export function leaseStart(from: ReadingStart, nowMs: number) {
  switch (from.type) {
    case "trim-horizon":
      return { from: from.type };
    case "latest":
      return { from: from.type, fromMs: nowMs };
    case "at-timestamp":
      return { from: from.type, fromMs: from.atMs };
    case "after-position":
      return { from: from.type, fromPosition: from.position };
  }
}
