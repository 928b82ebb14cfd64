import type {
  BatchResultErrorEntry,
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  DeleteMessageCommandInput,
  Message,
  MessageSystemAttributeName,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from "@aws-sdk/client-sqs";

import { TargetError } from "../../errors.ts";
import type { Fate } from "../fate.ts";
import type { Exchange, Operations } from "./operation.ts";
import type { RunTraffic } from "./run-traffic.ts";
import type { Seal } from "./seal.ts";
import type { Caller } from "./tap-context.ts";

/** The SQS actions that move events. */
export function sqsOperations(traffic: RunTraffic, seal: Seal | undefined): Operations {
  const sqs = new SqsTap(traffic, seal);
  return {
    SendMessage: (input) => sqs.sendMessage(input as SendMessageCommandInput),
    SendMessageBatch: (input) => sqs.sendMessageBatch(input as SendMessageBatchCommandInput),
    ReceiveMessage: (input, { caller }) =>
      sqs.receiveMessage(input as ReceiveMessageCommandInput, caller),
    DeleteMessage: (input, { caller }) =>
      sqs.deleteMessage(input as DeleteMessageCommandInput, caller),
    DeleteMessageBatch: (input, { caller }) =>
      sqs.deleteMessageBatch(input as DeleteMessageBatchCommandInput, caller),
  };
}

class SqsTap {
  readonly #traffic: RunTraffic;
  readonly #seal: Seal | undefined;

  constructor(traffic: RunTraffic, seal: Seal | undefined) {
    this.#traffic = traffic;
    this.#seal = seal;
  }

  sendMessage(input: SendMessageCommandInput): Exchange {
    const lane = queueName(input.QueueUrl);
    const sendings = this.#traffic.send([outgoing(input)]);
    const MessageBody = this.#closed(input.MessageBody);
    return {
      sendings,
      ...(this.#seal !== undefined && { input: { ...input, MessageBody } }),
      answered: (output) => {
        const fates = [accepted(output as SendMessageCommandOutput, lane)];
        this.#traffic.context.usage.sqs(Buffer.byteLength(MessageBody));
        this.#traffic.settle(sendings, fates);
        return { fates };
      },
      failed: (error, attempts) => this.#traffic.fail(sendings, error, attempts),
    };
  }

  sendMessageBatch(input: SendMessageBatchCommandInput): Exchange {
    const lane = queueName(input.QueueUrl);
    const given = input.Entries ?? [];
    const sendings = this.#traffic.send(given.map(outgoing));
    const Entries = given.map((entry) => ({
      ...entry,
      MessageBody: this.#closed(entry.MessageBody),
    }));
    return {
      sendings,
      ...(this.#seal !== undefined && { input: { ...input, Entries } }),
      answered: (output) => {
        const fates = batchFates(given, output as SendMessageBatchCommandOutput, lane);
        this.#traffic.context.usage.sqs(
          Entries.reduce((bytes, { MessageBody }) => bytes + Buffer.byteLength(MessageBody), 0),
        );
        this.#traffic.settle(sendings, fates);
        return { fates };
      },
      failed: (error, attempts) => this.#traffic.fail(sendings, error, attempts),
    };
  }

  receiveMessage(input: ReceiveMessageCommandInput, caller: Caller): Exchange {
    const lane = queueName(input.QueueUrl);
    const asking = askingForPosition(input);
    return {
      ...(asking !== undefined && { input: asking }),
      answered: (output) => {
        const { Messages } = output as ReceiveMessageCommandOutput;
        const given = Messages ?? [];
        this.#traffic.context.usage.sqs(given.reduce((sum, one) => sum + bytesOf(one), 0));
        const opened = this.#opened(given);
        for (const message of opened) {
          const body = message.Body ?? "";
          const position = positionOf(message);
          this.#traffic.deliver({ body, lane, position }, caller, message.ReceiptHandle);
        }
        if (opened === given && asking === undefined) return {};
        const shown = asking === undefined ? opened : opened.map(withoutPosition);
        return { output: { ...output, ...(Messages !== undefined && { Messages: shown }) } };
      },
    };
  }

  deleteMessage({ ReceiptHandle = "" }: DeleteMessageCommandInput, caller: Caller): Exchange {
    this.#traffic.deleting([ReceiptHandle]);
    return {
      answered: () => {
        this.#traffic.context.usage.sqs(0);
        this.#traffic.deleted(ReceiptHandle, caller);
        return {};
      },
      failed: () => {
        this.#traffic.notDeleted(ReceiptHandle);
        return undefined;
      },
    };
  }

  deleteMessageBatch({ Entries = [] }: DeleteMessageBatchCommandInput, caller: Caller): Exchange {
    const handles = new Map(
      Entries.map(({ Id = "", ReceiptHandle = "" }) => [Id, ReceiptHandle] as const),
    );
    this.#traffic.deleting([...handles.values()]);
    return {
      answered: (output) => {
        const { Successful = [], Failed = [] } = output as DeleteMessageBatchCommandOutput;
        this.#traffic.context.usage.sqs(0);
        for (const { Id = "" } of Successful) {
          this.#traffic.deleted(handles.get(Id) ?? "", caller);
        }
        for (const { Id = "" } of Failed) this.#traffic.notDeleted(handles.get(Id) ?? "");
        return {};
      },
      failed: () => {
        for (const handle of handles.values()) this.#traffic.notDeleted(handle);
        return undefined;
      },
    };
  }

  #closed(body = ""): string {
    return this.#seal?.close(body) ?? body;
  }

  #opened(messages: Message[]): Message[] {
    const seal = this.#seal;
    if (seal === undefined) return messages;
    return messages.map((message) => ({ ...message, Body: seal.open(message.Body ?? "") }));
  }
}

function queueName(url = ""): string {
  return url.split("/").at(-1) ?? url;
}

/** A message without a group belongs to none: all of them together are one key. */
function outgoing({
  MessageBody: body = "",
  MessageGroupId: routingKey = "(no group)",
}: {
  readonly MessageBody?: string | undefined;
  readonly MessageGroupId?: string | undefined;
}) {
  return { body, routingKey };
}

function bytesOf({ Body = "" }: Message): number {
  return Buffer.byteLength(Body);
}

/** A FIFO queue numbers its messages; a standard queue has nothing but ids. */
function positionOf({ Attributes, MessageId = "" }: Message): string {
  return Attributes?.SequenceNumber ?? MessageId;
}

function accepted(
  result: {
    readonly SequenceNumber?: string | undefined;
    readonly MessageId?: string | undefined;
  },
  lane: string,
): Fate {
  return { type: "accepted", lane, position: result.SequenceNumber ?? result.MessageId ?? "" };
}

function batchFates(
  entries: readonly { readonly Id?: string | undefined }[],
  { Successful = [], Failed = [] }: SendMessageBatchCommandOutput,
  lane: string,
): Fate[] {
  const byId = new Map<string | undefined, Fate>();
  for (const entry of Successful) byId.set(entry.Id, accepted(entry, lane));
  for (const entry of Failed) byId.set(entry.Id, refused(entry));
  return entries.map(
    ({ Id }) => byId.get(Id) ?? { type: "uncertain", reason: "no result for this entry" },
  );
}

/** An entry that is the sender's fault is refused again however often it is sent; a throttled one is not. */
function refused({ Code = "Failed", Message: message, SenderFault }: BatchResultErrorEntry): Fate {
  const isForGood = SenderFault === true && !/Throttl/.test(Code);
  return {
    type: "refused",
    reason: Code,
    ...(isForGood && { failure: new TargetError(`${Code}: ${message ?? "no reason given"}`) }),
  };
}

const positionAttribute: MessageSystemAttributeName = "SequenceNumber";

/** The input that asks a FIFO queue for sequence numbers too, where the caller did not. */
function askingForPosition(
  input: ReceiveMessageCommandInput,
): ReceiveMessageCommandInput | undefined {
  if (input.QueueUrl?.endsWith(".fifo") !== true) return undefined;
  const { MessageSystemAttributeNames: names = [], AttributeNames: oldNames = [] } = input;
  const asked: readonly string[] = [...names, ...oldNames];
  if (asked.includes(positionAttribute) || asked.includes("All")) return undefined;
  return { ...input, MessageSystemAttributeNames: [...names, positionAttribute] };
}

/** The message as the caller asked for it. */
function withoutPosition(message: Message): Message {
  const { SequenceNumber: _, ...attributes } = message.Attributes ?? {};
  const { Attributes: __, ...rest } = message;
  return Object.keys(attributes).length === 0 ? rest : { ...rest, Attributes: attributes };
}
