import { afterEach, expect, test, vi } from "vitest";

import { isSend, queueDesign, runOn, shortScenario, streamDesign } from "./short-scenario.ts";
import { startStandIn } from "./stand-in.ts";

const hourMs = 3_600_000;

afterEach(() => {
  vi.restoreAllMocks();
});

/** AWS takes a signature for five minutes. */
const tolerated = 5 * 60_000;

test("a wall clock that jumps an hour ahead and two back in mid-run changes no figure and no verdict", async () => {
  await using standIn = await startStandIn();
  const rightNow = Date.now.bind(Date);
  const began = performance.now();
  const beganAt = rightNow();
  let firstMs: number | undefined;
  let skewed = 0;
  const skewMs = (): number => {
    const sinceMs = firstMs === undefined ? 0 : performance.now() - firstMs;
    return sinceMs > 800 ? -hourMs : sinceMs > 300 ? hourMs : 0;
  };
  standIn.behave = ({ action, headers }) => {
    if (isSend(action)) firstMs ??= performance.now();
    const [, day, month, date, hour, minute, second] = String(headers["x-amz-date"])
      .match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/)!
      .map(Number);
    const signedAt = Date.UTC(day!, month! - 1, date, hour, minute, second);
    if (Math.abs(signedAt - (beganAt + performance.now() - began)) < tolerated) return undefined;
    skewed += 1;
    const message = "Signature expired: 20260101T000000Z is now earlier than 20260101T005500Z";
    return { status: 403, type: "InvalidSignatureException", message };
  };
  vi.spyOn(Date, "now").mockImplementation(() => rightNow() + skewMs());
  const outcomes = await Promise.all([
    runOn(standIn, shortScenario(streamDesign, { name: "stream" })),
    runOn(standIn, shortScenario(queueDesign, { name: "queue" })),
  ]);
  // The service did see the jumps, and the SDK followed its clock.
  expect(skewed).toBeGreaterThan(0);
  const tookMs = performance.now() - began;
  for (const { verdict, metrics, failure, durationMs } of outcomes) {
    expect(failure).toBeUndefined();
    expect(verdict.verdict, verdict.reasons.join()).toBe("valid");
    expect(verdict.counts["duplicate-effect"]).toBe(0);
    expect(metrics.counts.unique).toBe(metrics.counts.offered);
    expect(durationMs).toBeLessThan(tookMs);
    expect(durationMs).toBeGreaterThan(1000);
    const { endToEnd, put, sendDelay } = metrics.latency;
    for (const latency of [endToEnd, put, sendDelay]) {
      expect(latency?.maxMs).toBeGreaterThanOrEqual(0);
      expect(latency?.maxMs).toBeLessThan(tookMs);
    }
  }
});
