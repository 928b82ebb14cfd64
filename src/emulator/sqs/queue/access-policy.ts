import { isRecord } from "../../shape.ts";
import { sqsErrors } from "../sqs-error.ts";
import { jsonMap } from "./attribute-values.ts";

/** Q-SDK AddPermission: "an Amazon SQS policy can have a maximum of 20 statements per policy". */
export const maxStatements = 20;

const policyFields: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);
const statementFields: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/**
 * Throws unless the text is an access policy in its outer form: the model keeps and shows it and asks no more of it. The messages are
 * those of Inqnuam/local-aws-sqs, test/create-queue.test.ts and test/set-queue-attributes.test.ts.
 */
export function checkAccessPolicy(text: string): void {
  const policy = jsonMap(text);
  const statements = policy === undefined ? [] : [policy["Statement"]].flat();
  if (statements.length > maxStatements) {
    throw sqsErrors.overLimit(
      `${statements.length} statements were found in the submitted policy, max allowed is ${maxStatements}`,
    );
  }
  const isPolicy =
    policy !== undefined &&
    hasOnly(policyFields, policy) &&
    [undefined, "2008-10-17", "2012-10-17"].includes(policy["Version"] as string | undefined) &&
    statements.length > 0 &&
    statements.every(isStatement);
  if (!isPolicy) throw sqsErrors.invalidAttributeValue("Invalid value for the parameter Policy.");
}

function isStatement(value: unknown): boolean {
  if (!isRecord(value) || !hasOnly(statementFields, value)) return false;
  const { Effect, Action, NotAction } = value;
  return (Effect === "Allow" || Effect === "Deny") && isTextOrList(Action ?? NotAction);
}

function hasOnly(names: ReadonlySet<string>, record: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(record).every((name) => names.has(name));
}

function isTextOrList(value: unknown): boolean {
  return typeof value === "string" || Array.isArray(value);
}
