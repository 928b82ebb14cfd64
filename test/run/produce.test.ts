import { describe, expect, it } from "vitest";

import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { Producer } from "../../src/producer/producer.ts";
import { produce } from "../../src/run/produce.ts";
import type { Plan, PlannedEvent } from "../../src/workload/event.ts";
import { event } from "../producer/fake-run.ts";

interface Settings {
  readonly plan?: Partial<Plan>;
  /** How long each event takes to be accepted. */
  readonly takesMs?: number;
  readonly producer?: Partial<Producer>;
  readonly outstandingPerTruck?: number;
  readonly limitAtMs?: number;
  readonly stopAtMs?: number;
}

/** Five events, one a second from 1 s on. */
const due: readonly PlannedEvent[] = [1, 2, 3, 4, 5].map((second) => ({
  ...event("a", second - 1),
  dueMs: 1000 * second,
}));

function producing({
  plan = {},
  takesMs = 0,
  producer = {},
  outstandingPerTruck = 1,
  limitAtMs = Infinity,
  stopAtMs,
}: Settings) {
  return inVirtualTime(1, async () => {
    const clock = startClock("virtual");
    const stop = new AbortController();
    if (stopAtMs !== undefined) setTimeout(() => stop.abort(), stopAtMs);
    const offers: (readonly [string, number])[] = [];
    const taking: Producer = {
      offer: async ({ truckId, seq }) => {
        offers.push([`${truckId}#${seq}`, clock.nowMs()]);
        await clock.sleep(takesMs);
      },
      ...producer,
    };
    let next = 0;
    const whole = {
      trucks: ["a"],
      payloadBytes: 100,
      durationMs: 6000,
      arrival: "open",
      events: due,
      nextOf: (truckId: string, dueMs: number) => ({ ...event(truckId, next++), dueMs }),
      dueMs: () => undefined,
      ...plan,
    } as Plan;
    const options = { outstandingPerTruck, isAtLimit: () => clock.nowMs() >= limitAtMs };
    const { offered, sendingMs, finished } = produce(whole, taking, clock, options, stop.signal);
    const failure = await finished.then(
      () => undefined,
      (error: Error) => error.message,
    );
    return {
      offers,
      offered: offered(),
      sendingMs: sendingMs(),
      endedAtMs: clock.nowMs(),
      failure,
    };
  });
}

describe("an open loop", () => {
  it("offers each event when it is due, whatever became of those before, and waits for all", async () => {
    const { offers, ...rest } = await producing({ takesMs: 3000 });
    expect(offers).toEqual(due.map(({ seq, dueMs }) => [`a#${seq}`, dueMs]));
    expect(rest).toEqual({ offered: 5, sendingMs: 6000, endedAtMs: 8000, failure: undefined });
  });

  it("stops at the limit, and has been sending until then", async () => {
    const { offers, offered, sendingMs } = await producing({ limitAtMs: 2500 });
    expect(offers).toHaveLength(2);
    expect([offered, sendingMs]).toEqual([2, 3000]);
  });

  it("stops with the run", async () => {
    const { offered, endedAtMs, sendingMs } = await producing({ stopAtMs: 2500 });
    expect([offered, endedAtMs, sendingMs]).toEqual([2, 2500, 6000]);
  });

  it("fails as soon as an offer fails", async () => {
    const offer = ({ seq }: PlannedEvent) =>
      seq === 1 ? Promise.reject(new Error("denied")) : Promise.resolve();
    const { failure, endedAtMs } = await producing({ producer: { offer } });
    expect([failure, endedAtMs]).toEqual(["denied", 2000]);
  });

  it("tells the producer when everything was offered, and waits until it is done", async () => {
    let toldAtMs = -1;
    const finish = async (): Promise<void> => {
      toldAtMs = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 2000));
    };
    const { endedAtMs } = await producing({ producer: { finish } });
    expect(endedAtMs).toBe(7000);
    expect(toldAtMs).toBeGreaterThan(0);
  });
});

describe("a closed loop", () => {
  const closed = { arrival: "closed", trucks: ["a", "b"], events: [] } as const;

  it("offers a truck's next event when the last was accepted, until the time is up", async () => {
    const { offers, offered, endedAtMs } = await producing({ plan: closed, takesMs: 2500 });
    expect(offers.map(([, atMs]) => atMs)).toEqual([0, 0, 2500, 2500, 5000, 5000]);
    expect(offers.map(([name]) => name[0])).toEqual(["a", "b", "a", "b", "a", "b"]);
    expect([offered, endedAtMs]).toEqual([6, 7500]);
    // None when the time is just up.
    expect((await producing({ plan: closed, takesMs: 3000 })).offered).toBe(4);
  });

  it("has as many of a truck's events under way as it is told", async () => {
    const { offers } = await producing({ plan: closed, takesMs: 4000, outstandingPerTruck: 3 });
    expect(offers.map(([, atMs]) => atMs)).toEqual([
      ...Array.from({ length: 6 }, () => 0),
      ...Array.from({ length: 6 }, () => 4000),
    ]);
  });

  it("stops with the run, and fails with an offer", async () => {
    const stopped = await producing({ plan: closed, takesMs: 1000, stopAtMs: 1500 });
    expect([stopped.offered, stopped.endedAtMs]).toEqual([4, 2000]);
    const offer = () => Promise.reject(new Error("denied"));
    expect((await producing({ plan: closed, producer: { offer } })).failure).toBe("denied");
  });
});
