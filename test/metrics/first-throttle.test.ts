import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { end, measured, send, throttle } from "./measured.ts";

describe("the first throttle", () => {
  /** A ramp from 0 to 100 events per second in 10 s. */
  const sends = Array.from({ length: 500 }, (_, seq) => send("t1", seq, Math.sqrt(seq / 5) * 1000));
  const withThrottles = (...throttles: readonly HistoryRecord[]): readonly HistoryRecord[] => [
    ...[...sends, ...throttles].sort((a, b) => a.atMs - b.atMs),
    end(20_000, 10_000, 500),
  ];

  it("comes with the rate offered in the second around it", () => {
    const { firstThrottle } = measured(withThrottles(throttle(6000), throttle(8000)));
    expect(firstThrottle).toMatchObject({ atMs: 6000, action: "Put" });
    expect(firstThrottle?.offeredPerSecond).toBeGreaterThanOrEqual(58);
    expect(firstThrottle?.offeredPerSecond).toBeLessThanOrEqual(62);
  });

  it("in the drain is put down to the last second of the sending phase", () => {
    const { firstThrottle } = measured(withThrottles(throttle(15_000)));
    expect(firstThrottle?.offeredPerSecond).toBeGreaterThan(90);
  });

  it("is looked for among the actions that send, if these are known", () => {
    const records = withThrottles(throttle(1000, 1, "Get"), throttle(6000));
    expect(measured(records).firstThrottle?.action).toBe("Get");
    const { firstThrottle, throttles } = measured(records, { sendActions: ["Put"] });
    expect(firstThrottle).toMatchObject({ action: "Put", atMs: 6000 });
    expect(throttles).toEqual([
      { action: "Get", requestCount: 1, entryCount: 1, firstAtMs: 1000 },
      { action: "Put", requestCount: 1, entryCount: 1, firstAtMs: 6000 },
    ]);
  });

  it("is undefined where there was none", () => {
    expect(measured(withThrottles()).firstThrottle).toBeUndefined();
  });
});
