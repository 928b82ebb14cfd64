/** A service that cannot be used, fails, or comes back: what the run makes of it. In real time, on a stand-in for AWS. */
import { describe, expect, it } from "vitest";

import { TargetError } from "../../src/errors.ts";
import type { Design } from "../../src/scenario/scenario.ts";
import {
  accessDenied,
  expiredToken,
  unknownAccessKey,
  wrongRegion,
  wrongSecret,
} from "./refusals.ts";
import {
  isSend,
  queueDesign,
  runId,
  runOn,
  shortScenario,
  streamDesign,
} from "./short-scenario.ts";
import { startStandIn, unavailable } from "./stand-in.ts";

const designs: Readonly<Record<string, Design>> = { stream: streamDesign, queue: queueDesign };

describe.concurrent.each(Object.entries(designs))("a %s", (what, design) => {
  it("on a service that is not there fails at once and says where it was looked for", async () => {
    const standIn = await startStandIn();
    await standIn.die();
    await expect(runOn(standIn, shortScenario(design))).rejects.toThrow(
      new RegExp(
        `^could not create a ${what} on the stand-in: ECONNREFUSED.* Does the service run`,
      ),
    );
  });

  it.each([
    [unknownAccessKey, /security token.* is invalid\. Check AWS_PROFILE or AWS_ACCESS_KEY_ID/],
    [wrongSecret, /signature.* does not match.* Check AWS_SECRET_ACCESS_KEY/],
    [wrongRegion, /not 'eu-west-1'\. Set AWS_REGION to the Region of the endpoint/],
    [expiredToken, /is expired\. Get new credentials/],
    [
      accessDenied,
      /not authorized.*: (kinesis:CreateStream|sqs:GetQueueUrl)\. npm run convoy -- iam-policy/,
    ],
  ])(
    "that is refused is not made, and the error says why and what to do (%#)",
    async (refuse, said) => {
      await using standIn = await startStandIn();
      standIn.behave = refuse;
      const error = await runOn(standIn, shortScenario(design)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TargetError);
      expect((error as Error).message).toMatch(said);
      expect(standIn.resources()).toEqual([]);
    },
  );

  it("that is there already is left alone", async () => {
    await using standIn = await startStandIn();
    const name = `convoy-short-1-${runId}`;
    const create = (service: "kinesis" | "sqs", action: string, input: object) =>
      standIn.emulator.handle(service, action, input, Date.now());
    create("kinesis", "CreateStream", { StreamName: name, ShardCount: 1 });
    create("sqs", "CreateQueue", { QueueName: `${name}.fifo`, Attributes: { FifoQueue: "true" } });
    await expect(runOn(standIn, shortScenario(design))).rejects.toThrow(
      /is there already, and this run did not create it: it is left alone/,
    );
    expect(standIn.resources().toSorted()).toEqual([name, `${name}.fifo`]);
  });

  it("whose service answers 503 for a while is sent to until all is in, in order", async () => {
    await using standIn = await startStandIn();
    const window = outage(500, 3500);
    standIn.behave = ({ action }) => (window(action) ? unavailable : undefined);
    const { verdict, metrics, failure } = await runOn(standIn, shortScenario(design));
    expect(failure).toBeUndefined();
    expect(verdict.verdict, verdict.reasons.join()).toBe("valid");
    const { offered, unique, uncertain, retriedRequests, retryDelayMs } = metrics.counts;
    expect(unique).toBe(offered);
    // A 503 does not say whether the event was taken.
    expect(uncertain).toBeGreaterThan(0);
    expect(retriedRequests).toBeGreaterThan(0);
    expect(retryDelayMs).toBeGreaterThan(0);
    // The wait counts into the latency of what had to wait.
    expect(metrics.latency.endToEnd?.maxMs).toBeGreaterThan(1500);
    expect(standIn.resources()).toEqual([]);
  });

  it("whose service answers 503 while it is being made is made when that is over", async () => {
    await using standIn = await startStandIn();
    const untilMs = performance.now() + 1500;
    standIn.behave = () => (performance.now() < untilMs ? unavailable : undefined);
    const { verdict, leftOver } = await runOn(standIn, shortScenario(design));
    expect(verdict.verdict).toBe("valid");
    expect(leftOver).toEqual([]);
  });

  it("whose service dies in mid-run fails in words; what was recorded is judged, what is left is named", async () => {
    await using standIn = await startStandIn();
    const isDead = outage(300, Infinity);
    standIn.behave = ({ action }) => {
      if (!isDead(action)) return undefined;
      void standIn.die();
      return "break";
    };
    const { verdict, metrics, failure, leftOver, interrupted } = await runOn(
      standIn,
      shortScenario(design, { drainS: 6 }),
    );
    expect(failure).toMatch(/^every request has failed for \d+ s: ECONN(REFUSED|RESET)$/);
    expect(verdict.verdict).toBe("unknown");
    expect(metrics.counts.unique).toBeLessThan(metrics.counts.offered);
    expect(leftOver).toEqual([
      expect.stringMatching(
        new RegExp(
          `^could not delete ${what} .*short-1-${runId}.*npm run convoy -- clean --run ${runId}$`,
        ),
      ),
    ]);
    expect(interrupted).toBe(false);
  });

  it.each(["serial", "concurrent", "batched"] as const)(
    "that a %s producer may not send to ends the run at once",
    async (kind) => {
      await using standIn = await startStandIn();
      standIn.behave = (asked) => (isSend(asked.action) ? accessDenied(asked) : undefined);
      const scenario = shortScenario({ ...design, producer: { kind } } as Design);
      const { failure, durationMs, leftOver } = await runOn(standIn, scenario);
      expect(failure).toMatch(/not authorized to perform: \w+:(PutRecord|SendMessage)/);
      expect(durationMs).toBeLessThan(20_000);
      expect(leftOver).toEqual([]);
      expect(standIn.resources()).toEqual([]);
    },
  );
});

describe.concurrent("what was made before a later step failed", () => {
  it.each(["StartStreamEncryption", "RegisterStreamConsumer"])(
    "is deleted (%s)",
    async (action) => {
      await using standIn = await startStandIn();
      standIn.behave = (asked) => (asked.action === action ? accessDenied(asked) : undefined);
      const design = { ...streamDesign, kmsKeyId: "alias/mine", read: "fan-out" } as Design;
      await expect(runOn(standIn, shortScenario(design))).rejects.toThrow(`kinesis:${action}`);
      expect(standIn.actions()).toContain("kinesis:DeleteStream");
      expect(standIn.resources()).toEqual([]);
    },
  );
});

/** Whether it is between these milliseconds after the first send. */
function outage(fromMs: number, toMs: number): (action: string) => boolean {
  let firstMs: number | undefined;
  return (action) => {
    if (isSend(action)) firstMs ??= performance.now();
    const sinceMs = firstMs === undefined ? -Infinity : performance.now() - firstMs;
    return sinceMs >= fromMs && sinceMs < toMs;
  };
}

it("a dead-letter queue that nobody may look into ends the run, with the reason", async () => {
  await using standIn = await startStandIn();
  standIn.behave = (asked) => {
    const isAside = String(asked.input["QueueUrl"]).includes("convoy-dead-");
    return isAside && asked.action === "ReceiveMessage" ? accessDenied(asked) : undefined;
  };
  const design = { ...queueDesign, redrivePolicy: { maxReceiveCount: 2 } } as Design;
  const { failure, verdict, leftOver } = await runOn(standIn, shortScenario(design));
  expect(failure).toMatch(/not authorized to perform: sqs:ReceiveMessage/);
  expect(verdict.verdict).toBe("unknown");
  expect(leftOver).toEqual([]);
  expect(standIn.resources()).toEqual([]);
});
