/**
 * Dead-letter queues. "When the ReceiveCount for a message exceeds the maxReceiveCount for a queue, Amazon SQS moves the message"
 * (Q-SDK CreateQueue RedrivePolicy): so at the receive that would be one too many, which gives what lies behind it instead. In a
 * FIFO group the later messages overtake by that (SDG/sqs-dead-letter-queues).
 */
import type { Shape } from "../shape.ts";
import { Message } from "./message.ts";
import type { AttributeValues } from "./queue-attributes.ts";
import type { Queue } from "./queue.ts";
import type { Queues, SqsAction } from "./queues.ts";
import { jsonMap, redriveAllowPolicyOf } from "./redrive-policy.ts";
import { sequenceNumberOf } from "./sequence-number.ts";
import { sqsErrors } from "./sqs-error.ts";
import { checked, checkRange, queueUrlFields, type QueueReference } from "./validate.ts";

/** A queue as far as it is known before it exists. */
interface QueueIdentity {
  readonly arn: string;
  readonly isFifo: boolean;
}

/**
 * Throws unless the redrive attributes, where given, can be set on that queue. An empty text takes a policy away. The reasons are
 * worded as reported of AWS; only that of a malformed ARN is in a recording (LocalStack's
 * test_invalid_dead_letter_arn_rejected_before_lookup), the others are unverified.
 */
export function checkRedrive(
  queues: Queues,
  queue: QueueIdentity,
  { RedrivePolicy, RedriveAllowPolicy }: AttributeValues,
): void {
  if (RedrivePolicy !== undefined && RedrivePolicy !== "") {
    checkRedrivePolicy(queues, queue, RedrivePolicy);
  }
  if (RedriveAllowPolicy !== undefined && RedriveAllowPolicy !== "") {
    checkRedriveAllowPolicy(RedriveAllowPolicy);
  }
}

function checkRedrivePolicy(queues: Queues, queue: QueueIdentity, text: string): void {
  const refuse = (reason: string): never => {
    throw sqsErrors.invalidValue("RedrivePolicy", text, reason);
  };
  const policy = jsonMap(text) ?? refuse("Redrive policy is not a valid JSON map.");
  for (const name of ["maxReceiveCount", "deadLetterTargetArn"]) {
    if (policy[name] === undefined) {
      refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
    }
  }
  const { maxReceiveCount, deadLetterTargetArn } = policy;
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    refuse(
      `Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  const arn = String(deadLetterTargetArn);
  if (!/^arn:[^:]+:sqs:[^:]+:\d+:[^:]+$/.test(arn))
    refuse("Invalid value for deadLetterTargetArn.");
  if (accountOf(arn) !== accountOf(queue.arn)) {
    refuse("Dead-letter target owner should be same as the source.");
  }
  const target = queues.withArn(arn) ?? refuse("Dead letter target does not exist.");
  if (target.settings.isFifo !== queue.isFifo) {
    refuse("Dead-letter queue must be same type of queue as the source.");
  }
  const { redrivePermission, sourceQueueArns } = redriveAllowPolicyOf(target.attributes);
  const isDenied =
    redrivePermission === "denyAll" ||
    (redrivePermission === "byQueue" && !sourceQueueArns.includes(queue.arn));
  if (isDenied) {
    refuse(`Queue ${arn} does not allow ${queue.arn} to use it as its dead-letter queue.`);
  }
}

/** "You can specify up to 10 source queue ARNs", with byQueue only (Q-SDK CreateQueue RedriveAllowPolicy). */
function checkRedriveAllowPolicy(text: string): void {
  const refuse = (reason: string): never => {
    throw sqsErrors.invalidValue("RedriveAllowPolicy", text, reason);
  };
  const policy = jsonMap(text) ?? refuse("Redrive allow policy is not a valid JSON map.");
  const { redrivePermission, sourceQueueArns } = policy;
  if (!["allowAll", "denyAll", "byQueue"].includes(String(redrivePermission))) {
    refuse("redrivePermission must be one of allowAll, denyAll and byQueue.");
  }
  const isByQueue = redrivePermission === "byQueue";
  if (isByQueue !== (sourceQueueArns !== undefined)) {
    refuse("sourceQueueArns must be given with byQueue, and only then.");
  }
  if (!isByQueue) return;
  if (
    !Array.isArray(sourceQueueArns) ||
    sourceQueueArns.length === 0 ||
    sourceQueueArns.length > 10
  ) {
    refuse("sourceQueueArns must be a list of 1 to 10 queue ARNs.");
  }
}

/** The queue that spent messages of this one go to. One that is gone takes none, and the receives go on (assumed). */
export function deadLetterQueueOf(queues: Queues, queue: Queue): Queue | undefined {
  return queue.redrive && queues.withArn(queue.redrive.deadLetterTargetArn);
}

interface Move {
  readonly source: Queue;
  readonly target: Queue;
  readonly messages: readonly Message[];
  readonly nowMs: number;
}

/**
 * Puts messages taken out of the one queue into the other. The time of the send is kept on standard and starts over on FIFO
 * (SDG/sqs-dead-letter-queues), and so the retention. The message id and the count of receives stay. Assumed: a FIFO move gives a
 * new sequence number and is not deduplicated, and the target's delay does not apply.
 */
export function moveToDeadLetters(queues: Queues, { source, target, messages, nowMs }: Move): void {
  for (const { content, receiveCount, firstReceivedMs } of messages) {
    const order = queues.nextOrder();
    const moved = new Message(order, {
      ...content,
      deadLetterSourceArn: source.options.arn,
      ...(target.settings.isFifo && { sentMs: nowMs, sequenceNumber: sequenceNumberOf(order) }),
    });
    moved.receiveCount = receiveCount;
    moved.firstReceivedMs = firstReceivedMs;
    target.add(moved);
    queues.hasMoved = true;
  }
}

/** The queues whose policy names this one. */
export function sourcesOf(queues: Queues, queue: Queue): readonly Queue[] {
  const { arn } = queue.options;
  return queues.list().filter(({ redrive }) => redrive?.deadLetterTargetArn === arn);
}

const listShape: Shape = {
  ...queueUrlFields,
  MaxResults: { type: "integer" },
  NextToken: { type: "string" },
};
type ListInput = QueueReference & { readonly MaxResults?: number; readonly NextToken?: string };

/** Pages as ListQueues does (Q-SDK ListDeadLetterSourceQueues). */
export const listDeadLetterSourceQueues: SqsAction = (queues, input, nowMs) => {
  const { MaxResults, NextToken, ...reference } = checked<ListInput>(listShape, input);
  const queue = queues.find(reference, nowMs);
  checkRange("MaxResults", MaxResults, 1, 1000);
  const after = NextToken === undefined ? "" : Buffer.from(NextToken, "base64").toString();
  const found = sourcesOf(queues, queue).filter(({ options }) => options.name > after);
  const shown = found.slice(0, MaxResults ?? 1000);
  const last = shown.at(-1)?.options.name ?? "";
  return {
    queueUrls: shown.map(({ options }) => options.url),
    ...(found.length > shown.length && { NextToken: Buffer.from(last).toString("base64") }),
  };
};

function accountOf(arn: string): string {
  const [, , , region, account] = arn.split(":");
  return `${region}:${account}`;
}
