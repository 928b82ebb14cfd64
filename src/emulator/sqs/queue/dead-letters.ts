/**
 * Dead-letter queues. "When the ReceiveCount for a message exceeds the maxReceiveCount for a queue, Amazon SQS moves the message"
 * (Q-SDK CreateQueue RedrivePolicy): so at the receive that would be one too many, which gives what lies behind it instead. In a
 * FIFO group the later messages overtake by that (SDG/sqs-dead-letter-queues).
 */
import { Message } from "./message.ts";
import type { Departed, Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";
import { sequenceNumberOf } from "./sequence-number.ts";

/** The queue that spent messages of this one go to. One that is gone takes none, and the receives go on (assumed). */
export function deadLetterQueueOf(queues: Queues, queue: Queue): Queue | undefined {
  return queue.redrive && queues.withArn(queue.redrive.deadLetterTargetArn);
}

interface Move {
  readonly source: Queue;
  readonly target: Queue;
  readonly messages: readonly Departed[];
  readonly nowMs: number;
}

/**
 * Puts messages taken out of the one queue into the other. The time of the send is kept on standard and starts over on FIFO
 * (SDG/sqs-dead-letter-queues), and so the retention. The message id and the count of receives stay; on FIFO "the deduplication ID
 * is replaced with the original message ID" (SDG/sqs-configure-dead-letter-queue-redrive, note). Assumed: a FIFO move gives a new
 * sequence number and is not deduplicated, and the target's delay does not apply.
 */
export function moveToDeadLetters(queues: Queues, { source, target, messages, nowMs }: Move): void {
  for (const { content, receiveCount, firstReceivedMs } of messages) {
    const order = queues.nextOrder();
    const moved = new Message(order, {
      ...content,
      deadLetterSourceArn: source.options.arn,
      ...(target.settings.isFifo && {
        sentMs: nowMs,
        sequenceNumber: sequenceNumberOf(order),
        deduplicationId: content.messageId,
      }),
    });
    moved.receiveCount = receiveCount;
    moved.firstReceivedMs = firstReceivedMs;
    target.add(moved);
    queues.hasMoved = true;
  }
  const { onDeadLetters } = queues.environment;
  if (onDeadLetters === undefined || messages.length === 0) return;
  onDeadLetters({
    source: source.options.name,
    target: target.options.name,
    messages: messages.map(({ content: { messageId, body, sequenceNumber } }) => ({
      messageId,
      body,
      sequenceNumber,
    })),
  });
}

/** The queues whose policy names this one. */
export function sourcesOf(queues: Queues, queue: Queue): readonly Queue[] {
  const { arn } = queue.options;
  return queues.list().filter(({ redrive }) => redrive?.deadLetterTargetArn === arn);
}
