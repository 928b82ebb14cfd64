import { describe, expect, it } from "vitest";

import { startClock } from "../../src/clock/clock.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { consume, taking, type World } from "./fake-lanes.ts";

describe("a consumer that stands still", () => {
  /** It stands still as soon as it has done the first event. */
  const afterTheFirst =
    (forMs: number) =>
    (record: HistoryRecord, { members }: World): void => {
      if (record.type !== "effect" || record.seq !== 0) return;
      const { life, signal } = members.living(1)!;
      if (!life.isPaused) life.pauseUntil(startClock("virtual").sleep(forMs, signal));
    };

  it("between two events begins the second when it goes on", async () => {
    const { of } = await consume(
      { kind: "by-lane" },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1");
        return () => [one];
      },
      { handler: taking(100), watch: afterTheFirst(2000) },
    );
    expect(of("start").map(({ atMs }) => atMs)).toEqual([10, 2110]);
  });

  it("begins nothing any more, if the run is over by then", async () => {
    const { of } = await consume(
      { kind: "by-lane" },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1");
        return () => [one];
      },
      { handler: taking(100), watch: afterTheFirst(2000), untilMs: 1000 },
    );
    expect(of("start")).toHaveLength(1);
    expect(of("abandon")).toEqual([]);
  });

  it("finishes late what it had begun, and begins nothing meanwhile", async () => {
    const { of } = await consume(
      { kind: "by-lane", settle: "each" },
      ({ lane, members, nowMs }) => {
        const one = lane("s1").add("a#0 a#1");
        setTimeout(() => {
          const goesOn = new Promise<void>((resolve) => setTimeout(resolve, 2000));
          members.living(1)!.life.pauseUntil(goesOn);
          expect(nowMs()).toBe(50);
        }, 50);
        return () => [one];
      },
      { handler: taking(100) },
    );
    expect(of("start").map(({ atMs }) => atMs)).toEqual([10, 2050]);
    expect(of("effect").map(({ atMs }) => atMs)).toEqual([2050, 2150]);
  });
});
