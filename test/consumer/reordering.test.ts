import { describe, expect, it } from "vitest";

import type { QueueConsumerSpec } from "../../src/scenario/consumer-spec.ts";
import type { Scenario, ScenarioFault } from "../../src/scenario/scenario.ts";
import { namesOf, runOnModel } from "../run/model-run.ts";

type Reordering = Extract<QueueConsumerSpec, { readonly kind: "reordering" }>;

const late = (addMs: number): ScenarioFault => ({
  kind: "delayed-visibility",
  actions: ["SendMessage"],
  nth: 40,
  addMs,
});

function onStandard(changes: Partial<Reordering>, rest: Partial<Scenario> = {}) {
  return runOnModel({
    design: {
      service: "sqs-standard",
      visibilityTimeoutS: 10,
      producer: { kind: "serial" },
      consumers: [
        { app: "map", kind: "reordering", count: 1, pollMs: 1000, serviceMs: 20, ...changes },
      ],
    },
    ...rest,
  });
}

describe("a consumer that puts order back", () => {
  it("holds a truck back while one of its events is late, and no other truck", async () => {
    const run = await onStandard({ windowMs: 5000 }, { faults: [late(3000)] });
    expect(run.verdict).toMatchObject({ verdict: "valid", counts: { "nonmonotonic-effect": 0 } });
    const done = run.all("effect");
    expect(namesOf(done).toSorted()).toEqual(namesOf(run.all("ack")).toSorted());
    const { key } = run.all("ack")[39]!;
    const waits = run
      .all("delivery")
      .map((one) => ({
        key: one.key,
        ms: done.find(({ key, seq }) => key === one.key && seq === one.seq)!.atMs - one.atMs,
      }))
      .filter(({ ms }) => ms > 1000);
    expect(waits.length).toBeGreaterThan(0);
    expect(new Set(waits.map((wait) => wait.key))).toEqual(new Set([key]));
  });

  it("goes on after the window, and does what comes later when it comes", async () => {
    const run = await onStandard({ windowMs: 1000 }, { faults: [late(3000)] });
    const { key, seq } = run.all("ack")[39]!;
    const order = run.all("effect").filter((one) => one.key === key);
    const place = order.findIndex((one) => one.seq === seq);
    expect(place).toBeGreaterThan(seq);
    const others = order.filter((one) => one.seq !== seq).map((one) => one.seq);
    expect(others).toEqual(others.toSorted((a, b) => a - b));
    expect(run.verdict).toMatchObject({ verdict: "invalid", counts: { "nonmonotonic-effect": 1 } });
  });

  it("keeps order on the most unruly queue, and does what is delivered twice once", async () => {
    const run = await onStandard(
      { windowMs: 8000 },
      {
        adversity: "adverse",
        faults: [{ kind: "duplicate-delivery", probability: 0.3, withinMs: 2000 }],
        guarantee: "exactly-once-ordered",
      },
    );
    expect(run.all("delivery").length).toBeGreaterThan(run.all("effect").length);
    expect(run.verdict.verdict).toBe("valid");
  });

  it("works on several trucks at once, and on no more than it may", async () => {
    const busy = { workload: { kind: "fleet", trucks: 6, hz: 4, durationS: 5 } } as const;
    const most = async (keysAtOnce: number) => {
      const { metrics } = await onStandard({ keysAtOnce, serviceMs: 200 }, busy);
      return metrics.parallelism.consumersActiveMax;
    };
    expect(await most(2)).toBe(2);
    expect(await most(10)).toBeGreaterThan(2);
  });

  it("knows how far it was when it comes back from a crash; what it held comes again", async () => {
    const run = await onStandard(
      // Longer than the visibility timeout.
      { windowMs: 15_000 },
      {
        faults: [late(3000), { kind: "crash", app: "map", consumer: 1, atS: 8, restartAfterS: 2 }],
      },
    );
    expect(run.verdict.verdict).toBe("valid");
    expect(new Set(namesOf(run.all("effect")))).toEqual(new Set(namesOf(run.all("ack"))));
  });
});
