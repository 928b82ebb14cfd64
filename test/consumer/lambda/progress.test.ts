/** How far a shard is done, and what fits into a batch. */
import { describe, expect, it } from "vitest";

import type { Delivery, Reader } from "../../../src/broker/broker.ts";
import { batchLength, isFull } from "../../../src/consumer/lambda/batch.ts";
import { Progress } from "../../../src/consumer/lambda/progress.ts";
import { rowOf } from "../../../src/consumer/lambda/row-of.ts";

function deliveries(count: number, bytes = 1): Delivery[] {
  return Array.from({ length: count }, (_, at) => ({
    body: "x".repeat(bytes),
    lane: "s1",
    position: String(at),
    handle: String(at),
    raw: { MessageId: String(at) },
  }));
}

describe("the checkpoint of a shard", () => {
  function progressing(count: number) {
    const settled: string[] = [];
    const stop = new AbortController();
    const reader = {
      settle: async (done: readonly Delivery[]) =>
        void settled.push(done.map(({ position }) => position).join(" ")),
    } as unknown as Reader;
    const progress = new Progress(reader, stop.signal);
    const all = deliveries(count);
    progress.received(all);
    return { progress, all, settled, stop };
  }

  it("goes as far as everything before it is done", async () => {
    const { progress, all, settled } = progressing(5);
    await progress.done([all[1]!, all[2]!]);
    expect(settled).toEqual([]);
    await progress.done([all[0]!]);
    expect(settled).toEqual(["2"]);
    await progress.done([all[4]!]);
    expect(settled).toEqual(["2"]);
    await progress.done([all[3]!]);
    expect(settled).toEqual(["2", "4"]);
  });

  it("does not move for what is not of the shard, or was done before", async () => {
    const { progress, all, settled } = progressing(2);
    await progress.done(deliveries(1));
    await progress.done([all[0]!]);
    await progress.done([all[0]!]);
    expect(settled).toEqual(["0"]);
  });

  it("moves before more is read than may be open", async () => {
    const { progress, all, stop } = progressing(3);
    const passed: string[] = [];
    await progress.below(4);
    void progress.below(3).then(() => passed.push("below 3"));
    void progress.below(2).then(() => passed.push("below 2"));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    expect(passed).toEqual([]);
    await progress.done([all[0]!]);
    await turn();
    expect(passed).toEqual(["below 3"]);
    stop.abort();
    await turn();
    expect(passed).toEqual(["below 3", "below 2"]);
  });
});

describe("a batch", () => {
  it("has as many events as it may, and as fit into 6 MB, but one", () => {
    expect(batchLength(deliveries(5), 10)).toBe(5);
    expect(batchLength(deliveries(5), 3)).toBe(3);
    expect(batchLength(deliveries(7, 1024 * 1024), 10)).toBe(6);
    expect(batchLength(deliveries(7, 1024 * 1024 + 1), 10)).toBe(5);
    expect(batchLength(deliveries(2, 7 * 1024 * 1024), 10)).toBe(1);
    expect(batchLength([], 10)).toBe(0);
  });

  it("is full when nothing more goes into it", () => {
    expect(isFull(deliveries(2), 3)).toBe(false);
    expect(isFull(deliveries(3), 3)).toBe(true);
    expect(isFull(deliveries(6, 1024 * 1024), 10)).toBe(false);
    expect(isFull(deliveries(7, 1024 * 1024), 10)).toBe(true);
  });
});

it("a key has one row of those that there are, always the same", () => {
  const row = (PartitionKey: string, rows: number) =>
    rowOf({ ...deliveries(1)[0]!, raw: { PartitionKey } }, rows);
  expect(row("truck_1", 1)).toBe(0);
  const keys = Array.from({ length: 100 }, (_, key) => `truck_${key}`);
  expect(new Set(keys.map((key) => row(key, 4)))).toEqual(new Set([0, 1, 2, 3]));
  expect(row("truck_7", 4)).toBe(row("truck_7", 4));
});
