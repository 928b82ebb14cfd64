import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { partitionOf } from "../../../src/emulator/sqs/limits/partition.ts";
import { sampledFifoQueue } from "../../../src/emulator/sqs/queue/fifo-queue-profile.ts";
import { clients, Rig } from "../rig.ts";

const highThroughput = {
  DeduplicationScope: "messageGroup",
  FifoThroughputLimit: "perMessageGroupId",
};

describe("a short poll of a FIFO queue that is spread over servers", () => {
  test("misses messages that a long poll finds, and never breaks the order of a group", async () => {
    await inVirtualTime(1, async () => {
      const { sqs } = clients({ fifoQueue: sampledFifoQueue });
      const Attributes = { FifoQueue: "true" };
      const create = new CreateQueueCommand({ QueueName: "q.fifo", Attributes });
      const { QueueUrl } = await sqs.send(create);
      const receive = async (WaitTimeSeconds: number): Promise<(string | undefined)[]> => {
        const command = { QueueUrl, WaitTimeSeconds, VisibilityTimeout: 0 };
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(command));
        return Messages.map(({ Body }) => Body);
      };
      for (const id of ["0", "1"]) {
        const message = { MessageBody: id, MessageGroupId: "g", MessageDeduplicationId: id };
        await sqs.send(new SendMessageCommand({ QueueUrl, ...message }));
      }
      let empty = 0;
      for (let poll = 0; poll < 40; poll += 1) {
        const bodies = await receive(0);
        if (bodies.length === 0) empty += 1;
        else expect(bodies).toEqual(["0"]);
      }
      expect(empty).toBeGreaterThan(2);
      expect(empty).toBeLessThan(25);
      for (let poll = 0; poll < 40; poll += 1) expect(await receive(1)).toEqual(["0"]);
    });
  });
  test("is not the default", () => {
    const rig = new Rig();
    const url = rig.queue("q.fifo");
    rig.send(url, "g", "x");
    for (let poll = 0; poll < 40; poll += 1) {
      expect(rig.bodies(url, { VisibilityTimeout: 0 })).toEqual(["x"]);
    }
  });
  test("serves its groups in the order in which they became available", () => {
    const rig = new Rig({ fifoQueue: { servers: 8, shortPollShare: 1 } });
    const url = rig.queue("q.fifo");
    const groups = Array.from({ length: 20 }, (_, index) => `g${index}`);
    for (const group of groups) rig.send(url, group, group);
    expect([...rig.bodies(url), ...rig.bodies(url)]).toEqual(groups);
  });
});

describe("in high-throughput mode", () => {
  test("each action has 300 calls/s for one group, batches 3,000 messages/s; another group has its own", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", { ...highThroughput, VisibilityTimeout: "0" });
    rig.send(QueueUrl, "a", "first");
    rig.send(QueueUrl, "b", "first");
    rig.pass(1000);
    const limited = (act: () => void): number => {
      let calls = 0;
      for (; calls < 1000; calls += 1) if (isThrottled(act)) break;
      return calls;
    };
    let id = 0;
    const send = (group: string) => () => rig.send(QueueUrl, group, `${(id += 1)}`);
    expect(limited(send("a"))).toBe(300);
    expect(limited(send("b"))).toBe(300);
    const handleOf = (group: string): string =>
      rig
        .receive(QueueUrl, { VisibilityTimeout: 600, MessageSystemAttributeNames: ["All"] })
        .find((message) => message.Attributes.MessageGroupId === group)?.ReceiptHandle ?? "";
    const ReceiptHandle = handleOf("a");
    const change = () =>
      rig.sqs("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 600 });
    expect(limited(change)).toBe(300);
    expect(limited(() => rig.sqs("DeleteMessage", { QueueUrl, ReceiptHandle }))).toBe(300);
  });
  test("a receive takes nothing of a partition that has no call left, and goes on with others", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", { ...highThroughput, VisibilityTimeout: "0" });
    rig.send(QueueUrl, "a", "a0");
    for (let call = 0; call < 300; call += 1) expect(rig.bodies(QueueUrl)).toEqual(["a0"]);
    const input = { QueueUrl, MaxNumberOfMessages: 10 };
    expect(rig.refusal("sqs", "ReceiveMessage", input).name).toBe("RequestThrottled");
    rig.send(QueueUrl, "b", "b0");
    expect(rig.bodies(QueueUrl)).toEqual(["b0"]);
    rig.pass(1000);
    expect(rig.bodies(QueueUrl).toSorted()).toEqual(["a0", "b0"]);
  });
  test("an empty queue refuses no receive", () => {
    const rig = new Rig();
    const url = rig.queue("q.fifo", highThroughput);
    for (let call = 0; call < 1000; call += 1) expect(rig.receive(url)).toEqual([]);
  });
  test("a batch over several groups counts once in each of their partitions", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", highThroughput);
    let id = 0;
    const batch = (groups: readonly string[]) => {
      const Entries = groups.map((MessageGroupId) => {
        const MessageDeduplicationId = `${(id += 1)}`;
        return { Id: `${id}`, MessageBody: "x", MessageGroupId, MessageDeduplicationId };
      });
      return rig.sqs("SendMessageBatch", { QueueUrl, Entries });
    };
    for (let call = 0; call < 300; call += 1) expect(batch(["a", "a", "b"]).Failed).toBeUndefined();
    const { Successful, Failed } = batch(["a", "b", "c"]);
    expect(Failed).toMatchObject([{ Code: "RequestThrottled" }, { Code: "RequestThrottled" }]);
    expect(Successful).toHaveLength(1);
  });
  test("groups on one partition share a transaction of a batch, in every action that has batches", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", highThroughput);
    const other = Array.from({ length: 1000 }, (_, n) => `g${n}`).find(
      (group) => partitionOf(group) === partitionOf("a"),
    );
    const apart = Array.from({ length: 1000 }, (_, n) => `g${n}`).find(
      (group) => partitionOf(group) !== partitionOf("a"),
    );
    const groups = ["a", other ?? ""];
    let id = 0;
    const entry = (MessageGroupId: string) => {
      const MessageDeduplicationId = `${(id += 1)}`;
      return { Id: `${id}`, MessageBody: "x", MessageGroupId, MessageDeduplicationId };
    };
    const send = (...of: readonly string[]) =>
      rig.sqs("SendMessageBatch", { QueueUrl, Entries: of.map(entry) });
    for (let call = 0; call < 300; call += 1) expect(send(...groups).Failed).toBeUndefined();
    expect(send(...groups, apart ?? "").Failed).toHaveLength(2);
    const messages = rig.receive(QueueUrl);
    expect(messages).toHaveLength(10);
    const Entries = messages.map(({ ReceiptHandle }, n) => ({
      Id: `${n}`,
      ReceiptHandle,
      VisibilityTimeout: 600,
    }));
    for (const action of ["ChangeMessageVisibilityBatch", "DeleteMessageBatch"]) {
      for (let call = 0; call < 300; call += 1) {
        expect(rig.sqs(action, { QueueUrl, Entries }).Successful).toHaveLength(10);
      }
      expect(rig.sqs(action, { QueueUrl, Entries }).Failed).toHaveLength(10);
    }
  });
});

describe("a live queue that is switched", () => {
  test("to high throughput keeps its messages, their order and what is in flight", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo");
    const groups = Array.from({ length: 12 }, (_, index) => `g${index}`);
    for (const group of groups) rig.send(QueueUrl, group, `${group}-0`);
    for (const group of groups) rig.send(QueueUrl, group, `${group}-1`);
    const [inFlight] = rig.receive(QueueUrl, { MaxNumberOfMessages: 1 });
    rig.sqs("SetQueueAttributes", { QueueUrl, Attributes: highThroughput });
    const rest = groups.slice(1).flatMap((group) => [`${group}-0`, `${group}-1`]);
    const received = [rig.bodies(QueueUrl), rig.bodies(QueueUrl), rig.bodies(QueueUrl)];
    expect(received.flat()).toEqual(rest);
    rig.delete(QueueUrl, inFlight);
    expect(rig.bodies(QueueUrl)).toEqual(["g0-1"]);
    const back = { DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" };
    rig.pass(30_000);
    rig.sqs("SetQueueAttributes", { QueueUrl, Attributes: back });
    expect(rig.bodies(QueueUrl)).toHaveLength(10);
  });
  test("has the new limits at once, and a minute later the new scope of deduplication", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo");
    const sendsOf = (group: string): number => {
      let sent = 0;
      for (; sent < 1000; sent += 1) {
        if (isThrottled(() => rig.send(QueueUrl, group, `${group}${sent}`))) break;
      }
      return sent;
    };
    expect([sendsOf("a"), sendsOf("b")]).toEqual([300, 0]);
    rig.sqs("SetQueueAttributes", { QueueUrl, Attributes: highThroughput });
    expect([sendsOf("a"), sendsOf("b")]).toEqual([300, 300]);
    const idsOf = (id: string) => ["a", "b", "a"].map((g) => rig.send(QueueUrl, g, id).MessageId);
    rig.pass(1000);
    expect(new Set(idsOf("soon")).size).toBe(1);
    rig.pass(59_000);
    const ids = idsOf("later");
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids[2]).toBe(ids[0]);
  });
});

function isThrottled(act: () => void): boolean {
  try {
    act();
    return false;
  } catch (error) {
    if (error instanceof Error && error.name === "RequestThrottled") return true;
    throw error;
  }
}
