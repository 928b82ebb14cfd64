/** One call of a function: what it is given, what it may do, and how its answer comes. */
import { describe, expect, it } from "vitest";

import type { Delivery } from "../../../src/broker/broker.ts";
import { bornInstance } from "../../../src/broker/instance.ts";
import { startClock } from "../../../src/clock/clock.ts";
import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import type { ConsumerContext } from "../../../src/consumer/consumer.ts";
import { callFunction } from "../../../src/consumer/lambda/invocation.ts";
import type { HistoryRecord } from "../../../src/history/record.ts";
import type { LambdaContext, StreamLambdaEvent } from "../../../src/scenario/lambda-function.ts";
import type { ResolvedLambda } from "../../../src/scenario/resolved.ts";

type Callback = (error?: Error | string | null, result?: unknown) => void;
type Calling = (event: StreamLambdaEvent, context: LambdaContext, callback: Callback) => unknown;

const address = {
  kind: "stream",
  name: "trucks",
  arn: "arn:aws:kinesis:eu-west-1:1:stream/trucks",
};
const batch: Delivery[] = ["one", "two"].map((body, at) => ({
  body,
  lane: "s1",
  position: String(at),
  handle: String(at),
  raw: { Data: new TextEncoder().encode(body), PartitionKey: "a" },
}));

/** Work takes 50 ms. `dies`: after 20 ms. */
function calling(handler: Calling, { dies = false } = {}) {
  return inVirtualTime(1, async () => {
    const clock = startClock("virtual");
    const { signal } = new AbortController();
    const history: HistoryRecord[] = [];
    const born = (name: string) =>
      bornInstance({
        name,
        connectionOf: () => ({}) as never,
        clock,
        random: () => 0.66,
        record: (record) => void history.push(record),
        signal,
      });
    const instance = born("fn-1");
    const asked: string[] = [];
    const context = {
      spec: { app: "fn", kind: "lambda", timeoutS: 3, handler },
      channel: { address },
      clock,
      within: (_: unknown, code: () => unknown) => code(),
      inHand: (consumer: string, body: string, { position }: Delivery) => {
        asked.push(`${consumer}: ${body} at ${position}`);
        return { app: "fn", lane: "s1", position, key: "a", seq: Number(position), index: 0 };
      },
      handler: () => clock.sleep(50),
    } as unknown as ConsumerContext<ResolvedLambda>;
    let works = 0;
    const onWork = (): void => void (works += 1);
    if (dies) setTimeout(() => instance.life.die(), 20);
    const invocation = { batch, instance, mapping: born("fn-mapping"), onWork };
    const answer = await Promise.race([
      callFunction(invocation, context).then(
        (value) => ({ value }),
        (error: unknown) => ({ error: error instanceof Error ? error.message : error }),
      ),
      clock.sleep(10_000).then(() => "none"),
    ]);
    const done = history.map((record) => `${record.type} ${"atMs" in record ? record.atMs : ""}`);
    return { answer, asked, works, done };
  });
}

it("a function is given the batch, and a context as Lambda's", async () => {
  const seen: { records: readonly string[]; context?: LambdaContext; restMs: number[] } = {
    records: [],
    restMs: [],
  };
  await calling(async ({ Records }, context) => {
    seen.records = Records.map(({ kinesis }) => kinesis.data);
    seen.context = context;
    for (const ms of [0, 1000, 5000]) {
      await context.clock.sleep(ms);
      seen.restMs.push(context.getRemainingTimeInMillis());
    }
  });
  expect(seen.records).toEqual([btoa("one"), btoa("two")]);
  expect(seen.restMs).toEqual([3000, 2000, 0]);
  expect(seen.context).toMatchObject({
    callbackWaitsForEmptyEventLoop: true,
    functionName: "fn",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:fn",
    memoryLimitInMB: "128",
    awsRequestId: "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
    logGroupName: "/aws/lambda/fn",
    logStreamName: "fn-1",
    consumer: "fn-1",
  });
  expect(seen.context!.random()).toBe(0.66);
  expect(seen.context!.clock.nowMs()).toBeGreaterThan(0);
});

describe("its answer is", () => {
  it.each<[string, Calling, unknown]>([
    ["what its promise gives", async () => "given", { value: "given" }],
    ["what its promise rejects with", () => Promise.reject(new Error("no")), { error: "no" }],
    ["what the callback is given", (_, __, callback) => callback(null, 7), { value: 7 }],
    ["the error that it is given", (_, __, callback) => callback("no", 7), { error: "no" }],
    ["nothing, where it returns no promise", () => "dropped", { value: null }],
    [
      "nothing for ever, where it takes a callback and calls none",
      (_event, _context, _callback) => null,
      "none",
    ],
    ["as with context.done", (_, context) => context.done(undefined, 7), { value: 7 }],
    ["as with context.succeed", (_, context) => context.succeed(7), { value: 7 }],
    ["as with context.fail", (_, context) => context.fail("no"), { error: "no" }],
  ])("%s", async (_, handler, answer) => {
    expect((await calling(handler)).answer).toEqual(answer);
  });

  it("an error, where it throws", async () => {
    const handler: Calling = () => {
      throw new Error("at once");
    };
    expect((await calling(handler)).answer).toEqual({ error: "at once" });
  });
});

describe("work", () => {
  it("is done on a record, or what is in it, and stands in the history from start to end", async () => {
    const run = await calling(async ({ Records: [one] }, { work }) => {
      await work(one!);
      await work("two");
      await work(btoa("one"));
      await work(new TextEncoder().encode("two"));
    });
    expect(run.asked).toEqual(
      ["one at 0", "two at 1", "one at 0", "two at 1"].map((text) => `fn-mapping: ${text}`),
    );
    expect(run.works).toBe(4);
    expect(run.done).toEqual(
      [0, 50, 100, 150].flatMap((atMs) => [`start ${atMs}`, `effect ${atMs + 50}`]),
    );
  });

  it("in one step takes no time", async () => {
    const run = await calling(async (_, { workSync }) => workSync("two"));
    expect(run.done).toEqual(["start 0", "effect 0"]);
    expect(run.works).toBe(1);
  });

  it("on what is not in the batch is an error that says so", async () => {
    const run = await calling(async (_, { work }) => work("three"));
    expect(run.answer).toEqual({ error: "fn: context.work was given what is not in the batch" });
    expect(run.works).toBe(1);
  });

  it("of an environment that dies never ends", async () => {
    const run = await calling((_, { work }) => work("one"), { dies: true });
    expect(run.answer).toBe("none");
    expect(run.done).toEqual(["start 0"]);
  });
});
