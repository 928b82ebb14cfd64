import { describe, expect, it } from "vitest";

import "../../../src/vitest.ts";
import { simulate } from "../../../src/suite/simulate.ts";
import { isEvent, mostAtOnce, noting, onQueue } from "./rig.ts";

const busy = { kind: "fleet", trucks: 60, hz: 2, durationS: 8 } as const;

describe("the event source mapping of a queue", () => {
  it("gives each message as Lambda does, with its attributes", async () => {
    const seen: unknown[] = [];
    const handler = async (event: { Records: unknown[] }): Promise<void> => {
      seen.push(...event.Records);
      throw new Error("enough");
    };
    await simulate(onQueue("sqs-fifo", { handler }, { drainS: 1 }));
    expect(seen[0]).toEqual({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      receiptHandle: expect.any(String) as string,
      body: expect.stringContaining("truck_") as string,
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: expect.stringMatching(/^\d{13}$/) as string,
        SenderId: expect.any(String) as string,
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/) as string,
        SequenceNumber: expect.stringMatching(/^\d+$/) as string,
        MessageGroupId: expect.stringMatching(/^truck_\d$/) as string,
        MessageDeduplicationId: expect.stringMatching(/^truck_\d#0$/) as string,
      },
      messageAttributes: {},
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      eventSource: "aws:sqs",
      eventSourceARN: expect.stringMatching(
        /^arn:aws:sqs:us-east-1:\d{12}:convoy-.*\.fifo$/,
      ) as string,
      awsRegion: "us-east-1",
    });
  });

  it("begins with five batches at once, and has more the longer there is work", async () => {
    const { calls, handler } = noting();
    const spec = { handler, batchSize: 1, serviceMs: 500, startAtS: 4 };
    await simulate(onQueue("sqs-standard", spec, { workload: busy }));
    const began = (fromMs: number, toMs: number) =>
      calls.filter(({ beganMs }) => fromMs <= beganMs && beganMs < toMs);
    expect(mostAtOnce(began(4000, 4200))).toBe(5);
    expect(mostAtOnce(began(4000, 6000))).toBeGreaterThan(10);
    expect(mostAtOnce(began(4000, 6000))).toBeLessThanOrEqual(16);
  });

  it("has no more batches at once than its maximum concurrency", async () => {
    const { calls, handler } = noting();
    const spec = { handler, maximumConcurrency: 2, startAtS: 4 };
    const [result] = await simulate(onQueue("sqs-standard", spec, { workload: busy }));
    expect(mostAtOnce(calls)).toBe(2);
    expect(result).toLoseNothing();
  });

  it("throttles what is more than the reserved concurrency, and loses nothing", async () => {
    const { calls, handler } = noting();
    const spec = { handler, reservedConcurrency: 3 };
    const [result] = await simulate(onQueue("sqs-fifo", spec, { drainS: 600 }));
    expect(mostAtOnce(calls)).toBe(3);
    expect(result).toKeepOrder();
    expect(result).toLoseNothing();
    // What is throttled is tried again before it is visible to others.
    expect(result?.metrics.counts.delivered).toBe(result?.metrics.counts.unique);
  });

  it("gathers more than ten messages within a window", async () => {
    const { calls, handler } = noting();
    const spec = { handler, batchSize: 60, maximumBatchingWindowS: 2, serviceMs: 5, startAtS: 6 };
    const [result] = await simulate(onQueue("sqs-standard", spec, { workload: busy }));
    const sizes = calls.map(({ ids }) => ids.length);
    expect(Math.max(...sizes)).toBe(60);
    expect(result).toLoseNothing();
  });

  it("begins the next batch with what was gathered and did not fit", async () => {
    const { calls, handler } = noting();
    // Gathered ten by ten: of thirty, five are left over.
    const spec = { handler, batchSize: 25, maximumBatchingWindowS: 2, serviceMs: 1, startAtS: 6 };
    const [result] = await simulate(onQueue("sqs-standard", spec, { workload: busy }));
    expect(Math.max(...calls.map(({ ids }) => ids.length))).toBe(25);
    const ids = calls.flatMap((call) => call.ids);
    expect(ids).toHaveLength(new Set(ids).size);
    expect(result).toLoseNothing();
    expect(result?.metrics.counts.delivered).toBe(result?.metrics.counts.unique);
  });

  it("leaves a failed batch to the visibility timeout, and its group waits for it", async () => {
    let failures = 0;
    const { calls, handler } = noting((body) => {
      if (!isEvent(body, "truck_3", 5) || failures === 1) return;
      failures += 1;
      throw new Error("not now");
    });
    const [result] = await simulate(onQueue("sqs-fifo", { handler }));
    expect(result).toKeepOrder();
    expect(result).toLoseNothing();
    const failed = calls.find((call) => calls.some((one) => one !== call && sharesId(one, call)))!;
    const again = calls.findLast((call) => sharesId(call, failed))!;
    expect(again.beganMs - failed.beganMs).toBeGreaterThanOrEqual(5900);
  });
});

function sharesId(a: { ids: readonly string[] }, b: { ids: readonly string[] }): boolean {
  return a.ids.some((id) => b.ids.includes(id));
}
