import type { Timed } from "../../deadline-heap.ts";
import type { MessageAttributes } from "./message-attributes.ts";

/**
 * Where a message is: `visible` can be received; `delayed` waits for its delay to end; `in-flight` was received and neither
 * deleted nor expired; `late` counts as visible but no server shows it yet, and `copy` is a second delivery to come (both on
 * standard queues only); `removed` is gone.
 */
export type MessageState = "visible" | "delayed" | "in-flight" | "late" | "copy" | "removed";

/** What a message is made of; it never changes after the send. */
export interface MessageContent {
  readonly messageId: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes | undefined;
  readonly traceHeader: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  /** When it was put into the queue. */
  readonly sentMs: number;
  /** The queue whose dead letter it is: the system attribute DeadLetterQueueSourceArn. */
  readonly deadLetterSourceArn?: string;
}

const nothing: MessageContent = {
  messageId: "",
  body: "",
  bodyMd5: "",
  attributes: undefined,
  traceHeader: undefined,
  groupId: undefined,
  deduplicationId: undefined,
  sequenceNumber: undefined,
  sentMs: 0,
};

/** One message in a queue. */
export class Message implements Timed {
  content: MessageContent;
  /** Unique in the account, growing in the order of sends. */
  readonly order: number;
  state: MessageState = "visible";
  dueMs = 0;
  slot = -1;
  /** Receives "across all queues" (Q-SDK ReceiveMessage ApproximateReceiveCount), so it goes on in a dead-letter queue. */
  receiveCount = 0;
  /** Receives in this queue: what a redrive policy counts. */
  receivedHere = 0;
  firstReceivedMs = 0;
  receivedMs = 0;
  /** How often its visibility was changed by a caller. */
  changes = 0;
  readonly isCopy: boolean;
  /** On a standard queue: which server shows it; -1 for none. */
  server = -1;
  /** On FIFO: grows with each message that becomes visible. */
  turn = 0;
  /** On FIFO: whether it is among the first messages that a receive looks through. */
  isInReach = false;
  /** Neighbours in the queue's order of sends. */
  older: Message | undefined;
  newer: Message | undefined;

  constructor(order: number, content: MessageContent, isCopy = false) {
    this.order = order;
    this.content = content;
    this.isCopy = isCopy;
  }

  /** Lets go of everything but the group: a list may hold a removed message until its turn comes. */
  forget(): void {
    this.content = { ...nothing, groupId: this.content.groupId };
  }
}
