/** What the unmodified SDK raises for the model's errors: facts/aws.md 6.2. */
import {
  CreateStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test, vi } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { clients, shardId, sleep } from "./rig.ts";

// On a busy machine the large ones take their time.
vi.setConfig({ testTimeout: 60_000 });

type Clients = ReturnType<typeof clients>;

interface Raised {
  readonly name: string;
  readonly attempts: number | undefined;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly isModelled: boolean;
  readonly message: string;
}

/** Runs the act against fresh clients and describes what it throws. */
function raised(
  options: Parameters<typeof clients>[0],
  act: (aws: Clients) => Promise<unknown>,
): Promise<Raised> {
  return inVirtualTime(1, async () => {
    try {
      await act(clients(options));
    } catch (error) {
      const { name, message, Code, $metadata } = error as Error & {
        Code?: string;
        $metadata?: { attempts?: number; httpStatusCode?: number };
      };
      const isModelled = (error as object).constructor.name === name;
      const attempts = $metadata?.attempts;
      return { name, attempts, status: $metadata?.httpStatusCode, code: Code, isModelled, message };
    }
    throw new Error("nothing was thrown");
  });
}

const put = (aws: Clients) =>
  aws.kinesis.send(
    new PutRecordCommand({ StreamName: "s", PartitionKey: "k", Data: Buffer.from("x") }),
  );

async function putIntoNew(aws: Clients): Promise<unknown> {
  await aws.kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
  await sleep(6000);
  return put(aws);
}

async function fifo(aws: Clients): Promise<string> {
  const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const command = new CreateQueueCommand({ QueueName: "q.fifo", Attributes });
  return (await aws.sqs.send(command)).QueueUrl ?? "";
}

describe("Kinesis", () => {
  test("a throttled put is tried three times and raises the modelled exception", async () => {
    const faults = [{ kind: "throttle", actions: ["PutRecord"] }] as const;
    expect(await raised({ faults }, putIntoNew)).toMatchObject({
      name: "ProvisionedThroughputExceededException",
      attempts: 3,
      status: 400,
      isModelled: true,
    });
  });

  test("the quota's own throttle names shard, stream and account", async () => {
    const error = await raised({ accountId: "123456789012" }, async (aws) => {
      await putIntoNew(aws);
      await Promise.all(Array.from({ length: 4500 }, () => put(aws)));
    });
    expect(error.name).toBe("ProvisionedThroughputExceededException");
    expect(error.message).toBe(
      `Rate exceeded for shard ${shardId(0)} in stream s under account 123456789012.`,
    );
  });

  test("an internal failure is tried three times", async () => {
    const faults = [{ kind: "server-error", actions: ["PutRecord"] }] as const;
    expect(await raised({ faults }, putIntoNew)).toMatchObject({
      name: "InternalFailureException",
      attempts: 3,
      status: 500,
      isModelled: true,
    });
  });

  test("an unavailable service is tried three times", async () => {
    const faults = [{ kind: "server-error", statusCode: 503, actions: ["PutRecord"] }] as const;
    expect(await raised({ faults }, putIntoNew)).toMatchObject({
      name: "ServiceUnavailable",
      attempts: 3,
      status: 503,
    });
  });

  test("a lost request is a connection reset, tried three times", async () => {
    const faults = [{ kind: "lost-request", actions: ["PutRecord"] }] as const;
    const error = await raised({ faults }, putIntoNew);
    expect(error).toMatchObject({ attempts: 3, status: undefined, message: "read ECONNRESET" });
  });

  test("an unknown stream is not retried", async () => {
    expect(
      await raised({}, (aws) => aws.kinesis.send(new DescribeStreamCommand({ StreamName: "no" }))),
    ).toMatchObject({
      name: "ResourceNotFoundException",
      attempts: 1,
      isModelled: true,
      message: "Stream no under account 000000000000 not found.",
    });
  });

  test("a mangled iterator is an invalid argument, an old one is expired", async () => {
    const mangled = await raised({}, (aws) =>
      aws.kinesis.send(new GetRecordsCommand({ ShardIterator: "AAAA" })),
    );
    expect(mangled).toMatchObject({ name: "InvalidArgumentException", attempts: 1 });
  });
});

describe("SQS", () => {
  test("a throttled call is tried three times and raises RequestThrottled", async () => {
    const faults = [{ kind: "throttle", actions: ["SendMessage"] }] as const;
    const error = await raised({ faults }, async (aws) => {
      const QueueUrl = await fifo(aws);
      const message = { QueueUrl, MessageBody: "x", MessageGroupId: "g" };
      await aws.sqs.send(new SendMessageCommand(message));
    });
    expect(error).toMatchObject({
      name: "RequestThrottled",
      attempts: 3,
      status: 403,
      isModelled: true,
    });
  });

  test("a queue that is not there raises QueueDoesNotExist with its old code", async () => {
    const QueueUrl = "https://sqs.us-east-1.amazonaws.com/000000000000/no";
    expect(
      await raised({}, (aws) => aws.sqs.send(new ReceiveMessageCommand({ QueueUrl }))),
    ).toMatchObject({
      name: "QueueDoesNotExist",
      code: "AWS.SimpleQueueService.NonExistentQueue",
      status: 400,
      attempts: 1,
      isModelled: true,
    });
  });

  test("a handle that no receive gave raises ReceiptHandleIsInvalid with status 404", async () => {
    const error = await raised({}, async (aws) => {
      const QueueUrl = await fifo(aws);
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" }));
    });
    expect(error).toMatchObject({
      name: "ReceiptHandleIsInvalid",
      status: 404,
      attempts: 1,
      isModelled: true,
    });
  });

  test("changing the visibility of a message that is not in flight raises MessageNotInflight", async () => {
    const error = await raised({}, async (aws) => {
      const QueueUrl = await fifo(aws);
      const message = { QueueUrl, MessageBody: "x", MessageGroupId: "g" };
      await aws.sqs.send(new SendMessageCommand(message));
      const { Messages } = await aws.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 1 }),
      );
      await sleep(6000);
      const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
      const change = { QueueUrl, ReceiptHandle, VisibilityTimeout: 5 };
      await aws.sqs.send(new ChangeMessageVisibilityCommand(change));
    });
    expect(error).toMatchObject({
      name: "MessageNotInflight",
      status: 400,
      attempts: 1,
      code: "AWS.SimpleQueueService.MessageNotInflight",
      isModelled: true,
    });
  });

  test("an error without a class of its own keeps its name", async () => {
    const error = await raised({}, async (aws) => {
      const QueueUrl = await fifo(aws);
      await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    });
    expect(error).toMatchObject({ name: "MissingParameter", status: 400, attempts: 1 });
    expect(error.message).toBe("The request must contain the parameter MessageGroupId.");
  });

  test("a batch answers 200 with the failed entry, neither thrown nor retried", async () => {
    const faults = [
      { kind: "record-failure", actions: ["SendMessageBatch"], key: "g", nth: 2 },
    ] as const;
    const answer = await inVirtualTime(1, async () => {
      const aws = clients({ faults });
      const QueueUrl = await fifo(aws);
      const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: Id, MessageGroupId: "g" }));
      return aws.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    });
    expect(answer.$metadata.attempts).toBe(1);
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["a", "c"]);
    expect(answer.Failed).toMatchObject([{ Id: "b", SenderFault: false, Code: "InternalFailure" }]);
  });
});
