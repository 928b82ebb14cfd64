import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  type DeleteMessageCommandOutput,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SendMessageCommandOutput,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { eventually, present } from "../expect.ts";

export async function createQueue(
  client: SQSClient,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Promise<TestQueue> {
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  return new TestQueue(client, name, present(QueueUrl, "QueueUrl"));
}

/** A queue with the calls that checks make of it. */
export class TestQueue {
  readonly name: string;
  readonly url: string;
  readonly #client: SQSClient;

  constructor(client: SQSClient, name: string, url: string) {
    this.#client = client;
    this.name = name;
    this.url = url;
  }

  send(
    body: string,
    more: Partial<SendMessageCommandInput> = {},
  ): Promise<SendMessageCommandOutput> {
    return this.#client.send(
      new SendMessageCommand({ QueueUrl: this.url, MessageBody: body, ...more }),
    );
  }

  /** To a group of a FIFO queue; the body is the deduplication id. */
  sendTo(group: string, body: string): Promise<SendMessageCommandOutput> {
    return this.send(body, { MessageGroupId: group, MessageDeduplicationId: body });
  }

  /** In one batch to a group of a FIFO queue, up to ten. */
  async sendAllTo(group: string, bodies: readonly string[]): Promise<void> {
    await this.sendBatch(
      bodies.map((body, index) => ({
        Id: String(index),
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: body,
      })),
    );
  }

  sendBatch(
    entries: readonly SendMessageBatchRequestEntry[],
  ): Promise<SendMessageBatchCommandOutput> {
    return this.#client.send(
      new SendMessageBatchCommand({ QueueUrl: this.url, Entries: [...entries] }),
    );
  }

  /** One receive of up to ten messages, waiting a second if there are none. */
  async receive(more: Partial<ReceiveMessageCommandInput> = {}): Promise<readonly Message[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        ...more,
      }),
    );
    return Messages;
  }

  async bodies(
    more: Partial<ReceiveMessageCommandInput> = {},
  ): Promise<readonly (string | undefined)[]> {
    return (await this.receive(more)).map(({ Body }) => Body);
  }

  /** The first message that comes. A standard queue may answer with none although it has some (SDG/sqs-short-and-long-polling). */
  receiveOne(more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message> {
    return eventually(
      async () => (await this.receive({ MaxNumberOfMessages: 1, ...more }))[0],
      "no message",
    );
  }

  /** Receives until so many different messages came. */
  async receiveAll(count: number): Promise<ReadonlyMap<string, Message>> {
    const messages = new Map<string, Message>();
    await eventually(async () => {
      for (const message of await this.receive()) messages.set(message.MessageId ?? "", message);
      return messages.size >= count ? true : undefined;
    }, `not all of ${count} messages`);
    return messages;
  }

  /** Receives and deletes until a receive is empty: the bodies. For FIFO queues, where empty means empty. */
  async drain(): Promise<readonly (string | undefined)[]> {
    const bodies: (string | undefined)[] = [];
    for (;;) {
      const messages = await this.receive();
      if (messages.length === 0) return bodies;
      bodies.push(...messages.map(({ Body }) => Body));
      for (const message of messages) await this.delete(message);
    }
  }

  delete({ ReceiptHandle }: Message): Promise<DeleteMessageCommandOutput> {
    return this.#client.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle }));
  }

  async changeVisibility({ ReceiptHandle }: Message, seconds: number): Promise<void> {
    await this.#client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.url,
        ReceiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  }

  async attributes(
    ...names: readonly QueueAttributeName[]
  ): Promise<Readonly<Partial<Record<string, string>>>> {
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.url,
        AttributeNames: names.length === 0 ? ["All"] : [...names],
      }),
    );
    return Attributes;
  }

  async setAttributes(attributes: Readonly<Record<string, string>>): Promise<void> {
    await this.#client.send(
      new SetQueueAttributesCommand({ QueueUrl: this.url, Attributes: attributes }),
    );
  }

  async arn(): Promise<string> {
    return present((await this.attributes("QueueArn"))["QueueArn"], "QueueArn");
  }
}
