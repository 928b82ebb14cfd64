import type { AttributeValues } from "../queue/attribute-values.ts";
import { jsonMap } from "../queue/attribute-values.ts";
import type { Queues } from "../queue/queues.ts";
import { redriveAllowPolicyOf } from "../queue/redrive-policy.ts";
import { sqsErrors } from "../sqs-error.ts";

/** A queue as far as it is known before it exists. */
interface QueueIdentity {
  readonly arn: string;
  readonly isFifo: boolean;
}

/**
 * Throws unless the redrive attributes, where given, can be set on that queue. An empty text takes a policy away. The messages are
 * those of Inqnuam/local-aws-sqs, test/create-queue.test.ts; that of a malformed ARN is recorded in LocalStack's
 * test_invalid_dead_letter_arn_rejected_before_lookup, and those about another owner and a queue that does not allow it are unverified.
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
  const policy = jsonMap(text);
  if (policy === undefined) {
    throw unreadable("RedrivePolicy", "Redrive policy is not a valid JSON map.");
  }
  const refuse = (reason: string): never => {
    throw sqsErrors.invalidValue("RedrivePolicy", text, reason);
  };
  for (const name of policyFields) {
    if (policy[name] === undefined) {
      refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
    }
  }
  const { maxReceiveCount, deadLetterTargetArn } = policy;
  const count = isPlain(maxReceiveCount) ? Number(maxReceiveCount) : NaN;
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    refuse(
      `Invalid value for maxReceiveCount: ${shown(maxReceiveCount)}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  if (Object.keys(policy).length > policyFields.length) {
    refuse(`Only following attributes are supported: [${policyFields.join(", ")}].`);
  }
  checkTarget(queues, queue, shown(deadLetterTargetArn), refuse);
}

const policyFields = ["maxReceiveCount", "deadLetterTargetArn"];

/** The type is told by the name, so a queue that does not exist can be of the wrong one. Two full stops: so AWS says it. */
function checkTarget(
  queues: Queues,
  queue: QueueIdentity,
  arn: string,
  refuse: (reason: string) => never,
): void {
  if (!/^arn:[^:]+:[^:]+:[^:]+:\d+:[^:]+$/.test(arn))
    refuse("Invalid value for deadLetterTargetArn.");
  if (arn.split(":")[2] !== "sqs") {
    refuse("Only SQS queues are valid resources for deadLetterTargetArn.");
  }
  if (accountOf(arn) !== accountOf(queue.arn)) {
    refuse("Dead-letter target owner should be same as the source.");
  }
  if (arn.endsWith(".fifo") !== queue.isFifo) {
    refuse("Dead-letter queue must be same type of queue as the source..");
  }
  const target = queues.withArn(arn) ?? refuse("Dead letter target does not exist.");
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
  const { redrivePermission, sourceQueueArns: named, ...others } = jsonMap(text) ?? {};
  const sourceQueueArns = named ?? undefined;
  const isReadable =
    ["allowAll", "denyAll", "byQueue"].includes(shown(redrivePermission)) &&
    Object.keys(others).length === 0 &&
    (sourceQueueArns === undefined || isTextList(sourceQueueArns));
  const cannot = "Amazon SQS can't create the redrive allow policy";
  if (!isReadable) {
    throw unreadable("RedriveAllowPolicy", `${cannot}, as it’s in an unsupported format.`);
  }
  const refuse = (reason: string): never => {
    throw sqsErrors.invalidValue("RedriveAllowPolicy", text, `${cannot}. ${reason}`);
  };
  const count = isTextList(sourceQueueArns) ? sourceQueueArns.length : 0;
  if (redrivePermission !== "byQueue") {
    if (sourceQueueArns === undefined) return;
    refuse("To specify one or more source queue ARNs, you must set redrivePermission to byQueue.");
  }
  if (count === 0) {
    refuse(
      "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.",
    );
  }
  if (count > 10) refuse("The maximum number of source queue ARNs you can specify is 10.");
}

function unreadable(name: string, reason: string): Error {
  return sqsErrors.invalidAttributeValue(
    `Invalid value for the parameter ${name}. Reason: ${reason}`,
  );
}

/** What can be a text without asking the value itself, which may be anything that JSON can say. */
function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function shown(value: unknown): string {
  return isPlain(value) ? String(value) : "";
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function accountOf(arn: string): string {
  const [, , , region, account] = arn.split(":");
  return `${region}:${account}`;
}
