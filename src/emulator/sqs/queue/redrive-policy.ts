import { type AttributeValues, jsonMap } from "./attribute-values.ts";

/** Where a queue's messages go after too many receives (Q-SDK CreateQueue RedrivePolicy). */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Which queues may name this one as their dead-letter queue (Q-SDK CreateQueue RedriveAllowPolicy). */
export interface RedriveAllowPolicy {
  readonly redrivePermission: "allowAll" | "denyAll" | "byQueue";
  readonly sourceQueueArns: readonly string[];
}

/** The policy of a queue that has one; its form was checked when it was set. */
export function redrivePolicyOf(attributes: AttributeValues): RedrivePolicy | undefined {
  const policy = jsonMap(attributes["RedrivePolicy"]);
  const target = policy?.["deadLetterTargetArn"];
  if (typeof target !== "string") return undefined;
  return {
    deadLetterTargetArn: target,
    maxReceiveCount: Number(policy?.["maxReceiveCount"]),
  };
}

/** Default: every queue may (Q-SDK CreateQueue). */
export function redriveAllowPolicyOf(attributes: AttributeValues): RedriveAllowPolicy {
  const policy = jsonMap(attributes["RedriveAllowPolicy"]);
  const permission = policy?.["redrivePermission"];
  const arns = policy?.["sourceQueueArns"];
  return {
    redrivePermission:
      permission === "denyAll" || permission === "byQueue" ? permission : "allowAll",
    sourceQueueArns: Array.isArray(arns) ? arns.map(String) : [],
  };
}

/**
 * The value as a queue keeps and shows it: a redrive policy without white space and with a number for a count given as text, as the
 * examples of the AWS CLI's set-queue-attributes and get-queue-attributes have it, and without the keys whose value is null
 * (as hashicorp/terraform-provider-aws #42453 saw with a `sourceQueueArns` of null). What is no JSON map stays as it is.
 */
export function normalRedriveAttribute(name: string, text: string): string {
  if (name !== "RedrivePolicy" && name !== "RedriveAllowPolicy") return text;
  const map = jsonMap(text);
  if (map === undefined) return text;
  const policy = Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
  const count = policy["maxReceiveCount"];
  const isCount = typeof count === "string" && /^\d+$/.test(count);
  return JSON.stringify(isCount ? { ...policy, maxReceiveCount: Number(count) } : policy);
}
