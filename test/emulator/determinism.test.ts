import { expect, test } from "vitest";

import { Emulator, type Fault, ServiceError } from "../../src/emulator/emulator.ts";
import { epochMs, shardId } from "./rig.ts";

const faults: Fault[] = [
  { kind: "throttle", probability: 0.1, actions: ["PutRecords", "SendMessage"] },
  { kind: "record-failure", probability: 0.1 },
];

function answerOf(act: () => object): object {
  try {
    return act();
  } catch (error) {
    if (error instanceof ServiceError) return { refused: error.name };
    throw error;
  }
}

test("the same seed and the same calls give the same bytes, another seed others", () => {
  const answers = (seed: number): string => {
    const emulator = new Emulator({ seed, startMs: epochMs, faults });
    const lines: string[] = [];
    let nowMs = epochMs;
    const call = (service: "kinesis" | "sqs", action: string, input: object): object => {
      const answer = answerOf(() => emulator.handle(service, action, input, (nowMs += 7)));
      lines.push(JSON.stringify([answer, emulator.journey(service, action, input, nowMs)]));
      return answer;
    };
    call("kinesis", "CreateStream", { StreamName: "s", ShardCount: 2 });
    const { QueueUrl } = call("sqs", "CreateQueue", { QueueName: "q" }) as { QueueUrl: string };
    nowMs += 1000;
    const Records = Array.from({ length: 500 }, (_, index) => ({
      PartitionKey: `k${index}`,
      Data: "AAAA",
    }));
    for (let round = 0; round < 20; round += 1) {
      call("kinesis", "PutRecords", { StreamName: "s", Records });
      call("sqs", "SendMessage", { QueueUrl, MessageBody: `${round}` });
      call("sqs", "ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
    }
    const start = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "TRIM_HORIZON" };
    const { ShardIterator } = call("kinesis", "GetShardIterator", start) as {
      ShardIterator: string;
    };
    call("kinesis", "GetRecords", { ShardIterator });
    return lines.join("\n");
  };
  expect(answers(1)).toBe(answers(1));
  expect(answers(1)).not.toBe(answers(2));
});
