import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import {
  calmStandardQueue,
  adverseStandardQueue,
} from "../../../src/emulator/sqs/queue/standard-shelf.ts";
import { clients, Rig } from "../rig.ts";

// On a busy machine the large one takes its time.
vi.setConfig({ testTimeout: 60_000 });

/** A queue to which one tenant has sent a thousand messages and then another one three. */
function backlog(standardQueue = calmStandardQueue) {
  const rig = new Rig({ standardQueue });
  const QueueUrl = rig.queue("q", { VisibilityTimeout: "600" });
  const send = (MessageGroupId: string, MessageBody: string) =>
    rig.sqs("SendMessage", { QueueUrl, MessageBody, MessageGroupId });
  for (let index = 0; index < 1000; index += 1) send("noisy", `noisy-${index}`);
  for (let index = 0; index < 3; index += 1) send("quiet", `quiet-${index}`);
  return { rig, QueueUrl, send };
}

describe("a tenant with most of the messages in flight", () => {
  test("goes last, and is served on as long as nobody else waits", () => {
    const { rig, QueueUrl, send } = backlog();
    expect(rig.bodies(QueueUrl)[0]).toBe("noisy-0");
    expect(rig.bodies(QueueUrl)).toEqual([
      "quiet-0",
      "quiet-1",
      "quiet-2",
      ...[10, 11, 12, 13, 14, 15, 16].map((index) => `noisy-${index}`),
    ]);
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "of nobody" });
    send("late", "late");
    expect(rig.bodies(QueueUrl).slice(0, 3)).toEqual(["of nobody", "late", "noisy-17"]);
  });
  test("is like any other once it has few in flight", () => {
    const { rig, QueueUrl } = backlog();
    const first = rig.receive(QueueUrl);
    for (const message of first) rig.delete(QueueUrl, message);
    expect(rig.bodies(QueueUrl)[0]).toBe("noisy-10");
  });
  test("is not in the way under an unruly profile either", () => {
    const { rig, QueueUrl } = backlog(adverseStandardQueue);
    rig.pass(5000);
    const bodies = Array.from({ length: 5 }, () => rig.bodies(QueueUrl, { WaitTimeSeconds: 1 }));
    for (const quiet of ["quiet-0", "quiet-1", "quiet-2"]) expect(bodies.flat()).toContain(quiet);
  });
  test("holds up the others where they send without a group: the control", () => {
    const rig = new Rig({ standardQueue: calmStandardQueue });
    const QueueUrl = rig.queue("q");
    for (let index = 0; index < 50; index += 1) {
      rig.sqs("SendMessage", { QueueUrl, MessageBody: index < 49 ? "noisy" : "quiet" });
    }
    for (let call = 0; call < 4; call += 1) expect(rig.bodies(QueueUrl)).not.toContain("quiet");
  });
});

test("a hundred thousand tenants whose messages have expired are passed over", () => {
  const rig = new Rig({ standardQueue: calmStandardQueue });
  const QueueUrl = rig.queue("q", { MessageRetentionPeriod: "60" });
  for (let tenant = 0; tenant < 100_000; tenant += 10) {
    const Entries = Array.from({ length: 10 }, (_, index) => ({
      Id: `${index}`,
      MessageBody: "old",
      MessageGroupId: `${tenant + index}`,
    }));
    rig.sqs("SendMessageBatch", { QueueUrl, Entries });
  }
  rig.pass(60_000);
  rig.sqs("SendMessage", { QueueUrl, MessageBody: "new", MessageGroupId: "new" });
  expect(rig.bodies(QueueUrl)).toEqual(["new"]);
});

test("whatever is sent by whomever is delivered, deleted or delivered again, and nothing else", () => {
  const step = fc.record({
    act: fc.constantFrom("send", "send", "send", "receive", "delete", "pass"),
    tenant: fc.constantFrom(undefined, "a", "b", "c"),
    at: fc.nat(30),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.boolean(), (steps, isCalm) => {
      const unruly = { ...adverseStandardQueue, duplicateProbability: 0 };
      const rig = new Rig({ standardQueue: isCalm ? calmStandardQueue : unruly });
      const QueueUrl = rig.queue("q", { VisibilityTimeout: "10" });
      const left = new Set<string>();
      let inFlight: { Body: string; ReceiptHandle: string }[] = [];
      for (const [index, { act, tenant, at }] of steps.entries()) {
        const group = tenant !== undefined && { MessageGroupId: tenant };
        if (act === "send") {
          rig.sqs("SendMessage", { QueueUrl, MessageBody: `${index}`, ...group });
          left.add(`${index}`);
        }
        if (act === "receive") {
          const messages = rig.receive(QueueUrl, { MaxNumberOfMessages: (at % 10) + 1 });
          for (const { Body } of messages) expect(left).toContain(Body);
          inFlight.push(...messages);
        }
        const message = inFlight[at];
        if (act === "delete" && message !== undefined) {
          const before = rig.sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
          rig.delete(QueueUrl, message);
          const after = rig.sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
          if (total(after) < total(before)) left.delete(message.Body);
          inFlight = inFlight.filter((other) => other !== message);
        }
        if (act === "pass") rig.pass(at * 1000);
      }
      rig.pass(20_000);
      const delivered: string[] = [];
      while (delivered.length < left.size) {
        const bodies = rig.bodies(QueueUrl, { VisibilityTimeout: 3600, WaitTimeSeconds: 1 });
        delivered.push(...bodies);
      }
      expect(rig.receive(QueueUrl)).toEqual([]);
      expect(delivered.toSorted()).toEqual([...left].toSorted());
    }),
    { numRuns: 200 },
  );
});

describe("a calm standard queue", () => {
  test("gives what was sent at once, in the order of the sends, what comes back first", async () => {
    await inVirtualTime(1, async () => {
      const { sqs } = clients({ standardQueue: calmStandardQueue });
      const Attributes = { VisibilityTimeout: "3" };
      const create = new CreateQueueCommand({ QueueName: "q", Attributes });
      const { QueueUrl } = await sqs.send(create);
      const receive = async (more: object = {}): Promise<readonly Message[]> =>
        (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
      const Entries = [0, 1].map((index) => ({ Id: `${index}`, MessageBody: `${index}` }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const received = [await receive(), await receive(), await receive()];
      expect(received).toMatchObject([[{ Body: "0" }], [{ Body: "1" }], []]);
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "2" }));
      const again = await receive({ WaitTimeSeconds: 5 });
      expect(again).toMatchObject([{ Body: "2" }]);
      const ReceiptHandle = again[0]?.ReceiptHandle;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      expect(await receive({ WaitTimeSeconds: 5 })).toMatchObject([{ Body: "0" }]);
    });
  });
  test("gives a message that comes back before one sent meanwhile", () => {
    const rig = new Rig({ standardQueue: calmStandardQueue });
    const QueueUrl = rig.queue("q");
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "first" });
    rig.receive(QueueUrl, { VisibilityTimeout: 3 });
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "second" });
    rig.pass(3000);
    expect(rig.bodies(QueueUrl, { MaxNumberOfMessages: 1 })).toEqual(["first"]);
  });
  test("gives a tenant back as the system attribute MessageGroupId, without a sequence number", () => {
    const rig = new Rig({ standardQueue: calmStandardQueue });
    const QueueUrl = rig.queue("q");
    const Entries = [{ Id: "0", MessageBody: "x", MessageGroupId: "tenant" }];
    const sent = rig.sqs("SendMessageBatch", { QueueUrl, Entries });
    expect(sent.Successful[0].SequenceNumber).toBeUndefined();
    const [message] = rig.receive(QueueUrl, { MessageSystemAttributeNames: ["All"] });
    expect(message.Attributes).toMatchObject({ MessageGroupId: "tenant" });
    expect(message.Attributes.SequenceNumber).toBeUndefined();
  });
});

function total({ Attributes }: { Attributes: Record<string, string> }): number {
  return (
    Number(Attributes["ApproximateNumberOfMessages"]) +
    Number(Attributes["ApproximateNumberOfMessagesNotVisible"])
  );
}
