import {
  CreateQueueCommand,
  ListDeadLetterSourceQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { clients, Rig, sleep, tameQueue } from "../rig.ts";

const arn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;

function policy(target: string, maxReceiveCount: unknown): Record<string, string> {
  return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(target), maxReceiveCount }) };
}

/** A queue `q` whose spent messages go to `dead`; both `.fifo` or neither. */
function pair(maxReceiveCount: number, suffix: "" | ".fifo" = "") {
  const rig = new Rig({ standardQueue: tameQueue });
  const dead = rig.queue(`dead${suffix}`);
  const url = rig.queue(`q${suffix}`, policy(`dead${suffix}`, maxReceiveCount));
  return { rig, dead, url };
}

describe("a message received too often", () => {
  test("goes to the dead-letter queue at the receive after the last one allowed", () => {
    const { rig, dead, url } = pair(2);
    const sent = rig.sqs("SendMessage", { QueueUrl: url, MessageBody: "x" });
    for (let count = 0; count < 2; count += 1) {
      expect(rig.bodies(url, { VisibilityTimeout: 1 })).toEqual(["x"]);
      expect(rig.receive(dead)).toEqual([]);
      rig.pass(1000);
    }
    expect(rig.receive(dead)).toEqual([]);
    expect(rig.receive(url)).toEqual([]);
    const [message] = rig.receive(dead, { MessageSystemAttributeNames: ["All"] });
    expect(message).toMatchObject({ MessageId: sent.MessageId, Body: "x" });
    expect(message.Attributes).toMatchObject({
      ApproximateReceiveCount: "3",
      DeadLetterQueueSourceArn: arn("q"),
      SentTimestamp: String(rig.nowMs - 2000),
      ApproximateFirstReceiveTimestamp: String(rig.nowMs - 2000),
    });
    rig.pass(30_000);
    expect(rig.receive(url)).toEqual([]);
    expect(rig.bodies(dead)).toEqual(["x"]);
  });
  test("on FIFO lets the later ones of its group overtake in the same receive, and is sent anew", () => {
    const { rig, dead, url } = pair(1, ".fifo");
    const first = rig.send(url, "a", "a0");
    rig.receive(url, { VisibilityTimeout: 1 });
    rig.pass(1000);
    rig.send(url, "a", "a1");
    rig.send(url, "b", "b0");
    expect(rig.bodies(url)).toEqual(["a1", "b0"]);
    const [message] = rig.receive(dead, { MessageSystemAttributeNames: ["All"] });
    expect(message.Attributes).toMatchObject({
      MessageGroupId: "a",
      MessageDeduplicationId: first.MessageId,
      SentTimestamp: String(rig.nowMs),
    });
    expect(message.MessageId).toBe(first.MessageId);
    expect(BigInt(message.Attributes.SequenceNumber)).toBeGreaterThan(BigInt(first.SequenceNumber));
  });
  test("frees the last place of a group that held nothing else", () => {
    const { rig, dead, url } = pair(1, ".fifo");
    rig.send(url, "a", "a0");
    rig.receive(url, { VisibilityTimeout: 0 });
    expect(rig.receive(url)).toEqual([]);
    rig.send(url, "a", "a1");
    expect(rig.bodies(url)).toEqual(["a1"]);
    expect(rig.bodies(dead)).toEqual(["a0"]);
  });
  test("goes down a chain, counted anew in each queue", () => {
    const { rig, dead, url } = pair(1);
    const last = rig.queue("last");
    rig.sqs("SetQueueAttributes", { QueueUrl: dead, Attributes: policy("last", 1) });
    rig.sqs("SendMessage", { QueueUrl: url, MessageBody: "x" });
    const receive = (QueueUrl: string) => rig.bodies(QueueUrl, { VisibilityTimeout: 0 });
    expect([receive(url), receive(url)]).toEqual([["x"], []]);
    expect([receive(dead), receive(dead)]).toEqual([["x"], []]);
    expect(receive(last)).toEqual(["x"]);
  });
  test("keeps on standard the time at which its retention ends, among messages sent after it", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const dead = rig.queue("dead", { MessageRetentionPeriod: "60" });
    const url = rig.queue("q", policy("dead", 1));
    rig.sqs("SendMessage", { QueueUrl: url, MessageBody: "old" });
    rig.pass(30_000);
    rig.sqs("SendMessage", { QueueUrl: dead, MessageBody: "young" });
    rig.receive(url, { VisibilityTimeout: 0 });
    rig.receive(url);
    rig.pass(29_999);
    expect(rig.bodies(dead, { VisibilityTimeout: 0 })).toEqual(["young", "old"]);
    rig.pass(1);
    expect(rig.bodies(dead, { VisibilityTimeout: 0 })).toEqual(["young"]);
  });
  test("stays where it is once its dead-letter queue is deleted or its policy taken away", () => {
    const { rig, dead, url } = pair(1);
    rig.sqs("SendMessage", { QueueUrl: url, MessageBody: "x" });
    rig.sqs("DeleteQueue", { QueueUrl: dead });
    const receive = () => rig.bodies(url, { VisibilityTimeout: 0 });
    expect([receive(), receive()]).toEqual([["x"], ["x"]]);
    rig.sqs("SetQueueAttributes", { QueueUrl: url, Attributes: { RedrivePolicy: "" } });
    const asked = { QueueUrl: url, AttributeNames: ["RedrivePolicy"] };
    expect(rig.sqs("GetQueueAttributes", asked)).toEqual({});
  });
});

test("a receive that waits at the dead-letter queue is answered when another receive fills it", async () => {
  await inVirtualTime(1, async () => {
    const { sqs } = clients({ standardQueue: tameQueue });
    const { QueueUrl: dead } = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    const Attributes = { ...policy("dead", 1), VisibilityTimeout: "3" };
    const create = new CreateQueueCommand({ QueueName: "q", Attributes });
    const { QueueUrl } = await sqs.send(create);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    const startMs = Date.now();
    const answered: [string, number, readonly Message[]][] = [];
    const poll = async (name: string, url: string | undefined): Promise<void> => {
      const receive = new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 });
      const { Messages = [] } = await sqs.send(receive);
      answered.push([name, Math.floor((Date.now() - startMs) / 1000), Messages]);
    };
    await poll("q", QueueUrl);
    // The dead-letter queue waits first, so that its turn is over when the other receive moves the message.
    await Promise.all([poll("dead", dead), sleep(500).then(() => poll("q", QueueUrl))]);
    expect(answered).toMatchObject([
      ["q", 0, [{ Body: "x" }]],
      ["dead", 3, [{ Body: "x" }]],
      ["q", 20, []],
    ]);
  });
});

test("the sources of a dead-letter queue are listed in pages", async () => {
  await inVirtualTime(1, async () => {
    const { sqs } = clients();
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    const urls: (string | undefined)[] = [];
    for (const QueueName of ["a", "b", "c"]) {
      const create = new CreateQueueCommand({ QueueName, Attributes: policy("dead", 1) });
      urls.push((await sqs.send(create)).QueueUrl);
    }
    await sqs.send(new CreateQueueCommand({ QueueName: "none" }));
    const list = (more: object) =>
      sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl, ...more }));
    const first = await list({ MaxResults: 2 });
    expect(first.queueUrls).toEqual(urls.slice(0, 2));
    const rest = await list({ MaxResults: 2, NextToken: first.NextToken });
    expect(rest).toMatchObject({ queueUrls: urls.slice(2) });
    expect(rest.NextToken).toBeUndefined();
    expect((await list({})).queueUrls).toEqual(urls);
    expect((await list({ MaxResults: 0 })).queueUrls).toEqual(urls);
    await expect(list({ MaxResults: 1001 })).rejects.toThrow(
      "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.",
    );
    const token = list({ NextToken: "invalidtoken" });
    await expect(token).rejects.toThrow("Invalid or expired next token.");
  });
});

test("whatever happens, each FIFO message is in one of the two queues, in order among those of its group there", () => {
  const step = fc.record({
    act: fc.constantFrom("send", "send", "receive", "receive", "delete", "pass"),
    at: fc.nat(20),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 150 }),
      fc.integer({ min: 1, max: 3 }),
      (steps, count) => {
        const { rig, dead, url } = pair(count, ".fifo");
        const held: string[] = [];
        const receives = new Map<string, number>();
        let inFlight: { Body: string; ReceiptHandle: string; untilMs: number }[] = [];
        for (const [index, { act, at }] of steps.entries()) {
          inFlight = inFlight.filter(({ untilMs }) => untilMs > rig.nowMs);
          const target = inFlight[at % Math.max(1, inFlight.length)];
          if (act === "pass") rig.pass(at * 500);
          if (act === "send") {
            rig.send(url, `g${at % 3}`, `${index}`);
            held.push(`${index}`);
          }
          if (act === "receive") {
            const limits = { MaxNumberOfMessages: (at % 10) + 1, VisibilityTimeout: 5 };
            for (const message of rig.receive(url, limits)) {
              const times = (receives.get(message.Body) ?? 0) + 1;
              expect(times).toBeLessThanOrEqual(count);
              receives.set(message.Body, times);
              inFlight.push({ ...message, untilMs: rig.nowMs + 5000 });
            }
          }
          if (act !== "delete" || target === undefined || target.untilMs <= rig.nowMs) continue;
          rig.delete(url, target);
          held.splice(held.indexOf(target.Body), 1);
          inFlight = inFlight.filter((message) => message !== target);
        }
        rig.pass(5000);
        const left = [...drain(rig, url), ...drain(rig, dead)];
        expect(left.toSorted()).toEqual(held.toSorted());
      },
    ),
    { numRuns: 200 },
  );
});

/** Receives everything; checks that each group comes in the order of its sends. */
function drain(rig: Rig, QueueUrl: string): string[] {
  const last = new Map<string, number>();
  const drained: string[] = [];
  const system = { VisibilityTimeout: 3600, MessageSystemAttributeNames: ["All"] };
  for (;;) {
    const messages = rig.receive(QueueUrl, system);
    if (messages.length === 0) return drained;
    for (const message of messages) {
      const group = message.Attributes.MessageGroupId;
      expect(Number(message.Body)).toBeGreaterThan(last.get(group) ?? -1);
      last.set(group, Number(message.Body));
      drained.push(message.Body);
      rig.delete(QueueUrl, message);
    }
  }
}
