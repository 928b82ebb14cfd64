import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  ListStreamConsumersCommand,
  ListTagsForStreamCommand,
  ResourceInUseException,
} from "@aws-sdk/client-kinesis";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { answering, type Asked, noting, placeBetween } from "./between.ts";
import { type ChannelRig, type Place, withChannel } from "./channel-rig.ts";
import { designs } from "./contract-designs.ts";
import { opening } from "./opening.ts";

const place: Place = { clock: "virtual", connect: async (options) => startEmbedded(options) };
/** As a target that others use, too: what is created there is named and tagged with the run. */
const shared: Place = {
  clock: "virtual",
  connect: async (options) => ({ ...startEmbedded(options), runId: "0badcafe" }),
};
const { "kinesis shared": stream, "kinesis fan-out": pushed, "sqs-fifo": fifo } = designs;
const standard = designs["sqs-standard"];

function nameOf({ channel: { address } }: ChannelRig): string {
  if (address.kind !== "stream") throw new Error("it is no stream");
  return address.name;
}

function urlOf({ channel: { address } }: ChannelRig): string {
  if (address.kind !== "queue") throw new Error("it is no queue");
  return address.url;
}

async function summaryOf(rig: ChannelRig) {
  const describe = new DescribeStreamSummaryCommand({ StreamName: nameOf(rig) });
  return (await rig.target.kinesis().send(describe)).StreamDescriptionSummary!;
}

describe("a stream that is opened", () => {
  it("is ACTIVE, provisioned, and has the shards of its design, and an address", async () => {
    await withChannel(place, { ...stream, shards: 3 }, async (rig) => {
      const summary = await summaryOf(rig);
      expect(summary).toMatchObject({ StreamStatus: "ACTIVE", OpenShardCount: 3 });
      expect(summary.StreamModeDetails).toEqual({ StreamMode: "PROVISIONED" });
      expect(rig.channel.address).toEqual({
        kind: "stream",
        name: summary.StreamName,
        arn: summary.StreamARN,
      });
      expect(summary.StreamName).toMatch(/^convoy-contract-/);
      expect(summary.EncryptionType ?? "NONE").toBe("NONE");
    });
  });

  it("is named and tagged with the run, where others use the target too", async () => {
    await withChannel(shared, stream, async (rig) => {
      expect(nameOf(rig)).toMatch(/-0badcafe$/);
      const list = new ListTagsForStreamCommand({ StreamName: nameOf(rig) });
      const { Tags } = await rig.target.kinesis().send(list);
      expect(Tags).toContainEqual({ Key: "convoy:run", Value: "0badcafe" });
    });
  });

  it("is encrypted where the design asks for it, also if the answer is lost", async () => {
    const design: Design = { ...stream, kmsKeyId: "alias/aws/kinesis" };
    for (const nth of [1, 99]) {
      await withChannel(
        place,
        design,
        async (rig) => {
          const { EncryptionType, KeyId, StreamStatus } = await summaryOf(rig);
          expect([EncryptionType, KeyId]).toEqual(["KMS", "alias/aws/kinesis"]);
          expect(StreamStatus).toBe("ACTIVE");
        },
        { faults: [{ kind: "lost-response", actions: ["StartStreamEncryption"], nth }] },
      );
    }
  });

  it.each([
    [undefined, 24],
    [24, 24],
    [48, 48],
  ])("keeps its records as long as its design says: %s", async (retentionHours, hours) => {
    const asked: Asked[] = [];
    const design: Design = { ...stream, ...(retentionHours !== undefined && { retentionHours }) };
    await withChannel(placeBetween(noting(asked)), design, async (rig) => {
      const { RetentionPeriodHours, StreamStatus } = await summaryOf(rig);
      expect([RetentionPeriodHours, StreamStatus]).toEqual([hours, "ACTIVE"]);
      const increases = asked.filter(({ action }) => action === "IncreaseStreamRetentionPeriod");
      expect(increases).toHaveLength(hours === 24 ? 0 : 1);
    });
  });

  it("has all its shards for lanes, though a page of them is a thousand", async () => {
    await withChannel(place, { ...stream, shards: 1001 }, async (rig) => {
      const lanes = await rig.lanes();
      expect(new Set(lanes.map(({ id }) => id)).size).toBe(1001);
    });
  });

  it("has a consumer for each application, though no more than five are made at once", async () => {
    const apps = Array.from({ length: 7 }, (_, number) => `app-${number}`);
    const consumers = apps.map((app) => ({ app, kind: "by-lane", count: 1 }) as const);
    await withChannel(place, { ...pushed, consumers }, async (rig) => {
      const { StreamARN } = await summaryOf(rig);
      const list = new ListStreamConsumersCommand({ StreamARN });
      const { Consumers = [] } = await rig.target.kinesis().send(list);
      const active = Consumers.filter(({ ConsumerStatus }) => ConsumerStatus === "ACTIVE");
      expect(new Set(active.map(({ ConsumerName }) => ConsumerName))).toEqual(new Set(apps));
      // Two shards for an hour, and each consumer as much again.
      expect(rig.channel.costUsd(3_600_000)).toBeCloseTo(2 * 0.015 * (1 + 7), 9);
    });
  });

  it("costs its shards, and what was put", async () => {
    await withChannel(place, stream, async (rig) => {
      expect(rig.channel.costUsd(3_600_000)).toBeCloseTo(2 * 0.015, 9);
      await rig.send("a#0");
      expect(rig.channel.costUsd(0)).toBeCloseTo(0.014 / 1e6, 12);
    });
  });

  it("takes 500 records and 10 MiB in a call", async () => {
    await withChannel(place, stream, async ({ channel }) => {
      expect([channel.maxBatchEntries, channel.maxBatchBytes]).toEqual([500, 10_485_760]);
    });
  });
});

describe("a queue that is opened", () => {
  const attributesOf = async (rig: ChannelRig) => {
    const ask = new GetQueueAttributesCommand({ QueueUrl: urlOf(rig), AttributeNames: ["All"] });
    return (await rig.target.sqs().send(ask)).Attributes!;
  };

  it.each([
    [fifo, { FifoQueue: "true", ContentBasedDeduplication: "false", VisibilityTimeout: "2" }],
    [
      { ...fifo, deduplication: "content", visibilityTimeoutS: 77 },
      { FifoQueue: "true", ContentBasedDeduplication: "true", VisibilityTimeout: "77" },
    ],
    [
      { ...fifo, highThroughput: true },
      { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" },
    ],
    [fifo, { DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" }],
    [standard, { VisibilityTimeout: "2" }],
    [{ ...standard, kmsKeyId: "alias/aws/sqs" }, { KmsMasterKeyId: "alias/aws/sqs" }],
    [
      { ...standard, retentionS: 120, delayS: 3 },
      { MessageRetentionPeriod: "120", DelaySeconds: "3" },
    ],
  ] as const)("has the attributes of its design: %j", async (design, attributes) => {
    await withChannel(place, design, async (rig) => {
      expect(await attributesOf(rig)).toMatchObject(attributes);
      const isFifo = design.service === "sqs-fifo";
      expect(urlOf(rig).endsWith(".fifo")).toBe(isFifo);
      expect("FifoQueue" in (await attributesOf(rig))).toBe(isFifo);
    });
  });

  it("is named and tagged with the run, where others use the target too", async () => {
    await withChannel(shared, fifo, async (rig) => {
      expect(urlOf(rig)).toMatch(/-0badcafe\.fifo$/);
      const list = new ListQueueTagsCommand({ QueueUrl: urlOf(rig) });
      const { Tags } = await rig.target.sqs().send(list);
      expect(Tags).toMatchObject({ "convoy:run": "0badcafe" });
    });
  });

  it("costs its requests, by its kind, and takes ten messages and 1 MiB in a call", async () => {
    for (const [design, usd] of [
      [fifo, 0.5],
      [standard, 0.4],
    ] as const) {
      await withChannel(place, design, async (rig) => {
        await rig.send("a#0", "b#0");
        expect(rig.channel.costUsd(3_600_000)).toBeCloseTo((2 * usd) / 1e6, 12);
        const { maxBatchEntries, maxBatchBytes } = rig.channel;
        expect([maxBatchEntries, maxBatchBytes]).toEqual([10, 1_048_576]);
      });
    }
  });
});

describe("what is there already", () => {
  it("and not this run's is left alone: a stream", async () => {
    const before = (target: ReturnType<typeof startEmbedded>) =>
      target.kinesis().send(new CreateStreamCommand({ StreamName: "trucks", ShardCount: 1 }));
    const { failure, stream: status } = await opening(stream, { before });
    expect(failure).toMatch(/^stream trucks is there already.*left alone/);
    expect(status).toBe("ACTIVE");
  });

  it.each([
    ["the same", "2"],
    ["another", "99"],
  ])("and not this run's is left alone: a queue with %s visibility timeout", async (_, timeout) => {
    const Attributes = { FifoQueue: "true", VisibilityTimeout: timeout };
    const before = (target: ReturnType<typeof startEmbedded>) =>
      target.sqs().send(new CreateQueueCommand({ QueueName: "trucks.fifo", Attributes }));
    const { failure, queues } = await opening(fifo, { before, runId: "0badcafe" });
    expect(failure).toMatch(/^queue trucks\.fifo is there already.*left alone/);
    expect(queues).toHaveLength(1);
  });

  it("is looked for only where others use the target too: other attributes are noticed everywhere", async () => {
    const before = (target: ReturnType<typeof startEmbedded>) =>
      target
        .sqs()
        .send(
          new CreateQueueCommand({ QueueName: "trucks.fifo", Attributes: { FifoQueue: "true" } }),
        );
    const { failure } = await opening(fifo, { before });
    expect(failure).toMatch(/^queue trucks\.fifo is there already/);
  });

  it.each([
    ["CreateStream", stream],
    ["CreateQueue", fifo],
  ] as const)("can be this run's own: the answer to its %s was lost", async (action, design) => {
    const faults = [{ kind: "lost-response", actions: [action], nth: 1 }] as const;
    const { failure } = await opening(design, { faults, runId: "0badcafe" });
    expect(failure).toBeUndefined();
  });
});

describe("opening a channel", () => {
  it.each([
    ["CreateStream", stream],
    ["CreateQueue", fifo],
    ["DescribeStreamSummary", stream],
    ["DescribeStreamConsumer", pushed],
  ] as const)("waits while the service is in trouble: %s", async (action, design) => {
    const faults = [{ kind: "server-error", actions: [action], toS: 20 }] as const;
    const { failure, tookMs } = await opening(design, { faults });
    expect(failure).toBeUndefined();
    expect(tookMs).toBeGreaterThan(20_000);
  });

  it("says what cannot be created, where, and why", async () => {
    const faults = [{ kind: "throttle", actions: ["CreateStream", "CreateQueue"] }] as const;
    const ofStream = await opening(stream, { faults });
    expect(ofStream.failure).toMatch(/^could not create a stream on the embedded model: \w+/);
    expect(ofStream.cause).toMatchObject({ name: "ProvisionedThroughputExceededException" });
    const ofQueue = await opening(fifo, { faults });
    expect(ofQueue.failure).toMatch(/^could not create a queue on the embedded model: \w+/);
  });

  it("that is stopped in the middle leaves no stream", async () => {
    const stopped = await opening(stream, { stopAfterMs: 300 });
    expect(stopped.failure).toMatch("stream trucks did not become ACTIVE");
    expect(stopped.tookMs).toBeLessThan(5000);
    expect(stopped.stream).toBe("gone");
  });

  it("that cannot encrypt the stream, which somebody else may be doing, fails", async () => {
    const kms: Design = { ...stream, kmsKeyId: "alias/aws/kinesis" };
    const faults = [{ kind: "throttle", actions: ["StartStreamEncryption"] }] as const;
    expect((await opening(kms, { faults })).failure).toMatch(/^could not create a stream/);
    const inUse = new ResourceInUseException({ message: "in use", $metadata: { attempts: 1 } });
    const between = () => answering("StartStreamEncryption", () => Promise.reject(inUse));
    expect((await opening(kms, { between })).failure).toMatch("in use");
  });

  it("that fails after the stream is there deletes it again", async () => {
    const key = { ...stream, kmsKeyId: "x".repeat(3000) };
    const ofKey = await opening(key, {});
    expect(ofKey.failure).toMatch(/^could not create a stream/);
    expect(ofKey.stream).toBe("gone");
    const faults = [{ kind: "throttle", actions: ["RegisterStreamConsumer"] }] as const;
    const ofConsumers = await opening(pushed, { faults });
    expect(ofConsumers.failure).toMatch(/^could not create a stream/);
    expect(ofConsumers.stream).toBe("gone");
  });
});
