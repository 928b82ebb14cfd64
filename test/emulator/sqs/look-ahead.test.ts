import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

import { lookAheadLimit } from "../../../src/emulator/sqs/limits/look-ahead.ts";
import { calmFifoQueue } from "../../../src/emulator/sqs/queue/fifo-queue-profile.ts";
import { FifoShelf } from "../../../src/emulator/sqs/queue/fifo-shelf.ts";
import { Message } from "../../../src/emulator/sqs/queue/message.ts";
import { initialAttributes } from "../../../src/emulator/sqs/queue/queue-attributes.ts";
import { Queue } from "../../../src/emulator/sqs/queue/queue.ts";
import { Rig } from "../rig.ts";

// On a busy machine the large ones take their time.
vi.setConfig({ testTimeout: 60_000 });

describe("a backlog of more than 120,000 messages in one group", () => {
  test("hides the groups sent later, until the backlog is consumed", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", { VisibilityTimeout: "3600" });
    sendBacklog(rig, QueueUrl, lookAheadLimit);
    rig.pass(1000);
    rig.send(QueueUrl, "late", "late");
    const [first, ...rest] = rig.receive(QueueUrl);
    expect([first, ...rest].map(({ Body }) => Body)).not.toContain("late");
    // The backlog's group is locked, the other one lies behind the first 120,000.
    expect(rig.receive(QueueUrl)).toEqual([]);
    rig.delete(QueueUrl, first);
    expect(rig.bodies(QueueUrl)).toEqual(["late"]);
  });
  test("hides nothing without quotas", () => {
    const rig = new Rig({ quotas: "off" });
    const QueueUrl = rig.queue("q.fifo");
    sendBacklog(rig, QueueUrl, lookAheadLimit);
    rig.send(QueueUrl, "late", "late");
    rig.receive(QueueUrl);
    expect(rig.bodies(QueueUrl)).toEqual(["late"]);
  });
});

describe("with a look-ahead of five", () => {
  test("a run of one group ends where the look-ahead ends", () => {
    const { send, take } = smallQueue(5);
    for (let index = 0; index < 8; index += 1) send("a");
    expect(take(10)).toEqual(["a0", "a1", "a2", "a3", "a4"]);
  });
  test("messages in flight count, and each delete lets one more be seen", () => {
    const { send, take, remove } = smallQueue(5);
    for (const group of ["a", "a", "a", "a", "b", "c", "d"]) send(group);
    expect(take(4)).toEqual(["a0", "a1", "a2", "a3"]);
    expect(take(10)).toEqual(["b4"]);
    expect(take(10)).toEqual([]);
    remove("a2");
    expect(take(10)).toEqual(["c5"]);
    remove("b4");
    expect(take(10)).toEqual(["d6"]);
    for (const body of ["a0", "a1", "a3", "c5", "d6"]) remove(body);
    send("a");
    expect(take(10)).toEqual(["a7"]);
  });
  test("what can be received is always what a scan of the first five finds", () => {
    const step = fc.record({
      act: fc.constantFrom("send", "send", "take", "remove", "expire"),
      group: fc.constantFrom("a", "b", "c", "d"),
      at: fc.nat(12),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { send, take, remove, expire } = smallQueue(5);
        let held: { body: string; group: string; isInFlight: boolean }[] = [];
        for (const { act, group, at } of steps) {
          const target = held[at];
          if (act === "send") held.push({ body: send(group), group, isInFlight: false });
          if (act === "expire") {
            expire();
            for (const message of held) message.isInFlight = false;
          }
          if (act === "remove" && target !== undefined) {
            remove(target.body);
            held = held.filter((message) => message !== target);
          }
          if (act !== "take") continue;
          const locked = new Set<string>();
          const offered = new Set<string>();
          for (const message of held.slice(0, 5)) {
            if (message.isInFlight) locked.add(message.group);
            else if (!locked.has(message.group)) offered.add(message.body);
          }
          const taken = take(at + 1);
          expect(taken).toHaveLength(Math.min(at + 1, offered.size));
          for (const body of taken) expect(offered).toContain(body);
          for (const message of held) message.isInFlight ||= taken.includes(message.body);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function sendBacklog(rig: Rig, QueueUrl: string, count: number): void {
  for (let sent = 0; sent < count; sent += 10) {
    if (sent % 3000 === 0) rig.pass(1000);
    const Entries = Array.from({ length: 10 }, (_, index) => {
      const id = `${sent + index}`;
      return { Id: id, MessageBody: id, MessageGroupId: "deep", MessageDeduplicationId: id };
    });
    rig.sqs("SendMessageBatch", { QueueUrl, Entries });
  }
}

/** A FIFO queue by itself, that looks only so far; bodies are the group and a number. */
function smallQueue(lookAhead: number) {
  const queue = new Queue({
    name: "q.fifo",
    url: "",
    arn: "",
    createdMs: 0,
    attributes: initialAttributes({ FifoQueue: "true" }, true),
    shelf: new FifoShelf({ profile: calmFifoQueue, random: () => 0, lookAhead }),
  });
  const messages = new Map<string, Message>();
  let sent = 0;
  let nowMs = 0;
  return {
    send: (groupId: string): string => {
      const body = `${groupId}${sent}`;
      const message = new Message((sent += 1), { ...content(body), groupId });
      messages.set(body, message);
      queue.add(message);
      return body;
    },
    take: (limit: number): string[] => {
      const until = { untilMs: nowMs + 1000, nowMs, maxReceiveCount: Infinity };
      const { received } = queue.take({ limit, isLongPoll: true, ...until });
      return received.map((message) => message.content.body);
    },
    remove: (body: string): void => {
      const message = messages.get(body);
      if (message !== undefined) queue.remove(message);
    },
    expire: (): void => {
      nowMs += 1000;
      queue.tick(nowMs);
    },
  };
}

function content(body: string) {
  return {
    messageId: body,
    body,
    bodyMd5: "",
    attributes: undefined,
    traceHeader: undefined,
    deduplicationId: undefined,
    sequenceNumber: undefined,
    sentMs: 0,
  };
}
