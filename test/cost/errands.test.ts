/** What probe and calibrate are said to take, against what they take. */
import { describe, expect, it } from "vitest";

import { calibrationErrand, probeErrand } from "../../src/cost/errands.ts";
import { calibrating, onAccount, probing } from "../targets/on-account.ts";
import { startStandIn } from "../targets/stand-in.ts";

const both = ["kinesis", "sqs"] as const;

describe.concurrent("at most what was said is made and spent", () => {
  it("by probe", async () => {
    await using standIn = await startStandIn({ quotas: "aws" });
    const ended = await onAccount(standIn, new AbortController().signal, probing);
    expect(ended.error).toBeUndefined();
    const { costUsd, makes } = probeErrand(both, "eu-west-1");
    expect(ended.account.spentUsd).toBeLessThanOrEqual(costUsd);
    const made = (action: string) => standIn.asked.filter((asked) => asked.action === action);
    const shards = made("CreateStream").reduce(
      (sum, { input }) => sum + Number(input["ShardCount"]),
      0,
    );
    const [, streams, inAll, queues] =
      /(\d+) streams of (\d+) shards in all, (\d+) queues/.exec(makes) ?? [];
    expect(made("CreateStream").length).toBe(Number(streams));
    expect(made("CreateQueue").length).toBe(Number(queues));
    // A split makes two more.
    expect(shards + 2 * made("SplitShard").length).toBe(Number(inAll));
  }, 200_000);

  it("by calibrate", async () => {
    await using standIn = await startStandIn({ quotas: "aws" });
    const ended = await onAccount(standIn, new AbortController().signal, calibrating);
    expect(ended.error).toBeUndefined();
    const { costUsd } = calibrationErrand(both, "eu-west-1", 20);
    expect(ended.account.spentUsd).toBeLessThanOrEqual(costUsd);
    expect(ended.account.spentUsd).toBeGreaterThan(costUsd / 3);
  }, 200_000);
});

it("one service alone costs less", () => {
  const all = probeErrand(both, "us-east-1").costUsd;
  const parts = both.map((service) => probeErrand([service], "us-east-1").costUsd);
  expect(parts.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(all, 9);
});
