/**
 * Every quota as a ceiling: more load than allowed, applied for long enough, must get exactly the documented rate (within 1 %), and
 * with `quotas: "off"` more than that.
 */
import { CreateStreamCommand, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test, vi } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { ServiceError } from "../../src/emulator/emulator.ts";
import { clients, Rig, sleep } from "./rig.ts";

// On a busy machine the large ones take their time.
vi.setConfig({ testTimeout: 60_000 });

const mib = 2 ** 20;

/**
 * Applies `act` every `everyMs` for a while, `perStep` times each, and gives what it admitted per second. The first second is left
 * out: an idle shard or queue has a full second's allowance in hand.
 */
function ratePerSecond(
  rig: Rig,
  act: () => number,
  { seconds = 10, everyMs = 5, perStep = 20 } = {},
): number {
  let admitted = 0;
  const startMs = rig.nowMs;
  while (rig.nowMs < startMs + (seconds + 1) * 1000) {
    for (let count = 0; count < perStep; count += 1) {
      const amount = attempt(act);
      if (amount === 0) break;
      if (rig.nowMs >= startMs + 1000) admitted += amount;
    }
    rig.pass(everyMs);
  }
  return admitted / seconds;
}

/** What the act did, 0 if it was throttled. */
function attempt(act: () => number): number {
  try {
    return act();
  } catch (error) {
    const throttles = ["ProvisionedThroughputExceededException", "RequestThrottled"];
    if (error instanceof ServiceError && throttles.includes(error.name)) return 0;
    throw error;
  }
}

function expectWithinOnePercent(measured: number, documented: number): void {
  expect(measured).toBeGreaterThan(documented * 0.99);
  expect(measured).toBeLessThan(documented * 1.01);
}

describe("one shard takes", () => {
  test("1,000 records/s by PutRecord", () => {
    const rig = new Rig();
    rig.stream("s");
    const rate = ratePerSecond(rig, () => (rig.put("s", "k", "small"), 1));
    expectWithinOnePercent(rate, 1000);
  });

  test("1,000 records/s by PutRecords", () => {
    const rig = new Rig();
    rig.stream("s");
    const Records = Array.from({ length: 100 }, () => ({ PartitionKey: "k", Data: "AAAA" }));
    const rate = ratePerSecond(rig, () => {
      const answer = rig.kinesis("PutRecords", { StreamName: "s", Records });
      return 100 - answer.FailedRecordCount;
    });
    expectWithinOnePercent(rate, 1000);
  });

  test("1 MB/s by PutRecord, each record rounded up to 1 KB", () => {
    const rig = new Rig();
    rig.stream("s");
    // 1,500 bytes and a key of 1: 2 KB each, 512 of them in a second.
    const rate = ratePerSecond(rig, () => (rig.put("s", "k", "x".repeat(1500)), 1));
    expectWithinOnePercent(rate * 2048, mib);
  });

  test("1 MB/s by PutRecords, the sum rounded up to 1 KB, keys counted", () => {
    const rig = new Rig();
    rig.stream("s");
    const Data = Buffer.alloc(1536).toString("base64");
    const Records = Array.from({ length: 4 }, () => ({ PartitionKey: "k".repeat(256), Data }));
    const rate = ratePerSecond(rig, () => {
      const answer = rig.kinesis("PutRecords", { StreamName: "s", Records });
      return (4 - answer.FailedRecordCount) * 1792;
    });
    expectWithinOnePercent(rate, mib);
  });

  test("as much as one likes with the quotas off", () => {
    const rig = new Rig({ quotas: "off" });
    rig.stream("s");
    const rate = ratePerSecond(rig, () => (rig.put("s", "k", "small"), 1), { seconds: 3 });
    expect(rate).toBe(4000);
  });

  test("a 500-record PutRecords when idle", () => {
    const rig = new Rig();
    rig.stream("s");
    const Records = Array.from({ length: 500 }, () => ({ PartitionKey: "k", Data: "AAAA" }));
    expect(rig.kinesis("PutRecords", { StreamName: "s", Records }).FailedRecordCount).toBe(0);
  });

  test("never more than 1,000 records in a window, so at most n + 1 thousand in n seconds, however the puts are timed", () => {
    const rig = new Rig();
    rig.stream("s");
    const admittedMs: number[] = [];
    for (const gapMs of [0, 900, 50, 40, 9, 1, 500, 499, 1, 700]) {
      rig.pass(gapMs);
      while (attempt(() => (rig.put("s", "k", "x"), 1)) === 1) {
        admittedMs.push(rig.nowMs);
        if (admittedMs.length % 333 === 0) break;
      }
    }
    for (const seconds of [1, 2, 3]) {
      for (const [index, atMs] of admittedMs.entries()) {
        const oneTooMany = admittedMs[index + (seconds + 1) * 1000] ?? Infinity;
        expect(oneTooMany - atMs).toBeGreaterThanOrEqual(seconds * 1000);
      }
    }
    expect(admittedMs.length).toBeGreaterThan(2000);
  });
});

describe("one shard gives", () => {
  test("5 GetRecords/s", () => {
    const rig = new Rig();
    rig.stream("s");
    const iterator = rig.iterator("s", "LATEST");
    const rate = ratePerSecond(rig, () => (rig.read(iterator), 1));
    expectWithinOnePercent(rate, 5);
  });

  test("5 GetShardIterator/s", () => {
    const rig = new Rig();
    rig.stream("s");
    const rate = ratePerSecond(rig, () => (rig.iterator("s", "LATEST"), 1));
    expectWithinOnePercent(rate, 5);
  });

  test.each([10_000, 300])("2 MB/s to a reader of %i-record pages", (Limit) => {
    const rig = new Rig();
    rig.stream("s");
    const Data = Buffer.alloc(2047).toString("base64");
    for (let call = 0; call < 120; call += 1) {
      const Records = Array.from({ length: 500 }, () => ({ PartitionKey: "k", Data }));
      expect(rig.kinesis("PutRecords", { StreamName: "s", Records }).FailedRecordCount).toBe(0);
      rig.pass(1000);
    }
    let iterator = rig.iterator("s", "TRIM_HORIZON");
    let bytes = 0;
    const startMs = rig.nowMs;
    while (rig.nowMs < startMs + 50_000) {
      attempt(() => {
        const answer = rig.read(iterator, { Limit });
        iterator = answer.NextShardIterator;
        bytes += answer.Records.length * 2048;
        return 1;
      });
      rig.pass(10);
    }
    expectWithinOnePercent(bytes / 50, 2 * mib);
  });

  test("nothing for 5 s after a 10 MB return, and throws meanwhile", () => {
    const rig = new Rig();
    rig.stream("s");
    const Data = Buffer.alloc(mib - 1024).toString("base64");
    for (let second = 0; second < 12; second += 1) {
      rig.kinesis("PutRecord", { StreamName: "s", PartitionKey: "k", Data });
      rig.pass(1000);
    }
    const first = rig.read(rig.iterator("s", "TRIM_HORIZON"));
    expect(first.Records).toHaveLength(10);
    const ShardIterator = first.NextShardIterator;
    rig.pass(4900);
    expect(rig.refusal("kinesis", "GetRecords", { ShardIterator }).name).toBe(
      "ProvisionedThroughputExceededException",
    );
    rig.pass(100);
    expect(rig.read(ShardIterator).Records).toHaveLength(2);
  });
});

describe("a FIFO queue takes", () => {
  test("300 calls/s", () => {
    const rig = new Rig();
    const url = rig.queue("q.fifo");
    let body = 0;
    const rate = ratePerSecond(rig, () => (rig.send(url, `g${body % 9}`, `${(body += 1)}`), 1));
    expectWithinOnePercent(rate, 300);
  });

  test("3,000 messages/s in batches of ten, sent, received and deleted", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo");
    let body = 0;
    const sent = ratePerSecond(rig, () => sendTen(rig, QueueUrl, () => (body += 1), `g${body}`));
    expectWithinOnePercent(sent, 3000);
    let waiting: { ReceiptHandle: string }[][] = [];
    const received = ratePerSecond(rig, () => {
      const messages = rig.receive(QueueUrl, { VisibilityTimeout: 3600 });
      waiting.push(messages);
      return messages.length;
    });
    expectWithinOnePercent(received, 3000);
    const deleted = ratePerSecond(
      rig,
      () => {
        const next = waiting[0];
        if (next === undefined) return 0;
        const Entries = next.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
        const answer = rig.sqs("DeleteMessageBatch", { QueueUrl, Entries });
        waiting = waiting.slice(1);
        return answer.Successful?.length ?? 0;
      },
      { seconds: 10 },
    );
    expectWithinOnePercent(deleted, 3000);
  });

  test("more than 3,000 messages/s over several groups in high-throughput mode, not in one", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", {
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
    });
    let body = 0;
    const one = ratePerSecond(rig, () => sendTen(rig, QueueUrl, () => (body += 1)), { seconds: 2 });
    expectWithinOnePercent(one, 3000);
    const many = ratePerSecond(
      rig,
      () => sendTen(rig, QueueUrl, () => (body += 1), `g${(body / 10) % 50}`),
      { seconds: 1 },
    );
    expect(many).toBe(40_000);
  });
});

test("a standard queue has no such ceiling", () => {
  const rig = new Rig();
  const QueueUrl = rig.queue("q");
  const rate = ratePerSecond(
    rig,
    () => (rig.sqs("SendMessage", { QueueUrl, MessageBody: "x" }), 1),
  );
  expect(rate).toBe(4000);
});

describe("through the SDK, in virtual time, with retries and latency", () => {
  test("one shard takes 1,000 records/s from a closed loop", async () => {
    const puts = await inVirtualTime(1, async () => {
      const aws = clients({}, 1);
      await aws.kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
      await sleep(6000);
      const put = { StreamName: "s", PartitionKey: "k", Data: Buffer.from("x") };
      return closedLoop(() => aws.kinesis.send(new PutRecordCommand(put)));
    });
    expectWithinOnePercent(puts, 1000);
  });

  test("a FIFO queue takes 300 messages/s from a closed loop", async () => {
    const sends = await inVirtualTime(1, async () => {
      const aws = clients({}, 1);
      const Attributes = { FifoQueue: "true" };
      const create = new CreateQueueCommand({ QueueName: "q.fifo", Attributes });
      const { QueueUrl } = await aws.sqs.send(create);
      let id = 0;
      return closedLoop(() => {
        const MessageDeduplicationId = `${(id += 1)}`;
        const message = { QueueUrl, MessageBody: "x", MessageGroupId: "g", MessageDeduplicationId };
        return aws.sqs.send(new SendMessageCommand(message));
      });
    });
    expectWithinOnePercent(sends, 300);
  });
});

function sendTen(rig: Rig, QueueUrl: string, next: () => number, group?: string): number {
  const Entries = Array.from({ length: 10 }, () => {
    const id = `${next()}`;
    const MessageGroupId = group ?? "g";
    return { Id: id, MessageBody: id, MessageGroupId, MessageDeduplicationId: id };
  });
  return rig.sqs("SendMessageBatch", { QueueUrl, Entries }).Successful?.length ?? 0;
}

/** Forty clients that send as fast as they may for four seconds after the first; what was accepted per second. */
async function closedLoop(act: () => Promise<unknown>): Promise<number> {
  const startMs = Date.now() + 1000;
  let accepted = 0;
  const worker = async (): Promise<void> => {
    while (Date.now() < startMs + 4000) {
      const isAccepted = await act().then(
        () => true,
        () => false,
      );
      if (isAccepted && Date.now() >= startMs && Date.now() < startMs + 4000) accepted += 1;
      if (!isAccepted) await sleep(40);
    }
  };
  await Promise.all(Array.from({ length: 40 }, worker));
  return accepted / 4;
}
