/** The estimate against what runs really ask for, counted by a stand-in and by the account: never too low. */
import { describe, expect, it } from "vitest";

import { clientPerS, estimateRun } from "../../src/cost/estimate.ts";
import { prices } from "../../src/cost/prices.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Design, Scenario } from "../../src/scenario/scenario.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import type { FleetWorkload } from "../../src/workload/workload.ts";
import { bench, failing, onAccount } from "../targets/on-account.ts";
import { queueDesign, shortScenario, streamDesign } from "../targets/short-scenario.ts";
import { type Behaviour, startStandIn } from "../targets/stand-in.ts";

const region = "us-east-1";

function estimateOf(scenario: Scenario, inRegion = region) {
  const resolved = resolve(scenario);
  return estimateRun(
    resolved,
    planWorkload(resolved.workload, 1, () => ""),
    inRegion,
  );
}

const closed: FleetWorkload = { kind: "fleet", trucks: 10, durationS: 2, arrival: "closed" };
const many = { ...closed, trucks: 20, outstandingPerTruck: 5 } satisfies FleetWorkload;
const open: FleetWorkload = { kind: "fleet", trucks: 10, hz: 4, durationS: 2 };
const hasty = [{ app: "map", kind: "competing", count: 2, pollMs: 0 }] as const;

const designs: Readonly<Record<string, readonly [Design, FleetWorkload]>> = {
  "a stream": [streamDesign, open],
  "a stream in batches": [{ ...streamDesign, producer: { kind: "batched" } }, open],
  "a stream as fast as it may": [streamDesign, many],
  "an on-demand stream": [{ ...streamDesign, shards: "on-demand" } as Design, open],
  "a FIFO queue": [queueDesign, open],
  "a FIFO queue as fast as it may": [queueDesign, closed],
  "a high-throughput FIFO queue as fast as it may": [
    { ...queueDesign, highThroughput: true } as Design,
    many,
  ],
  "a FIFO queue in batches as fast as it may": [
    { ...queueDesign, producer: { kind: "batched" } } as Design,
    many,
  ],
  "an encrypted stream": [{ ...streamDesign, kmsKeyId: "alias/aws/kinesis" } as Design, open],
  "an encrypted queue": [{ ...queueDesign, kmsKeyId: "alias/aws/sqs" } as Design, open],
  "a queue without long polls": [{ ...queueDesign, consumers: hasty } as Design, open],
  "a standard queue as fast as it may": [
    { ...queueDesign, service: "sqs-standard" } as Design,
    closed,
  ],
};

function ran(scenario: Scenario, behave: Behaviour, quotas: "aws" | "off") {
  return async () => {
    await using standIn = await startStandIn({ quotas });
    standIn.behave = behave;
    const ended = await onAccount(standIn, new AbortController().signal, bench(scenario));
    expect(ended.error).toBeUndefined();
    const { requests, requestsAtMost, costUsd } = estimateOf(scenario, "eu-west-1");
    expect(standIn.asked.length).toBeLessThanOrEqual(requestsAtMost);
    expect(ended.account.spentUsd).toBeGreaterThan(0);
    expect(ended.account.spentUsd).toBeLessThanOrEqual(costUsd);
    return { asked: standIn.asked.length, requests };
  };
}

describe.concurrent("the estimate is an upper bound", () => {
  it.each(Object.entries(designs))("for %s", async (_, [design, workload]) => {
    const scenario = shortScenario(design, { workload, drainS: 20 });
    const { asked, requests } = await ran(scenario, () => undefined, "aws")();
    // Where the load is known beforehand, what is expected is enough, with a run that drains at once.
    if (workload === open) expect(asked).toBeLessThanOrEqual(requests);
  });

  it.each([
    ["PutRecord", "throttled", streamDesign],
    ["PutRecord", "failing with 500", streamDesign],
    ["SendMessage", "throttled", queueDesign],
    ["SendMessage", "lost after", queueDesign],
    ["ReceiveMessage", "failing with 500", queueDesign],
    ["DeleteMessage", "failing with 500", queueDesign],
  ] as const)("when %s is %s for a while", async (action, fault, design) => {
    const scenario = shortScenario(design, { workload: open, drainS: 20 });
    await ran(scenario, failing(action, fault, 60), "off")();
  });
});

describe("the estimate", () => {
  it("counts every started shard-hour whole, and those of consumers on enhanced fan-out", () => {
    const hour = shortScenario(streamDesign, { workload: { ...open, durationS: 3600 } });
    expect(estimateOf(shortScenario(streamDesign)).costUsd).toBeCloseTo(
      2 * prices.kinesisShardHour,
      3,
    );
    expect(estimateOf(hour).costUsd).toBeGreaterThan(4 * prices.kinesisShardHour);
    const { pollMs: _, ...consumer } = streamDesign.consumers[0] as { pollMs: number };
    const pushed = { ...streamDesign, read: "fan-out", consumers: [consumer] } as unknown as Design;
    expect(estimateOf(shortScenario(pushed)).costUsd).toBeGreaterThan(
      2 * (prices.kinesisShardHour + prices.kinesisFanOutHour),
    );
  });

  it("counts the shards that a reshard makes", () => {
    const faults = [{ kind: "reshard", atS: 1, toShards: 4 }] as const;
    expect(estimateOf(shortScenario(streamDesign, { faults })).costUsd).toBeGreaterThanOrEqual(
      10 * prices.kinesisShardHour,
    );
  });

  it("knows what a high-throughput queue takes in each Region, and that one client does not make more than it can", () => {
    const scenario = shortScenario({ ...queueDesign, highThroughput: true } as Design, {
      workload: many,
    });
    const normal = shortScenario(queueDesign, { workload: many });
    const [here, there] = [estimateOf(scenario), estimateOf(scenario, "eu-north-1")];
    expect(estimateOf(normal).requests).toBeLessThan(there.requests);
    expect(there.requests).toBeLessThan(here.requests);
    expect(here.requestsAtMost).toBeLessThan(clientPerS * here.seconds + 2000);
  });

  it("knows that a function's queue is asked by long polls", () => {
    const asked = (consumer: object): number =>
      estimateOf(
        shortScenario(
          { ...queueDesign, consumers: [{ app: "map", ...consumer }] } as unknown as Design,
          {
            workload: { ...open, durationS: 600 },
          },
        ),
      ).requests;
    const handler = async (): Promise<void> => {};
    const functions = asked({ kind: "lambda", maximumConcurrency: 3, handler });
    expect(functions).toBe(asked({ kind: "competing", count: 3, pollMs: 20_000 }));
    expect(functions).toBeLessThan(asked({ kind: "competing", count: 3, pollMs: 1000 }));
  });

  it("is dearer where the prices are not known", () => {
    const scenario = shortScenario(streamDesign);
    expect(estimateOf(scenario, "af-south-1").costUsd).toBeCloseTo(
      2 * estimateOf(scenario).costUsd,
      6,
    );
  });
});
