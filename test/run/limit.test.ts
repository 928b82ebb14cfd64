import { describe, expect, it } from "vitest";

import { simulate } from "../../src/suite/simulate.ts";

const rising = {
  kind: "fleet",
  hz: 0.5,
  durationS: 10,
  ramp: { toHz: 64, growth: "exponential", until: "limit" },
} as const;

describe("a rate that rises until something gives", () => {
  it("ends the sending phase there, and the rest is consumed in order", async () => {
    const [result] = await simulate({
      workload: { ...rising, trucks: 10 },
      design: {
        service: "kinesis",
        shards: 1,
        partitionKey: "truck",
        producer: { kind: "serial" },
        consumers: [{ app: "a", kind: "by-lane", count: 1, serviceMs: 20, pollMs: 200 }],
      },
    });
    const { metrics, verdict, setup } = result!;
    // One consumer does 50 events a second of ten trucks.
    expect(metrics.limit?.by).toBe("consumers");
    expect(metrics.limit?.perKeyHz).toBeGreaterThan(4.3);
    expect(metrics.limit?.perKeyHz).toBeLessThan(5.5);
    expect(metrics.counts.offered).toBeLessThan(0.9 * setup!.load.eventCount!);
    expect(metrics.counts.unique).toBe(metrics.counts.offered);
    expect(verdict.verdict).toBe("valid");
  });

  it("is 300 calls a second of a FIFO queue, among 100 trucks", async () => {
    const [result] = await simulate({
      workload: { ...rising, trucks: 100 },
      design: {
        service: "sqs-fifo",
        producer: { kind: "serial" },
        consumers: [{ app: "a", kind: "competing", count: 100 }],
      },
    });
    expect(result?.metrics.limit?.perKeyHz).toBeGreaterThan(2.7);
    expect(result?.metrics.limit?.perKeyHz).toBeLessThan(3.3);
  });
});
