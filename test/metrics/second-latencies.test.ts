import { expect, it } from "vitest";

import { SecondLatencies } from "../../src/metrics/second-latencies.ts";

it("each second has its own latencies, and those of no other", () => {
  const seconds = new SecondLatencies();
  for (const [atMs, ms] of [
    [0, 500],
    [999, 20],
    [1000, 30],
    [3500, 7],
  ] as const) {
    seconds.add(atMs, ms);
  }
  expect([...seconds.close()]).toEqual([
    [0, { p99Ms: 500, maxMs: 500 }],
    [1, { p99Ms: 30, maxMs: 30 }],
    [3, { p99Ms: 7, maxMs: 7 }],
  ]);
});

it("a second that time goes back to keeps the worse of its figures", () => {
  const seconds = new SecondLatencies();
  seconds.add(100, 40);
  seconds.add(1100, 10);
  seconds.add(200, 20);
  expect(seconds.close().get(0)).toEqual({ p99Ms: 40, maxMs: 40 });
  seconds.add(2100, 5);
  seconds.add(1200, 60);
  seconds.add(-5, 90);
  expect(seconds.close().get(1)).toEqual({ p99Ms: 60, maxMs: 60 });
  expect(seconds.close().get(0)).toEqual({ p99Ms: 90, maxMs: 90 });
});
