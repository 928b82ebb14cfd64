/**
 * The dead-letter queue of a run's queue. SQS puts a message there by itself. The embedded model says when it does; elsewhere the run
 * looks into the queue, and knows of a dead letter up to a second later.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";

import { Patience } from "../../client/patience.ts";
import type { DeadLetter } from "../../client/tap/tap.ts";
import { TargetError } from "../../errors.ts";
import type { ResolvedSqsDesign } from "../../scenario/resolved.ts";
import type { ChannelContext } from "../broker.ts";
import { namePrefix } from "../created.ts";
import { createQueue, deleteQueue } from "./queue-life.ts";

/** AWS takes 80 characters for a queue, `.fifo` counted. The end of a name tells runs apart. */
const mostOfName = 63;
/** How often the queue is looked into, and a task of moving asked after, in milliseconds. */
const lookMs = 500;
/** The longest that a message can be hidden (SDG/sqs-visibility-timeout): what was seen is not seen again. */
const hiddenS = 43_200;
const maxMessages = 10;

/** What somebody sends who puts a message back by hand. */
export type Resent = Omit<SendMessageCommandInput, "QueueUrl">;

/** Creates it: of the same kind as the queue, with the attributes that SQS gives by default. */
export async function openDeadLetters(
  client: SQSClient,
  { service, kmsKeyId }: ResolvedSqsDesign,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<DeadLetters> {
  const rest = context.name.slice(namePrefix.length).slice(-mostOfName);
  const own = { ...context, name: `${namePrefix}dead-${rest}` };
  const encrypted = kmsKeyId !== undefined && { kmsKeyId };
  const design = { service, visibilityTimeoutS: 30, ...encrypted };
  const url = await createQueue(client, design, own, signal);
  try {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] });
    const { Attributes } = await client.send(command);
    if (Attributes?.QueueArn === undefined) throw new TargetError(`queue ${own.name} has no ARN`);
    return new DeadLetters({ client, url, arn: Attributes.QueueArn, context: own });
  } catch (error) {
    await deleteQueue(client, url, own);
    throw error;
  }
}

interface OpenDeadLetters {
  readonly client: SQSClient;
  readonly url: string;
  readonly arn: string;
  readonly context: ChannelContext;
}

export class DeadLetters implements AsyncDisposable {
  readonly #queue: OpenDeadLetters;
  /** Ends the looking. */
  readonly #over = new AbortController();
  /** Handles of what was seen, which is hidden since. */
  readonly #hidden: string[] = [];
  #watching = Promise.resolve();
  #turn = Promise.resolve();

  constructor(queue: OpenDeadLetters) {
    this.#queue = queue;
  }

  get arn(): string {
    return this.#queue.arn;
  }

  /** Looks for dead letters of this queue until it is over, and tells of each; or of why nobody may look. */
  watch(lane: string, tell: (letter: DeadLetter) => void, fail: (reason: unknown) => void): void {
    const { context } = this.#queue;
    const { signal } = this.#over;
    const patience = new Patience(context, "ReceiveMessage");
    const look = async (): Promise<void> => {
      const messages = await this.#receive(hiddenS);
      patience.answered();
      for (const { Body, ReceiptHandle } of messages) {
        tell({ lane, body: Body! });
        this.#hidden.push(ReceiptHandle!);
      }
    };
    const watch = async (): Promise<void> => {
      while (!signal.aborted) {
        await context.sleep(lookMs, signal);
        await this.#alone(look).catch((error: unknown) => patience.failed(error, signal));
      }
    };
    this.#watching = watch().catch(fail);
  }

  /** StartMessageMoveTask, and what it moves has arrived. What was looked at goes too. */
  moveBack(signal: AbortSignal): Promise<void> {
    return this.#alone(() => this.#moveBack(signal));
  }

  async #moveBack(signal: AbortSignal): Promise<void> {
    const { client, arn: SourceArn, context } = this.#queue;
    await this.#show();
    await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    while (!signal.aborted) {
      const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
      const [{ Status, FailureReason } = {}] = Results;
      if (Status === "COMPLETED") return;
      if (Status === "FAILED") throw new TargetError(`moving dead letters: ${FailureReason}`);
      await context.sleep(lookMs, signal);
    }
  }

  /** Sends each again, and deletes it here. On FIFO with an id of its own: under its old one it would be taken for a duplicate. */
  takeAll(send: (content: Resent) => Promise<void>, signal: AbortSignal): Promise<void> {
    return this.#alone(() => this.#takeAll(send, signal));
  }

  async #takeAll(send: (content: Resent) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { client, url: QueueUrl } = this.#queue;
    await this.#show();
    while (!signal.aborted) {
      const messages = await this.#receive(30);
      if (messages.length === 0) return;
      for (const { Body: MessageBody, Attributes, MessageId, ReceiptHandle } of messages) {
        const group = Attributes?.MessageGroupId;
        await send({
          MessageBody,
          ...(group !== undefined && {
            MessageGroupId: group,
            MessageDeduplicationId: `again-${MessageId}`,
          }),
        });
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { client, url, context } = this.#queue;
    this.#over.abort();
    await this.#watching;
    await deleteQueue(client, url, context);
  }

  /** One at a time: what somebody else has received cannot be moved. */
  #alone(act: () => Promise<void>): Promise<void> {
    const acting = this.#turn.then(act);
    this.#turn = acting.catch(() => {});
    return acting;
  }

  async #receive(VisibilityTimeout: number): Promise<readonly Message[]> {
    const { client, url: QueueUrl } = this.#queue;
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout,
        MaxNumberOfMessages: maxMessages,
        MessageSystemAttributeNames: ["MessageGroupId"],
        WaitTimeSeconds: 1,
      }),
    );
    return Messages;
  }

  /** Only what can be received can be moved. */
  async #show(): Promise<void> {
    const { client, url: QueueUrl } = this.#queue;
    while (this.#hidden.length > 0) {
      const Entries = this.#hidden.splice(0, maxMessages).map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }
  }
}
