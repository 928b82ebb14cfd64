import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

export const named = { key: "$.truck.id", seq: "seq" };
export const minuteMs = 60_000;

export async function fifoQueue(sqs: SQSClient, QueueName = "gps.fifo", more: object = {}) {
  const Attributes = { FifoQueue: "true", ...more };
  return (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
}

export function bodyOf(id: string, seq: number): string {
  return JSON.stringify({ truck: { id }, seq });
}

export async function send(sqs: SQSClient, QueueUrl: string, id: string, seqs: readonly number[]) {
  for (const seq of seqs) {
    const MessageBody = bodyOf(id, seq);
    const more = { MessageGroupId: id, MessageDeduplicationId: `${id}#${seq}` };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  }
}

export async function receive(
  sqs: SQSClient,
  QueueUrl: string,
  more: object = {},
): Promise<Message[]> {
  const asked = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more });
  return (await sqs.send(asked)).Messages ?? [];
}

export async function remove(
  sqs: SQSClient,
  QueueUrl: string,
  messages: readonly (Message | undefined)[],
) {
  for (const message of messages) {
    const ReceiptHandle = message?.ReceiptHandle;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}
