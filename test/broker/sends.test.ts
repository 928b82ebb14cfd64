/** What a channel asks of its service to send events. */
import { GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-kinesis";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import type { Target } from "../../src/targets/target.ts";
import { answering, type Asked, noting, placeBetween } from "./between.ts";
import { messageOf, nameOf, type Place, withChannel } from "./channel-rig.ts";
import { designs } from "./contract-designs.ts";

const { "kinesis shared": stream, "sqs-fifo": fifo, "sqs-standard": standard } = designs;

/** What was asked to send these, each call by itself. */
async function sending(design: Design, ...calls: readonly string[]): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  await withChannel(placeBetween(noting(asked)), design, async ({ channel }) => {
    asked.length = 0;
    for (const names of calls) {
      await channel.publish(names.split(" ").map((name) => messageOf(name)));
    }
  });
  return asked.filter(({ action }) => /^(Put|Send)/.test(action));
}

it.each([
  ["PutRecord", "PutRecords", stream],
  ["SendMessage", "SendMessageBatch", fifo],
  ["SendMessage", "SendMessageBatch", standard],
])("one event is a %s, several are a %s", async (single, batch, design) => {
  const asked = await sending(design, "a#0", "b#0 c#0");
  expect(asked.map(({ action }) => action)).toEqual([single, batch]);
});

it("what is no fate of a send is an error", async () => {
  const between = answering("PutRecord", () => Promise.reject(new Error("never sent")));
  await withChannel(placeBetween(between), stream, async ({ channel }) => {
    await expect(channel.publish([messageOf("a#0")])).rejects.toThrow("never sent");
  });
});

describe("a record", () => {
  it("carries the sequence number of the last of its key, where that is asked for", async () => {
    const asked: Asked[] = [];
    const design: Design = { ...stream, sequenceNumberForOrdering: true };
    await withChannel(placeBetween(noting(asked)), design, async (rig) => {
      await rig.send("a#0", "b#0", "a#1", "a#2");
      const [first, , second] = rig.of("ack").map(({ position }) => position);
      const puts = asked.filter(({ action }) => action === "PutRecord");
      expect(puts.map(({ input }) => input["SequenceNumberForOrdering"])).toEqual([
        undefined,
        undefined,
        first,
        second,
      ]);
      for (const { input } of puts.slice(0, 2)) {
        expect(input).not.toHaveProperty("SequenceNumberForOrdering");
      }
    });
  });

  it("carries none otherwise, nor an explicit hash key", async () => {
    for (const { input } of await sending(stream, "a#0", "a#1")) {
      expect(Object.keys(input).sort()).toEqual(["Data", "PartitionKey", "StreamName"]);
    }
  });

  it("that was not taken is not the last of its key", async () => {
    const asked: Asked[] = [];
    const design: Design = { ...stream, sequenceNumberForOrdering: true };
    const faults = [{ kind: "throttle", actions: ["PutRecord"], toS: 5 }] as const;
    await withChannel(
      placeBetween(noting(asked)),
      design,
      async (rig) => {
        const [fate] = await rig.channel.publish([messageOf("a#0")]);
        expect(fate).toMatchObject({ type: "refused" });
        await rig.clock.sleep(5000);
        await rig.send("a#0");
        expect(asked.at(-1)!.input).not.toHaveProperty("SequenceNumberForOrdering");
      },
      { faults },
    );
  });
});

describe("a message", () => {
  it("of a FIFO queue is of its key's group, and has the event's name for an id", async () => {
    const [{ input } = { input: {} }] = await sending(fifo, "a#0");
    expect(input).toMatchObject({ MessageGroupId: "a", MessageDeduplicationId: "a#0" });
  });

  it("has no id where its content says what it is, and no group on a standard queue", async () => {
    const [byContent] = await sending({ ...fifo, deduplication: "content" }, "a#0");
    expect(Object.keys(byContent!.input).sort()).toEqual([
      "MessageBody",
      "MessageGroupId",
      "QueueUrl",
    ]);
    const [plain] = await sending(standard, "a#0");
    expect(Object.keys(plain!.input).sort()).toEqual(["MessageBody", "QueueUrl"]);
  });
});

describe("whoever receives with the client that sends", () => {
  /** Keeps the clients that somebody uses. */
  const keeping = (kept: Partial<Record<"kinesis" | "sqs", unknown>>): Place => ({
    clock: "virtual",
    connect: async (options) => {
      const target = startEmbedded(options);
      return {
        ...target,
        kinesis: (user) => (kept.kinesis ??= target.kinesis(user)) as ReturnType<Target["kinesis"]>,
        sqs: (user) => (kept.sqs ??= target.sqs(user)) as ReturnType<Target["sqs"]>,
      };
    },
  });

  it("is the producer, in the history: of a stream", async () => {
    const kept: { kinesis?: ReturnType<Target["kinesis"]> } = {};
    await withChannel(keeping(kept), { ...stream, shards: 1 }, async (rig) => {
      await rig.send("a#0");
      const [{ id: ShardId } = { id: "" }] = await rig.lanes();
      const { address } = rig.channel;
      const StreamARN = address.kind === "stream" ? address.arn : "";
      const from = { StreamARN, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
      await rig.clock.sleep(1000);
      const { ShardIterator } = await kept.kinesis!.send(new GetShardIteratorCommand(from));
      await kept.kinesis!.send(new GetRecordsCommand({ ShardIterator }));
      expect(rig.of("delivery")).toMatchObject([
        { key: "a", app: "producer", consumer: "producer-1" },
      ]);
    });
  });

  it("is the producer, in the history: of a queue", async () => {
    const kept: { sqs?: ReturnType<Target["sqs"]> } = {};
    await withChannel(keeping(kept), fifo, async (rig) => {
      await rig.send("a#0");
      const { address } = rig.channel;
      const QueueUrl = address.kind === "queue" ? address.url : "";
      await kept.sqs!.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      expect(rig.of("delivery")).toMatchObject([
        { key: "a", app: "producer", consumer: "producer-1" },
      ]);
    });
  });
});

describe("events that go together", () => {
  const together = {
    ...stream,
    shards: 1,
    producer: { kind: "aggregated", maxEvents: 5, lingerMs: 100 },
  } as const satisfies Design;

  it.each(["shared", "fan-out"] as const)(
    "are one record under the key of the first, and come out one by one: %s",
    async (read) => {
      const asked: Asked[] = [];
      await withChannel(placeBetween(noting(asked)), { ...together, read }, async (rig) => {
        const names = ["a#0", "b#0", "a#1"];
        const fates = await rig.channel.publishTogether!(names.map((name) => messageOf(name)));
        expect(fates.map(({ type }) => type)).toEqual(["accepted", "accepted", "accepted"]);
        const puts = asked.filter(({ action }) => action.startsWith("Put"));
        expect(puts).toMatchObject([{ action: "PutRecord", input: { PartitionKey: "a" } }]);
        const deliveries = await rig.readAll(3);
        expect(deliveries.map(nameOf)).toEqual(names);
        expect(deliveries.map(({ position }) => position)).toEqual(
          fates.map((fate) => (fate.type === "accepted" ? fate.position : "")),
        );
        expect(new Set(deliveries.map(({ position }) => position.slice(0, -4))).size).toBe(1);
        for (const { handle, position } of deliveries) expect(handle).toBe(position);
      });
    },
  );

  it("go as they are when there is only one", async () => {
    const asked: Asked[] = [];
    await withChannel(placeBetween(noting(asked)), together, async (rig) => {
      const message = messageOf("a#0");
      await rig.channel.publishTogether!([message]);
      const { input } = asked.at(-1)!;
      expect(new TextDecoder().decode(input["Data"] as Uint8Array)).toBe(message.body);
      expect((await rig.readAll(1)).map(nameOf)).toEqual(["a#0"]);
    });
  });

  it.each(["shared", "fan-out"] as const)(
    "are gone on with behind a place in the middle of their record: %s",
    async (read) => {
      await withChannel(placeBetween(noting([])), { ...together, read }, async (rig) => {
        const publish = (...names: string[]) =>
          rig.channel.publishTogether!(names.map((name) => messageOf(name)));
        await publish("a#0", "a#1", "a#2");
        await publish("a#3", "a#4");
        const { position } = rig.of("ack")[1]!;
        const [lane] = await rig.lanes();
        const { reader } = rig.open(lane!, { type: "after-position", position });
        const deliveries = await rig.read(reader, 3);
        expect(deliveries.map(nameOf)).toEqual(["a#2", "a#3", "a#4"]);
      });
    },
  );

  it("are not read again by a reader whose iterator expired", async () => {
    await withChannel(placeBetween(noting([])), together, async (rig) => {
      await rig.channel.publishTogether!(["a#0", "a#1"].map((name) => messageOf(name)));
      const { reader } = rig.open((await rig.lanes())[0]!);
      expect((await rig.read(reader, 2)).map(nameOf)).toEqual(["a#0", "a#1"]);
      await rig.clock.sleep(301_000);
      await rig.send("a#2");
      expect((await rig.read(reader, 1)).map(nameOf)).toEqual(["a#2"]);
    });
  });
});
