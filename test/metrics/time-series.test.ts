import { describe, expect, it } from "vitest";

import {
  ack,
  delivery,
  effect,
  end,
  measured,
  pipeline,
  send,
  start,
  throttle,
  whole,
} from "./measured.ts";

describe("seconds", () => {
  it("say what happened in each, and what was left at its end", () => {
    const { seconds } = measured([
      send("t1", 0, 900, 1100),
      ack("t1", 0, 1150),
      throttle(1200, 5),
      { type: "retry", atMs: 1300, action: "Put" },
      delivery("t1", 0, 1400),
      delivery("t1", 0, 2100),
      start("t1", 0, 2100),
      effect("t1", 0, 2900),
      end(4000, 3000, 1),
    ]);
    const nothing = {
      due: 0,
      sent: 0,
      acked: 0,
      ackedBytes: 0,
      delivered: 0,
      effected: 0,
      activeMs: 0,
      sendBacklog: 0,
      backlog: 0,
      throttled: 0,
      throttledEntries: 0,
      retries: 0,
      p99EndToEndMs: 0,
      maxEndToEndMs: 0,
    };
    expect(seconds).toEqual([
      { ...nothing, second: 0, due: 1, sendBacklog: 1 },
      {
        ...nothing,
        second: 1,
        sent: 1,
        acked: 1,
        ackedBytes: 100,
        delivered: 1,
        backlog: 1,
        throttled: 1,
        throttledEntries: 5,
        retries: 1,
      },
      {
        ...nothing,
        second: 2,
        delivered: 1,
        effected: 1,
        activeMs: 800,
        p99EndToEndMs: 2000,
        maxEndToEndMs: 2000,
      },
      { ...nothing, second: 3 },
    ]);
  });

  it("have latencies of their own", () => {
    const { seconds } = measured([
      ...whole("t1", 0, 100),
      ...whole("t1", 1, 2500),
      send("t1", 2, 2600),
      effect("t1", 2, 2900),
    ]);
    expect(seconds.map(({ maxEndToEndMs }) => maxEndToEndMs)).toEqual([40, 0, 300]);
  });

  it("add up to the counts of the run", () => {
    const { seconds, counts } = measured(
      pipeline({ durationS: 20, rate: () => 70, capacity: () => 50 }),
    );
    for (const field of ["sent", "acked", "delivered", "effected"] as const) {
      expect(seconds.reduce((sum, second) => sum + second[field], 0)).toBe(counts[field]);
    }
    expect(seconds.at(-1)).toMatchObject({ backlog: 0, sendBacklog: 0 });
  });
});
