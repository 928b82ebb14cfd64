import { isDeepStrictEqual } from "node:util";

import type { Shape } from "../../shape.ts";
import { checked, queueUrlFields } from "../input/checked.ts";
import { maxStatements } from "../queue/access-policy.ts";
import { jsonMap, maxMapLength } from "../queue/attribute-values.ts";
import type { QueueReference } from "../queue/queue-reference.ts";
import type { Queue } from "../queue/queue.ts";
import { sqsErrors } from "../sqs-error.ts";
import type { SqsAction } from "./sqs-action.ts";

const names = { type: "list", of: { type: "string" } } as const;
const addShape: Shape = {
  ...queueUrlFields,
  Label: { type: "string" },
  AWSAccountIds: names,
  Actions: names,
};
const removeShape: Shape = { ...queueUrlFields, Label: { type: "string" } };

type LabelReference = QueueReference & { readonly Label?: string };
interface AddInput extends LabelReference {
  readonly AWSAccountIds?: readonly string[];
  readonly Actions?: readonly string[];
}

interface Policy {
  readonly Statement?: unknown;
  readonly [field: string]: unknown;
}

/** Actions that a permission can allow (Q-SDK AddPermission: "the name of any action or *"). */
const sharedActions: ReadonlySet<string> = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);

/** "Cross-account permissions don't apply to" these (Q-SDK AddPermission). */
const ownerActions: ReadonlySet<string> = new Set([
  "AddPermission",
  "CancelMessageMoveTask",
  "CreateQueue",
  "DeleteQueue",
  "ListMessageMoveTasks",
  "ListQueues",
  "ListQueueTags",
  "RemovePermission",
  "SetQueueAttributes",
  "StartMessageMoveTask",
  "TagQueue",
  "UntagQueue",
]);

/**
 * Adds a statement to the queue's policy, in the form recorded in LocalStack's test_sqs_permission_lifecycle. The model lets every
 * caller do everything: a policy is kept and shown, not enforced.
 */
export const addPermission: SqsAction = (queues, input, nowMs) => {
  const request = checked<AddInput>(addShape, input);
  const queue = queues.find(request, nowMs);
  const { Actions = [], AWSAccountIds = [] } = request;
  const Sid = labelOf(request);
  if (Actions.length === 0) throw sqsErrors.missingParameter("ActionName");
  for (const action of Actions) checkAction(action);
  if (AWSAccountIds.length === 0) throw sqsErrors.missingParameter("AWSAccountIds");
  const unknown = AWSAccountIds.filter((id) => !/^\d{12}$/.test(id));
  if (unknown.length > 0) {
    throw sqsErrors.invalidValue("PrincipalId", `[${unknown.join(", ")}]`, "Unable to verify.");
  }
  const { arn } = queue.options;
  const statement = {
    Sid,
    Effect: "Allow",
    Principal: { AWS: oneOrMore(AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`)) },
    Action: oneOrMore(Actions.map((action) => `SQS:${action}`)),
    Resource: arn,
  };
  const policy = policyOf(queue) ?? { Version: "2008-10-17", Id: `${arn}/SQSDefaultPolicy` };
  const statements = statementsOf(policy);
  const existing = statements.find((found) => hasSid(found, Sid));
  if (isDeepStrictEqual(existing, statement)) return {};
  if (existing !== undefined) throw sqsErrors.invalidValue("Label", Sid, "Already exists.");
  if (statements.length === maxStatements) {
    throw sqsErrors.overLimit(
      `${maxStatements + 1} Statements were found, maximum allowed is ${maxStatements}.`,
    );
  }
  setPolicy(queue, { ...policy, Statement: [...statements, statement] }, nowMs);
  return {};
};

export const removePermission: SqsAction = (queues, input, nowMs) => {
  const request = checked<LabelReference>(removeShape, input);
  const queue = queues.find(request, nowMs);
  const label = labelOf(request);
  const policy = policyOf(queue);
  if (policy === undefined) throw sqsErrors.invalidValue("Label", label, "can't find label.");
  const statements = statementsOf(policy);
  const kept = statements.filter((found) => !hasSid(found, label));
  if (kept.length === statements.length) {
    throw sqsErrors.invalidValue("Label", label, "can't find label on existing policy.");
  }
  setPolicy(queue, kept.length === 0 ? undefined : { ...policy, Statement: kept }, nowMs);
  return {};
};

function labelOf({ Label = "" }: LabelReference): string {
  if (Label === "") throw sqsErrors.missingParameter("Label");
  if (/^[A-Za-z0-9_-]{1,80}$/.test(Label)) return Label;
  throw sqsErrors.invalidValue(
    "Label",
    Label,
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
  );
}

function checkAction(action: string): void {
  if (ownerActions.has(action)) {
    throw sqsErrors.invalidValue(
      "ActionName",
      `SQS:${action}`,
      "Only the queue owner is allowed to invoke this action.",
    );
  }
  if (!sharedActions.has(action)) {
    throw sqsErrors.invalidValue(
      "ActionName",
      `SQS:${action}`,
      "Please refer to the appropriate WSDL for a list of valid actions.",
    );
  }
}

function policyOf(queue: Queue): Policy | undefined {
  return jsonMap(queue.attributes["Policy"]);
}

function statementsOf({ Statement }: Policy): readonly unknown[] {
  if (Statement === undefined) return [];
  return Array.isArray(Statement) ? Statement : [Statement];
}

function hasSid(statement: unknown, sid: string): boolean {
  return typeof statement === "object" && statement !== null && "Sid" in statement
    ? statement.Sid === sid
    : false;
}

function setPolicy(queue: Queue, policy: Policy | undefined, nowMs: number): void {
  const Policy = policy === undefined ? "" : JSON.stringify(policy);
  // Assumed: it would not be read again.
  if (Policy.length > maxMapLength) throw sqsErrors.overLimit("The policy is too long.");
  queue.setAttributes({ ...queue.attributes, Policy }, nowMs);
}

function oneOrMore(values: readonly string[]): string | readonly string[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}
