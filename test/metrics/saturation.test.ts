import { describe, expect, it } from "vitest";

import { assessSaturation } from "../../src/metrics/saturation.ts";
import { measured, pipeline, type PipelineOptions } from "./measured.ts";

type Case = [story: string, options: Omit<PipelineOptions, "durationS">];

const steady = () => 50;

describe("a run is not saturated", () => {
  it.each<Case>([
    ["with a steady pipeline", { rate: steady }],
    ["with a steady pipeline that takes three seconds", { rate: steady, latencyMs: () => 3000 }],
    ["just below its capacity", { rate: steady, capacity: () => 51 }],
    [
      "with latencies that vary",
      {
        rate: steady,
        latencyMs: (atS) => 300 + 250 * Math.sin(atS * 7) + 100 * Math.cos(atS * 31),
      },
    ],
    [
      "with a burst every ten seconds that is worked off in eight",
      { rate: (atS) => (atS % 10 < 2 ? 200 : 10), capacity: () => 60 },
    ],
    [
      "with a consumer that pauses for five seconds in every fifteen",
      { rate: steady, capacity: (atS) => (atS % 15 < 5 ? 0.2 : 120) },
    ],
    [
      "with a spike that it recovers from",
      { rate: (atS) => (atS > 20 && atS < 30 ? 150 : 30), capacity: () => 80 },
    ],
    [
      "with a spike late in the run, whose backlog shrinks when it ends",
      { rate: (atS) => (atS > 30 && atS < 42 ? 200 : 20), capacity: () => 80 },
    ],
    ["with a ramp that it keeps up with", { rate: (atS) => 10 + 2 * atS, latencyMs: () => 800 }],
    ["with load that falls to a tenth", { rate: (atS) => 110 - 1.7 * atS, latencyMs: () => 1500 }],
    ["with one event in ten lost, which is no backlog", { rate: steady, loseEvery: 10 }],
    ["that falls behind by half a second in a minute", { rate: steady, capacity: () => 49.5 }],
    [
      "with a burst just before the end, which nobody can know to last",
      { rate: (atS) => (atS > 47 ? 150 : 30), capacity: () => 60 },
    ],
    [
      "with a spike that is half worked off at the end",
      { rate: (atS) => (atS > 38 && atS < 46 ? 220 : 20), capacity: () => 60 },
    ],
    [
      "with a long pipeline that gets longer",
      { rate: steady, latencyMs: (atS) => 3000 + 40 * atS },
    ],
    ["with next to no load", { rate: () => 0.5 }],
  ])("%s", (_, options) => {
    const { saturated, saturation } = measured(pipeline({ durationS: 60, ...options }));
    expect(saturation).toMatchObject({ saturated: false, step: "consume" });
    expect(saturated).toBe(false);
  });

  it("when it is too short to tell", () => {
    expect(measured(pipeline({ durationS: 1.5, rate: steady, capacity: () => 1 })).saturated).toBe(
      false,
    );
  });

  it("when nothing happened at all", () => {
    expect(measured([]).saturated).toBe(false);
  });
});

describe("a run is saturated", () => {
  it.each<Case>([
    ["at twice its capacity", { rate: steady, capacity: () => 25 }],
    [
      "at ten times its capacity, cut short before the rest was done",
      { rate: steady, capacity: () => 5, drainS: 20 },
    ],
    ["slowly: 5 % above its capacity", { rate: steady, capacity: () => 47.5 }],
    ["from its middle on", { rate: (atS) => (atS < 30 ? 30 : 60), capacity: () => 50 }],
    ["by a ramp that outgrows it", { rate: (atS) => 10 + 2 * atS, capacity: () => 80 }],
    [
      "by bursts that are never quite worked off",
      { rate: (atS) => (atS % 6 < 2 ? 150 : 10), capacity: () => 45 },
    ],
    ["when consumers do nothing at all", { rate: steady, capacity: () => 0.001, drainS: 30 }],
    ["with a loss on top", { rate: steady, capacity: () => 30, loseEvery: 10 }],
  ])("%s", (_, options) => {
    const { saturated, saturation } = measured(pipeline({ durationS: 60, ...options }), {
      apps: ["map"],
    });
    expect(saturation).toMatchObject({ saturated: true, step: "consume" });
    expect(saturated).toBe(true);
  });

  it("by its sends where nothing consumes", () => {
    const options = {
      durationS: 60,
      rate: steady,
      capacity: () => 40,
      step: "send",
    } as const;
    expect(measured(pipeline(options)).saturation).toMatchObject({ saturated: true, step: "send" });
    const wider = { ...options, capacity: () => 60 };
    expect(measured(pipeline(wider)).saturation).toMatchObject({ saturated: false, step: "send" });
  });

  it("by events that fell due and were never sent, though these left no record", () => {
    // The sends stop far behind: 20 % of capacity, and no time to catch up.
    const options = { durationS: 60, rate: steady, capacity: () => 10, drainS: 5 };
    const records = pipeline({ ...options, step: "send" });
    const sent = records.filter(({ type }) => type === "send");
    const lastDueMs = Math.max(
      ...sent.map((record) => (record.type === "send" ? record.dueMs : 0)),
    );
    expect(lastDueMs).toBeLessThan(20_000);
    expect(measured(records).saturated).toBe(true);
  });

  it("by construction in a closed loop", () => {
    const metrics = measured(pipeline({ durationS: 60, rate: steady }), { arrival: "closed" });
    expect(metrics.saturated).toBe(true);
  });
});

describe("what it was judged by", () => {
  /** Ten events fall due in each tick of 100 ms. */
  const judged = (ticks: number, done: (tick: number) => number, due = 10) => {
    const each = Array.from({ length: ticks }, (_, tick) => tick);
    const dueCounts = each.map(() => due);
    return assessSaturation({ step: "consume", dueCounts, doneCounts: each.map(done) });
  };

  it("is the lag and the backlog of the first quarter and of the last tenth", () => {
    // Nothing is ever done: the lag is the time since the middle of the first tick.
    expect(judged(20, () => 0)).toEqual({
      saturated: true,
      step: "consume",
      earlyLagMs: 250,
      endLagMs: 1900,
      endBacklogMs: 1950,
    });
  });

  it("is the end alone of a run of less than two seconds", () => {
    expect(judged(19, () => 0)).toMatchObject({
      saturated: false,
      earlyLagMs: 0,
      endLagMs: 1850,
      endBacklogMs: 1900,
    });
  });

  it("is the time since the oldest event that is not done fell due", () => {
    // 95 are done in the end: the oldest left is of the tenth tick.
    expect(judged(19, () => 5)).toMatchObject({ endLagMs: 950, endBacklogMs: 950 });
    // 90 are: those of the first nine ticks, to the last.
    const until90 = (tick: number): number => (tick < 9 ? 10 : 0);
    expect(judged(19, until90)).toMatchObject({ endLagMs: 950, endBacklogMs: 1000 });
    expect(judged(19, () => 10)).toMatchObject({ endLagMs: 0, endBacklogMs: 0 });
  });

  it("is a median, whichever came first", () => {
    // All that was left over is done in the sixth tick.
    const done = (tick: number): number => (tick < 5 ? 0 : tick === 5 ? 60 : 10);
    expect(judged(40, done)).toMatchObject({ earlyLagMs: 25, endLagMs: 0 });
  });

  it("is nothing where nothing fell due", () => {
    expect(judged(40, () => 0, 0)).toMatchObject({ endLagMs: 0, endBacklogMs: 0 });
  });
});
