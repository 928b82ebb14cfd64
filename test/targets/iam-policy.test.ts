import { expect, test } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { leastPolicy } from "../../src/targets/iam-policy.ts";
import { findLeftovers } from "../../src/targets/leftovers.ts";
import { connectTarget } from "../../src/targets/target.ts";
import { addressOf, queueDesign, runOn, shortScenario, streamDesign } from "./short-scenario.ts";
import { startStandIn } from "./stand-in.ts";

/** The permission that an action takes, where it is called otherwise (SDG/sqs-api-permissions-reference). */
const permissionOf: Readonly<Record<string, string>> = {
  "sqs:SendMessageBatch": "sqs:SendMessage",
  "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
};
/** Asked for by CreateStream and CreateQueue when they are given tags. */
const forTags = ["kinesis:AddTagsToStream", "sqs:TagQueue"];

const batched = { kind: "batched" } as const;
const designs: readonly Design[] = [
  streamDesign,
  {
    ...streamDesign,
    read: "fan-out",
    producer: batched,
    kmsKeyId: "alias/aws/kinesis",
  } as Design,
  { ...queueDesign, kmsKeyId: "alias/aws/sqs" },
  { ...queueDesign, service: "sqs-standard", producer: batched } as Design,
];

test("the policy allows exactly what runs of all designs and clean ask for", async () => {
  await using standIn = await startStandIn();
  const outcomes = await Promise.all(
    designs.map((design, index) =>
      runOn(
        standIn,
        shortScenario(design, {
          name: `design-${index}`,
          workload: { kind: "fleet", trucks: 20, hz: 5, durationS: 1 },
        }),
      ),
    ),
  );
  for (const { verdict, failure, leftOver } of outcomes) {
    expect(failure).toBeUndefined();
    expect(verdict.counts.lost).toBe(0);
    expect(leftOver).toEqual([]);
  }
  await cleanOneOfEach(standIn);
  expect(standIn.resources()).toEqual([]);
  for (const action of ["CreateStream", "CreateQueue"]) {
    const tagged = standIn.asked.find((asked) => asked.action === action)?.input;
    expect(tagged?.["Tags"] ?? tagged?.["tags"]).toEqual({ "convoy:run": "0badcafe" });
  }
  const needed = new Set(standIn.actions().map((action) => permissionOf[action] ?? action));
  const { Statement } = leastPolicy();
  const allowed = Statement.flatMap(({ Action }) => Action);
  expect(allowed.toSorted()).toEqual([...needed, ...forTags].toSorted());
});

test("whatever can be limited to what is named as Convoy names it is", () => {
  const arn = "arn:aws:kms:eu-west-1:123456789012:key/k";
  for (const { Action, Resource } of leastPolicy(arn).Statement) {
    if (Resource === "*") expect(Action).toEqual(["kinesis:ListStreams", "sqs:ListQueues"]);
    else if (Action.every((action) => action.startsWith("kms:"))) expect(Resource).toBe(arn);
    else expect(Resource).toMatch(/^arn:aws:(kinesis:\*:\*:stream\/|sqs:\*:\*:)convoy-\*/);
  }
  expect(
    leastPolicy()
      .Statement.flatMap(({ Action }) => Action)
      .join(),
  ).not.toMatch(/kms:/);
});

async function cleanOneOfEach(standIn: Awaited<ReturnType<typeof startStandIn>>): Promise<void> {
  const address = addressOf(standIn);
  const tags = { "convoy:run": "old" };
  const create = (service: "kinesis" | "sqs", action: string, input: object) =>
    standIn.emulator.handle(service, action, input, Date.now());
  create("kinesis", "CreateStream", { StreamName: "convoy-old", ShardCount: 1, Tags: tags });
  create("sqs", "CreateQueue", { QueueName: "convoy-old", tags });
  await using target = await connectTarget(address, { seed: 0, faults: [] });
  for (const leftover of await findLeftovers(target, address)) await leftover.remove();
}
