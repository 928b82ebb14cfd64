import { describe, expect, it } from "vitest";

import "../../../src/vitest.ts";
import { simulate } from "../../../src/suite/simulate.ts";
import { type Call, isEvent, mostAtOnce, noting, onStream } from "./rig.ts";

/** Fails at one event of one truck, for ever. */
const poison = (body: string): void => {
  if (isEvent(body, "truck_2", 4)) throw new Error("I cannot read this");
};

describe("the event source mapping of a stream", () => {
  it("gives each record as Lambda does, in base64", async () => {
    const seen: unknown[] = [];
    const handler = async (event: { Records: unknown[] }): Promise<void> => {
      seen.push(...event.Records);
      throw new Error("enough");
    };
    await simulate(onStream({ handler, maximumRetryAttempts: 0 }));
    expect(seen[0]).toEqual({
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: expect.stringMatching(/^truck_\d$/) as string,
        sequenceNumber: expect.stringMatching(/^\d{56}$/) as string,
        data: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/) as string,
        approximateArrivalTimestamp: expect.closeTo(Date.UTC(2026, 0, 5, 6) / 1000, -2) as number,
      },
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: expect.stringMatching(/^shardId-000000000000:\d{56}$/) as string,
      eventName: "aws:kinesis:record",
      invokeIdentityArn: expect.stringMatching(/^arn:aws:iam::\d{12}:role\//) as string,
      awsRegion: "us-east-1",
      eventSourceARN: expect.stringMatching(/^arn:aws:kinesis:us-east-1:\d{12}:stream\//) as string,
    });
  });

  it("has one batch of a shard at a time, of a hundred records at most", async () => {
    const { calls, handler } = noting();
    const late = { startAtS: 8, handler };
    const [result] = await simulate(
      onStream(late, { workload: { kind: "fleet", trucks: 10, hz: 4, durationS: 10 } }),
    );
    expect(result).toKeepOrder();
    expect(mostAtOnce(calls)).toBe(1);
    expect(Math.max(...calls.map(({ ids }) => ids.length))).toBe(100);
  });

  it("gathers for as long as its window, or until the batch is full", async () => {
    const gathered = async (batchSize: number): Promise<readonly Call[]> => {
      const { calls, handler } = noting();
      await simulate(onStream({ handler, maximumBatchingWindowS: 4, batchSize, serviceMs: 0 }));
      return calls;
    };
    const [first, second] = await gathered(1000);
    expect(second!.beganMs - first!.endedMs).toBeGreaterThanOrEqual(4000);
    const full = await gathered(10);
    expect(full.length).toBeGreaterThan(15);
    expect(Math.max(...full.map(({ ids }) => ids.length))).toBe(10);
  });

  it("has as many batches of a shard at once as its parallelization factor, one for each key", async () => {
    const { calls, handler } = noting();
    const workload = { kind: "fleet", trucks: 20, hz: 2, durationS: 10 } as const;
    const spec = { handler, parallelizationFactor: 4, serviceMs: 40 };
    const [result] = await simulate(onStream(spec, { workload }));
    expect(result).toKeepOrder();
    expect(mostAtOnce(calls)).toBe(4);
    const isTogether = (a: Call, b: Call): boolean =>
      a !== b && a.beganMs < b.endedMs && b.beganMs < a.endedMs;
    for (const call of calls) {
      const others = calls.filter((one) => isTogether(call, one)).flatMap(({ keys }) => keys);
      expect(others.filter((key) => call.keys.includes(key))).toEqual([]);
    }
  });

  it("blocks the shard for a record that always fails", async () => {
    const { handler } = noting(poison);
    const [result] = await simulate(onStream({ handler }, { drainS: 40 }));
    expect(result).not.toKeepOrder();
    expect(result!.verdict.verdict).toBe("unknown");
  });

  it("gives a whole batch up after its retries, or with bisect the one record", async () => {
    const givenUp = async (bisectBatchOnFunctionError: boolean, onFailureDestination = false) => {
      const { calls, handler } = noting(poison);
      const [result] = await simulate(
        onStream(
          { handler, bisectBatchOnFunctionError, onFailureDestination, maximumRetryAttempts: 2 },
          { guarantee: "ordered-or-set-aside" },
        ),
      );
      expect(result).toKeepOrder();
      return { calls, ...result!.verdict.setAside };
    };
    const whole = await givenUp(false);
    expect(whole.discarded).toBeGreaterThan(5);
    expect(whole.deadLettered).toBe(0);
    const ids = whole.calls.map((call) => call.ids.join(" "));
    expect(Math.max(...ids.map((id) => ids.filter((other) => other === id).length))).toBe(3);
    expect(await givenUp(true)).toMatchObject({ discarded: 1, deadLettered: 0 });
    expect(await givenUp(true, true)).toMatchObject({ discarded: 0, deadLettered: 1 });
  });

  it("is not called ordered when it gives records up", async () => {
    const { handler } = noting(poison);
    const spec = { handler, bisectBatchOnFunctionError: true, maximumRetryAttempts: 0 };
    expect(await simulate(onStream(spec))).not.toKeepOrder();
  });

  it("gives up what has become too old", async () => {
    const { calls, handler } = noting(poison);
    const [result] = await simulate(
      onStream(
        { handler, maximumRecordAgeS: 60 },
        { guarantee: "ordered-or-set-aside", drainS: 300 },
      ),
    );
    expect(result!.verdict.setAside.discarded).toBeGreaterThan(0);
    const last = calls.findLast(({ keys, ids }) => keys.length > 0 && ids.length > 0)!;
    expect(last.beganMs).toBeGreaterThan(60_000);
    expect(result).toKeepOrder();
  });

  it("goes on at the lowest record that was reported", async () => {
    const seen: string[][] = [];
    const handler = async (
      event: { Records: { kinesis: { sequenceNumber: string } }[] },
      { work }: { work: (record: never) => Promise<void> },
    ) => {
      const numbers = event.Records.map(({ kinesis }) => kinesis.sequenceNumber);
      seen.push(numbers);
      for (const record of event.Records) await work(record as never);
      if (seen.length > 1 || numbers.length < 3) return {};
      const reported = [numbers.at(-1), numbers[1]];
      return { batchItemFailures: reported.map((itemIdentifier) => ({ itemIdentifier })) };
    };
    const [result] = await simulate(
      onStream({ handler, reportBatchItemFailures: true, startAtS: 5 }),
    );
    expect(result).toKeepOrder();
    expect(seen[1]).toEqual(seen[0]!.slice(1));
  });

  it("reads what a reshard made after what there was before", async () => {
    const { handler } = noting();
    const [result] = await simulate(
      onStream(
        { handler, parallelizationFactor: 2 },
        {
          workload: { kind: "fleet", trucks: 4, hz: 0.5, durationS: 50 },
          faults: [{ kind: "reshard", atS: 4, toShards: 2 }],
        },
      ),
    );
    expect(result).toKeepOrder();
    expect(result).toLoseNothing();
  });
});
