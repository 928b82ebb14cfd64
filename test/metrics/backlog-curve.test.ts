import { describe, expect, it } from "vitest";

import { AppMeter } from "../../src/metrics/app-meter.ts";
import { backlogCurve } from "../../src/metrics/backlog-curve.ts";
import { KeyBook } from "../../src/metrics/key-book.ts";
import { SendMeter } from "../../src/metrics/send-meter.ts";
import { ack, effect, send } from "./measured.ts";

type Done = readonly [key: string, seq: number, atMs: number];

interface World {
  /** Each sent when it is due. */
  readonly sent?: readonly Done[];
  readonly acked?: readonly Done[];
  /** None: nothing consumes. */
  readonly done?: readonly Done[];
  readonly offered?: number;
  readonly drained?: boolean;
  readonly keys?: readonly string[];
}

/** Five ticks of 100 ms. */
function curveOf({ sent = [], acked = sent, done, offered = sent.length, ...rest }: World) {
  const { drained = false, keys: named = ["a"] } = rest;
  const keys = new KeyBook();
  const sends = new SendMeter(keys, named);
  for (const [key, seq, atMs] of sent) {
    const record = send(key, seq, atMs);
    if (record.type === "send") sends.send(record);
  }
  for (const [key, seq, atMs] of acked) {
    const record = ack(key, seq, atMs);
    if (record.type === "ack") sends.ack(record, 1);
  }
  const primary = done && new AppMeter("map", keys);
  for (const [key, seq, atMs] of done ?? []) {
    const record = effect(key, seq, atMs);
    if (record.type === "effect") primary!.effect(record, 0);
  }
  return backlogCurve({ keys, sends, primary, sendingMs: 550, offered, drained });
}

const three: readonly Done[] = [
  ["a", 0, 0],
  ["a", 1, 150],
  ["a", 2, 450],
];

describe("what fell due and was done in each tick", () => {
  it("counts an event as done once its effect is, where something consumes", () => {
    const done: readonly Done[] = [
      ["a", 0, 310],
      ["a", 1, 320],
    ];
    expect(curveOf({ sent: three, done })).toEqual({
      step: "consume",
      dueCounts: [1, 1, 0, 0, 1],
      doneCounts: [0, 0, 0, 2, 0],
    });
  });

  it("counts it as done once it is acknowledged, where nothing consumes", () => {
    const acked: readonly Done[] = [["a", 0, 210]];
    expect(curveOf({ sent: three, acked })).toEqual({
      step: "send",
      dueCounts: [1, 1, 0, 0, 1],
      doneCounts: [0, 0, 1, 0, 0],
    });
  });
});

describe("an event that was never done", () => {
  it("is no backlog in a run that was drained: it is lost", () => {
    const done: readonly Done[] = [["a", 1, 160]];
    expect(curveOf({ sent: three, done, drained: true }).dueCounts).toEqual([0, 1, 0, 0, 0]);
    expect(curveOf({ sent: three, done }).dueCounts).toEqual([1, 1, 0, 0, 1]);
  });

  it("is one without an acknowledgement, where nothing consumes", () => {
    const acked: readonly Done[] = [["a", 0, 10]];
    expect(curveOf({ sent: three, acked, drained: true }).dueCounts).toEqual([1, 0, 0, 0, 0]);
  });

  it("is none that is done and not acknowledged", () => {
    const run = { sent: three, acked: [], done: three, drained: true };
    expect(curveOf(run).dueCounts).toEqual([1, 1, 0, 0, 1]);
  });

  it("may have been due before the start, or behind the last whole tick", () => {
    const sent: readonly Done[] = [
      ["a", 0, -250],
      ["a", 1, 520],
    ];
    expect(curveOf({ sent, done: [], drained: true }).dueCounts).toEqual([0, 0, 0, 0, 0]);
    expect(curveOf({ sent, done: [] }).dueCounts).toEqual([1, 0, 0, 0, 0]);
  });
});

describe("events that fell due and were never sent", () => {
  it("are spread over the time since the last event of each key", () => {
    // The last one of a was due in the second tick: three ticks are left for six events.
    const sent: readonly Done[] = [
      ["a", 0, 0],
      ["a", 1, 150],
    ];
    expect(curveOf({ sent, offered: 8 }).dueCounts).toEqual([1, 1, 2, 2, 2]);
  });

  it("fall due twice as densely while two keys are silent", () => {
    const sent: readonly Done[] = [
      ["a", 1, 50],
      ["b", 0, 250],
      // Sent again later, and due before.
      ["a", 0, 20],
    ];
    // Four ticks of a and two of b: three events each half a tick.
    const { dueCounts } = curveOf({ sent, keys: ["a", "b"], offered: 9 });
    expect(dueCounts).toEqual([2, 1, 2, 2, 2]);
  });

  it("are none where as many were sent as fell due, or more", () => {
    expect(curveOf({ sent: three, offered: 3 }).dueCounts).toEqual([1, 1, 0, 0, 1]);
    expect(curveOf({ sent: three.slice(0, 2), offered: 1 }).dueCounts).toEqual([1, 1, 0, 0, 0]);
  });

  it("have no place where every key has sent up to the end", () => {
    expect(curveOf({ sent: three, offered: 9 }).dueCounts).toEqual([1, 1, 0, 0, 1]);
  });
});
