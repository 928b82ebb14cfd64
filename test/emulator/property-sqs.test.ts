/** The deduplication window, held-back messages and second deliveries of SQS, over random calls and times. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

import type { Fault } from "../../src/emulator/emulator.ts";
import { Rig, tameQueue } from "./rig.ts";

// On a busy machine the large ones take their time.
vi.setConfig({ testTimeout: 60_000 });

describe("a FIFO queue", () => {
  const send = fc.record({ id: fc.nat(3), passMs: fc.nat(200_000), isBatch: fc.boolean() });

  test("takes an id again five minutes after it took it, not earlier, and answers a duplicate as the first", () => {
    fc.assert(
      fc.property(fc.array(send, { maxLength: 40 }), fc.boolean(), (sends, isDeleted) => {
        const rig = new Rig();
        const QueueUrl = rig.queue("q.fifo", { MessageRetentionPeriod: "1209600" });
        const taken = new Map<string, { atMs: number; number: string; messageId: string }>();
        const expected: string[] = [];
        const delivered: string[] = [];
        const receiveAll = (): void => {
          for (;;) {
            const messages = rig.receive(QueueUrl);
            if (messages.length === 0) return;
            for (const message of messages) {
              delivered.push(message.Body);
              rig.delete(QueueUrl, message);
            }
          }
        };
        for (const [index, { id, passMs, isBatch }] of sends.entries()) {
          rig.pass(passMs);
          const message = {
            MessageGroupId: "g",
            MessageBody: `${index}`,
            MessageDeduplicationId: `d${id}`,
          };
          const answer = isBatch
            ? rig.sqs("SendMessageBatch", { QueueUrl, Entries: [{ Id: "e", ...message }] })
                .Successful[0]
            : rig.sqs("SendMessage", { QueueUrl, ...message });
          const first = taken.get(`d${id}`);
          if (first !== undefined && rig.nowMs - first.atMs < 300_000) {
            expect([answer.SequenceNumber, answer.MessageId]).toEqual([
              first.number,
              first.messageId,
            ]);
          } else {
            const { SequenceNumber: number, MessageId: messageId } = answer;
            taken.set(`d${id}`, { atMs: rig.nowMs, number, messageId });
            expected.push(`${index}`);
          }
          if (isDeleted) receiveAll();
        }
        receiveAll();
        expect(delivered).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test("delivers every group in order whatever is held back, and never two of a group's messages to two receives", () => {
    const step = fc.record({ group: fc.nat(3), passMs: fc.nat(900), isReceived: fc.boolean() });
    const faults: Fault[] = [{ kind: "delayed-visibility", addMs: 2500, probability: 0.3 }];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(), (steps, seed) => {
        const rig = new Rig({ seed, faults });
        const QueueUrl = rig.queue("q.fifo");
        const sent = new Map<string, string[]>();
        const delivered = new Map<string, string[]>();
        const inHand: { ReceiptHandle: string; group: string }[][] = [];
        const receive = (): number => {
          const messages = rig.receive(QueueUrl, {
            MaxNumberOfMessages: 3,
            VisibilityTimeout: 600,
            MessageSystemAttributeNames: ["MessageGroupId"],
          });
          const locked = new Set(inHand.flat().map(({ group }) => group));
          const mine = messages.map(({ Body, ReceiptHandle, Attributes }) => {
            const group: string = Attributes.MessageGroupId;
            expect(locked).not.toContain(group);
            delivered.set(group, [...(delivered.get(group) ?? []), Body]);
            return { ReceiptHandle, group };
          });
          if (mine.length > 0) inHand.push(mine);
          return mine.length;
        };
        const settle = (): void => {
          for (const message of inHand.shift() ?? []) rig.delete(QueueUrl, message);
        };
        for (const [index, { group, passMs, isReceived }] of steps.entries()) {
          rig.send(QueueUrl, `g${group}`, `${index}`);
          sent.set(`g${group}`, [...(sent.get(`g${group}`) ?? []), `${index}`]);
          rig.pass(passMs);
          if (isReceived) receive();
          if (inHand.length > 2) settle();
        }
        while (inHand.length > 0) settle();
        rig.pass(2500);
        while (receive() > 0) settle();
        expect(delivered).toEqual(sent);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a standard queue", () => {
  test("delivers each message exactly as often as its faults say, late ones not before their time", () => {
    const step = fc.record({ count: fc.integer({ min: 1, max: 10 }), passMs: fc.nat(2000) });
    const faults: Fault[] = [
      { kind: "duplicate-delivery", withinMs: 3000 },
      { kind: "delayed-visibility", addMs: 1000, actions: ["SendMessageBatch"] },
    ];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.nat(), (steps, seed) => {
        const rig = new Rig({ seed, faults, standardQueue: tameQueue });
        const QueueUrl = rig.queue("q");
        const sentMs = new Map<string, number>();
        const deliveries = new Map<string, number>();
        const receive = (): number => {
          const messages = rig.receive(QueueUrl);
          for (const message of messages) {
            const { Body } = message;
            expect(rig.nowMs).toBeGreaterThanOrEqual((sentMs.get(Body) ?? Infinity) + 1000);
            deliveries.set(Body, (deliveries.get(Body) ?? 0) + 1);
            rig.delete(QueueUrl, message);
          }
          return messages.length;
        };
        for (const [index, { count, passMs }] of steps.entries()) {
          const Entries = Array.from({ length: count }, (_, entry) => ({
            Id: `${entry}`,
            MessageBody: `${index}/${entry}`,
          }));
          rig.sqs("SendMessageBatch", { QueueUrl, Entries });
          for (const { MessageBody } of Entries) sentMs.set(MessageBody, rig.nowMs);
          rig.pass(passMs);
          receive();
        }
        rig.pass(1000);
        while (receive() > 0);
        rig.pass(3000);
        while (receive() > 0);
        expect(deliveries).toEqual(new Map([...deliveries.keys()].map((body) => [body, 2])));
        expect(new Set(deliveries.keys())).toEqual(new Set(sentMs.keys()));
      }),
      { numRuns: 100 },
    );
  });
});
