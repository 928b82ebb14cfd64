import { describe, expect, it } from "vitest";

import { calibrate } from "../../src/calibrate/calibrate.ts";
import { atAddress } from "../../src/conformance/places.ts";
import { probe } from "../../src/probe/probe.ts";
import type { Design, Scenario } from "../../src/scenario/scenario.ts";
import { Account, newTerms } from "../../src/targets/account.ts";
import { Asking } from "../../src/targets/asking.ts";
import { type CommandOnAws, leastPolicy } from "../../src/targets/iam-policy.ts";
import { findLeftovers } from "../../src/targets/leftovers.ts";
import { removeLeftovers } from "../../src/targets/remove-leftovers.ts";
import { connectTarget } from "../../src/targets/target.ts";
import { addressOf, queueDesign, runOn, shortScenario, streamDesign } from "./short-scenario.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

/** The permission that an action takes, where it is called otherwise (SDG/sqs-api-permissions-reference). */
const permissionOf: Readonly<Record<string, string>> = {
  "sqs:SendMessageBatch": "sqs:SendMessage",
  "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
  "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
};
/** Asked for by CreateStream and CreateQueue when they are given tags. */
const forTags: Readonly<Record<string, string>> = {
  "kinesis:CreateStream": "kinesis:AddTagsToStream",
  "sqs:CreateQueue": "sqs:TagQueue",
};

/** What a run that goes well has no need of: a queue that may be there is looked up by its name. */
const forDoubt: Readonly<Record<string, string>> = { probe: "sqs:GetQueueUrl" };

const batched = { kind: "batched" } as const;
const designs: readonly Design[] = [
  streamDesign,
  {
    ...streamDesign,
    read: "fan-out",
    retentionHours: 48,
    producer: batched,
    kmsKeyId: "alias/aws/kinesis",
  } as Design,
  { ...queueDesign, kmsKeyId: "alias/aws/sqs" },
  { ...queueDesign, service: "sqs-standard", producer: batched } as Design,
];

/** A message is received too often, put aside, and put back. */
const redriven: Partial<Scenario> = {
  name: "redriven",
  design: {
    ...queueDesign,
    redrivePolicy: { maxReceiveCount: 1 },
    consumers: [
      {
        app: "map",
        kind: "competing",
        count: 2,
        pollMs: 1000,
        failing: { key: "truck_1", seq: 0, times: 1 },
        onFailure: "release",
      },
    ],
  } as Design,
  // Late enough for a busy machine to have seen the letter before.
  faults: [{ kind: "redrive", atS: 6 }],
};

async function bench(standIn: StandIn): Promise<void> {
  const workload = { kind: "fleet", trucks: 20, hz: 5, durationS: 1 } as const;
  const reshard = { faults: [{ kind: "reshard", atS: 0.2, toShards: 4 }] } as const;
  const outcomes = await Promise.all([
    runOn(standIn, shortScenario(queueDesign, redriven)),
    ...designs.map((design, index) => {
      const faults = index === 0 ? reshard : {};
      return runOn(
        standIn,
        shortScenario(design, { name: `design-${index}`, workload, ...faults }),
      );
    }),
  ]);
  expect(outcomes[0]?.verdict.setAside.deadLettered).toBeGreaterThan(0);
  for (const { verdict, failure, leftOver } of outcomes) {
    expect(failure).toBeUndefined();
    expect(verdict.counts.lost).toBe(0);
    expect(leftOver).toEqual([]);
  }
}

async function clean(standIn: StandIn): Promise<void> {
  const address = addressOf(standIn);
  const tags = { "convoy:run": "old" };
  const create = (service: "kinesis" | "sqs", action: string, input: object) =>
    standIn.emulator.handle(service, action, input, Date.now());
  create("kinesis", "CreateStream", { StreamName: "convoy-old", ShardCount: 1, Tags: tags });
  create("sqs", "CreateQueue", { QueueName: "convoy-old", tags });
  await using target = await connectTarget(address, { seed: 0, faults: [] });
  const { signal } = new AbortController();
  const asking = new Asking(signal);
  const { found } = await findLeftovers(target, address, asking, signal);
  const options = { clients: target, asking, onWait: () => {} };
  for await (const { outcome } of removeLeftovers(found, options)) expect(outcome).toBe("deleted");
}

const commands: Readonly<Record<CommandOnAws, (standIn: StandIn) => Promise<void>>> = {
  bench,
  clean,
  probe: async (standIn) => {
    const address = addressOf(standIn);
    const account = new Account(newTerms(address));
    using clients = atAddress(address, account);
    await probe(clients, address.services, { account, runId: address.runId });
  },
  calibrate: async (standIn) => {
    const { signal } = new AbortController();
    const quiet = { samples: 20, signal, onProgress: () => {} };
    const { notOffered } = await calibrate(addressOf(standIn), quiet);
    // The stand-in has no TLS, and the SDK pushes over TLS alone.
    expect(notOffered.map(({ what }) => what)).toEqual([]);
  },
};

describe.concurrent("the policy", () => {
  it.each(Object.entries(commands))(
    "allows exactly what %s asks for",
    async (name, run) => {
      await using standIn = await startStandIn({ quotas: "aws" });
      await run(standIn);
      expect(standIn.resources()).toEqual([]);
      const asked = standIn.actions().map((action) => permissionOf[action] ?? action);
      const besides = [...asked.flatMap((action) => forTags[action] ?? []), forDoubt[name] ?? ""];
      const { Statement } = leastPolicy({
        commands: [name as CommandOnAws],
        ...(name === "bench" && { kmsKey: "aws-managed" }),
      });
      const allowed = Statement.flatMap(({ Action }) => Action);
      const needed = new Set([...asked, ...besides].filter((action) => action !== ""));
      expect(allowed.toSorted()).toEqual([...needed].toSorted());
    },
    300_000,
  );

  it("allows encryption only where it is asked for", () => {
    const actions = (kmsKey?: string) =>
      leastPolicy(kmsKey === undefined ? {} : { kmsKey }).Statement.flatMap(({ Action }) => Action);
    expect(actions().join()).not.toMatch(/kms:|StartStreamEncryption/);
    expect(actions("aws-managed").join()).toMatch(/StartStreamEncryption/);
    expect(actions("aws-managed").join()).not.toMatch(/kms:/);
    expect(actions("arn:aws:kms:eu-west-1:123456789012:key/k")).toContain("kms:GenerateDataKey");
  });

  it("limits whatever can be limited to what is named as Convoy names it", () => {
    const kmsKey = "arn:aws:kms:eu-west-1:123456789012:key/k";
    for (const { Action, Resource } of leastPolicy({ kmsKey }).Statement) {
      if (Resource === "*") expect(Action).toEqual(["kinesis:ListStreams", "sqs:ListQueues"]);
      else if (Action.every((action) => action.startsWith("kms:"))) expect(Resource).toBe(kmsKey);
      else expect(Resource).toMatch(/^arn:aws:(kinesis:\*:\*:stream\/|sqs:\*:\*:)convoy-\*/);
    }
  });

  it.each([
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["eusc-de-east-1", "aws-eusc"],
    ["us-isob-east-1", "aws-iso-b"],
    ["eu-west-3", "aws"],
  ])("for %s names the partition %s and the Region", (region, partition) => {
    const resources = leastPolicy({ region }).Statement.map(({ Resource }) => Resource);
    for (const resource of resources.filter((each) => each !== "*")) {
      expect(resource).toMatch(new RegExp(`^arn:${partition}:(kinesis|sqs):${region}:\\*:`));
    }
  });
});
