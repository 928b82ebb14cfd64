import { describe, expect, it } from "vitest";

import { abandon, delivery, effect, end, measured, start } from "./measured.ts";

const c1 = { consumer: "c1" };
const c2 = { consumer: "c2" };

describe("parallelism", () => {
  it("weighs consumers inside a handler by time, from the first start to the last effect", () => {
    // c1 works from 1,000 to 3,000, c2 from 2,000 to 5,000: 5,000 ms of work in 4,000 ms.
    const { parallelism } = measured([
      delivery("t1", 0, 500, c1),
      delivery("t2", 0, 500, c2),
      start("t1", 0, 1000, c1),
      start("t2", 0, 2000, c2),
      effect("t1", 0, 3000, c1),
      effect("t2", 0, 5000, c2),
      end(9000, 5000, 2),
    ]);
    expect(parallelism).toEqual({
      consumersActiveMax: 2,
      consumersActiveMean: 1.25,
      consumersReceiving: 2,
      keysInFlightMax: 2,
    });
  });

  it("counts a consumer with several events in work once, and its trucks each", () => {
    const { parallelism } = measured([
      start("t1", 0, 0, c1),
      start("t1", 1, 0, c1),
      start("t2", 0, 0, c1),
      effect("t1", 0, 100, c1),
      effect("t1", 1, 200, c1),
      effect("t2", 0, 200, c1),
    ]);
    expect(parallelism).toMatchObject({
      consumersActiveMax: 1,
      consumersActiveMean: 1,
      keysInFlightMax: 2,
    });
  });

  it("counts nobody as inside who has died, and what it had in hand as in nobody's", () => {
    // c1 dies at 1,000 in the middle of two trucks, is back at 4,000 and works until 5,000.
    const { parallelism } = measured([
      start("t1", 0, 0, c1),
      start("t2", 0, 0, { consumer: "c1/2" }),
      start("t3", 0, 0, { consumer: "c11" }),
      { type: "crash", app: "map", consumer: "c1", atMs: 1000 },
      effect("t3", 0, 1000, { consumer: "c11" }),
      start("t1", 0, 4000, c1),
      start("t4", 0, 4000, c2),
      effect("t4", 0, 4000, c2),
      effect("t1", 0, 5000, c1),
    ]);
    expect(parallelism).toMatchObject({
      consumersActiveMax: 3,
      consumersActiveMean: (3 * 1000 + 1000) / 5000,
      keysInFlightMax: 3,
    });
  });

  it("counts two consumers inside one truck as one truck in flight", () => {
    const { parallelism } = measured([
      start("t1", 0, 0, c1),
      start("t1", 1, 0, c2),
      effect("t1", 1, 9, c2),
    ]);
    expect(parallelism).toMatchObject({ consumersActiveMax: 2, keysInFlightMax: 1 });
  });

  it("counts one handler after another as one active at a time, even in the same instant", () => {
    const { parallelism } = measured([
      start("t1", 0, 0, c1),
      effect("t1", 0, 10, c1),
      start("t2", 0, 10, c2),
      effect("t2", 0, 20, c2),
    ]);
    expect(parallelism).toMatchObject({ consumersActiveMax: 1, consumersActiveMean: 1 });
  });

  it("has a handler that failed no longer inside, and time after the last effect does not count", () => {
    const { parallelism } = measured([
      start("t1", 0, 0, c1),
      start("t2", 0, 0, c2),
      abandon("t2", 0, 50, c2),
      effect("t1", 0, 100, c1),
      start("t2", 0, 100, c2),
      abandon("t2", 0, 100_000, c2),
    ]);
    expect(parallelism.consumersActiveMean).toBe(1.5);
  });

  it("counts consumers that received something, not those that were started", () => {
    const { parallelism } = measured([
      delivery("t1", 0, 1, c1),
      delivery("t1", 1, 2, c1),
      delivery("t1", 1, 3, c2),
    ]);
    expect(parallelism).toMatchObject({
      consumersReceiving: 2,
      consumersActiveMax: 0,
      consumersActiveMean: 0,
    });
  });

  it("gives each second the consumers' time in it", () => {
    const { seconds } = measured([
      start("t1", 0, 500, c1),
      start("t2", 0, 1500, c2),
      effect("t1", 0, 2500, c1),
      effect("t2", 0, 2500, c2),
    ]);
    expect(seconds.map(({ activeMs }) => activeMs)).toEqual([500, 1500, 1000]);
  });
});
