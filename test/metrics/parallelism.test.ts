import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
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

  it("takes all that it had in hand from who dies, and nothing from anybody else", () => {
    const { parallelism } = measured([
      start("t1", 0, 0, c1),
      start("t2", 0, 0, c1),
      start("t3", 0, 0, c2),
      { type: "crash", app: "map", consumer: "c1", atMs: 1000 },
      start("t4", 0, 1000, { consumer: "c3" }),
      start("t5", 0, 1000, { consumer: "c3" }),
      effect("t3", 0, 4000, c2),
    ]);
    // c1 and c2 for a second, c2 and c3 for three.
    expect(parallelism).toMatchObject({ consumersActiveMean: 2, keysInFlightMax: 3 });
  });

  it("takes nothing from who dies that it was done with, or never began", () => {
    const crash: HistoryRecord = { type: "crash", app: "map", consumer: "c1", atMs: 100 };
    const done = [start("t1", 0, 0, c1), effect("t1", 0, 50, c1), start("t1", 1, 60, c2), crash];
    const next = start("t2", 0, 200, c2);
    expect(measured([...done, next]).parallelism.keysInFlightMax).toBe(2);
    const never = [start("t1", 0, 0, c1), effect("t9", 0, 50, c1), crash];
    const others = [next, start("t3", 0, 200, c2)];
    expect(measured([...never, ...others]).parallelism.keysInFlightMax).toBe(2);
  });

  it("has who is done with several events outside again", () => {
    const { parallelism } = measured([
      start("t1", 0, 0, c1),
      start("t2", 0, 0, c1),
      effect("t1", 0, 100, c1),
      effect("t2", 0, 200, c1),
      start("t3", 0, 300, c2),
      effect("t3", 0, 400, c2),
    ]);
    expect(parallelism.consumersActiveMean).toBe(0.75);
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

  it("gives each second what is still open at the end as well", () => {
    const { seconds } = measured([start("t1", 0, 500, c1), end(2500, 2000, 1)]);
    expect(seconds.map(({ activeMs }) => activeMs)).toEqual([500, 1000, 500]);
  });

  it("counts no time twice, where a record comes late", () => {
    const { seconds } = measured([
      start("t1", 0, 100, c1),
      effect("t2", 0, 50, c2),
      effect("t1", 0, 200, c1),
    ]);
    expect(seconds.map(({ activeMs }) => activeMs)).toEqual([100]);
  });
});
