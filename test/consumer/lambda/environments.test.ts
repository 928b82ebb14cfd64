import type { KinesisStreamHandler, SQSHandler } from "aws-lambda";
import { describe, expect, it } from "vitest";

import "../../../src/vitest.ts";
import type { LambdaContext, QueueLambdaEvent } from "../../../src/scenario/lambda-function.ts";
import { simulate } from "../../../src/suite/simulate.ts";
import { runOnModel } from "../../run/model-run.ts";
import { isEvent, noting, onQueue, onStream } from "./rig.ts";

describe("the environments of a function", () => {
  it("are gone with all they had in hand when they take longer than the timeout", async () => {
    let hangs = 0;
    const { calls, handler } = noting(async (body) => {
      if (!isEvent(body, "truck_1", 3) || hangs === 1) return;
      hangs += 1;
      await new Promise(() => {});
    });
    const [result] = await simulate(onQueue("sqs-fifo", { handler, timeoutS: 2 }));
    expect(hangs).toBe(1);
    expect(result).toKeepOrder();
    expect(result).toLoseNothing();
    expect(calls.filter(({ endedMs }) => endedMs === Infinity)).toHaveLength(1);
  });

  it("have crashed then, by the history", async () => {
    const handler = () => new Promise<void>(() => {});
    const workload = { kind: "fleet", trucks: 1, hz: 1, durationS: 1 } as const;
    const scenario = onQueue("sqs-fifo", { handler, timeoutS: 2 });
    const run = await runOnModel({ workload, design: scenario.design, drainS: 4 });
    const [delivery] = run.all("delivery");
    const [crash] = run.all("crash");
    expect(crash).toMatchObject({ app: "fn", consumer: "fn-1" });
    expect(crash!.atMs).toBeCloseTo(delivery!.atMs + 2000, 0);
  });

  it("may crash between the work and its end: the batch comes again", async () => {
    const { handler } = noting();
    const crash = {
      kind: "crash",
      app: "fn",
      consumer: 1,
      when: { event: "handled-not-committed", count: 5 },
    } as const;
    for (const scenario of [onQueue("sqs-fifo", { handler }), onStream({ handler })]) {
      const [result] = await simulate({ ...scenario, faults: [crash] });
      expect(result).toKeepOrder();
      expect(result).toLoseNothing();
      expect(result!.verdict.counts["duplicate-effect"]).toBeGreaterThan(0);
    }
  });

  it("are frozen between two calls: work that nobody waits for is overtaken, or never done", async () => {
    const forgets = async ({ Records }: QueueLambdaEvent, { work }: LambdaContext) => {
      for (const record of Records) void work(record);
    };
    const results = await simulate(onQueue("sqs-fifo", { handler: forgets }), { seeds: 2 });
    expect(results).toShow("overtake");
    expect(results).not.toKeepOrder();
  });

  it("start when they are needed, and take their time", async () => {
    const { calls, handler } = noting();
    await simulate(onStream({ handler, coldStartMs: 700, serviceMs: 0 }));
    await simulate(onStream({ handler: noting().handler, serviceMs: 0 }));
    expect(calls[0]!.consumer).toBe("fn-1");
    expect(new Set(calls.map(({ consumer }) => consumer)).size).toBe(1);
    const quick = noting();
    await simulate(onStream({ handler: quick.handler, serviceMs: 0 }));
    expect(calls[0]!.beganMs - quick.calls[0]!.beganMs).toBeCloseTo(700, 6);
  });
});

describe("a function", () => {
  it("may be typed by @types/aws-lambda, and answer through its callback", async () => {
    const onMessage: SQSHandler = (event, context, callback) => {
      const { work } = context as unknown as LambdaContext;
      const workFrom = async (index: number): Promise<void> => {
        const record = event.Records[index];
        if (record === undefined) return callback(null);
        await work(record);
        return workFrom(index + 1);
      };
      void workFrom(0);
    };
    const onRecord: KinesisStreamHandler = async (event, context) => {
      const { work } = context as unknown as LambdaContext;
      for (const { kinesis } of event.Records) await work(kinesis.data);
    };
    expect(await simulate(onQueue("sqs-fifo", { handler: onMessage }))).toKeepOrder();
    expect(await simulate(onStream({ handler: onRecord }))).toKeepOrder();
  });

  it("that cannot wait does its work in one step", async () => {
    const sync = async ({ Records }: QueueLambdaEvent, { workSync }: LambdaContext) => {
      for (const { body } of Records) workSync(body);
    };
    const [result] = await simulate(onQueue("sqs-fifo", { handler: sync }));
    expect(result).toKeepOrder();
    expect(result).toLoseNothing();
  });

  it("that returns no promise answers nothing", async () => {
    const forgetful = ({ Records }: QueueLambdaEvent, { work }: LambdaContext) => {
      for (const record of Records) void work(record).catch(() => {});
      return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    };
    const spec = { handler: forgetful, reportBatchItemFailures: true };
    const [result] = await simulate(onQueue("sqs-fifo", spec));
    expect(result!.verdict.checked.commits).toBeGreaterThanOrEqual(200);
  });

  it("that never says what it does cannot be judged", async () => {
    const silent = simulate(onQueue("sqs-fifo", { handler: async () => {} }));
    await expect(silent).rejects.toThrow(/has answered 10 times and never called context\.work/);
  });

  it("that is wrong from the start is an error, not a run", async () => {
    const broken = simulate(
      onQueue("sqs-fifo", {
        handler: async (event) => void (event as never as { a: { b: 1 } }).a.b,
      }),
    );
    await expect(broken).rejects.toThrow(TypeError);
  });

  it("gives the same result for the same seed, to the byte", async () => {
    const run = () =>
      simulate(onStream({ handler: noting().handler, parallelizationFactor: 3 }), { seeds: [4] });
    expect(JSON.stringify(await run())).toBe(JSON.stringify(await run()));
  });
});
