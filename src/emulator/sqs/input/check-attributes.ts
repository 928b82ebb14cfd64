import type { Field } from "../../shape.ts";
import type { MessageAttribute, MessageAttributes } from "../queue/message-attributes.ts";
import { sqsErrors } from "../sqs-error.ts";
import { allowedCharacters, illegalCharacter } from "./characters.ts";
import { isNumberValue } from "./number-value.ts";

export const messageAttributesField: Field = {
  type: "map",
  of: {
    type: "structure",
    fields: {
      DataType: { type: "string" },
      StringValue: { type: "string" },
      BinaryValue: { type: "blob" },
      StringListValues: { type: "list", of: { type: "any" } },
      BinaryListValues: { type: "list", of: { type: "any" } },
    },
  },
};

/** As error messages call the two kinds. */
export type AttributeKind = "(user)" | "system";

/**
 * At most ten, each with a name, a type and one non-empty value of that type (SDG/sqs-message-metadata). The messages are those of
 * Inqnuam/local-aws-sqs, test/send-message.test.ts, which agree with what LocalStack recorded against AWS where both have them;
 * those about characters are unverified.
 */
export function checkAttributes(attributes: MessageAttributes, kind: AttributeKind): void {
  const entries = Object.entries(attributes);
  const unknown = entries.find(([name]) => kind === "system" && name !== "AWSTraceHeader");
  if (unknown !== undefined) {
    throw sqsErrors.invalidParameter(`Message system attribute name '${unknown[0]}' is invalid.`);
  }
  if (entries.length > 10) {
    throw sqsErrors.invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`,
    );
  }
  for (const [name, attribute] of entries) {
    checkName(name, kind);
    checkType(name, attribute, kind);
    checkValue(name, attribute, kind);
  }
}

/**
 * "A-Z, a-z, 0-9, underscore, hyphen, and period" (SDG/sqs-message-metadata). A test of LocalStack's that is marked as validated against
 * AWS (test_send_message_with_invalid_string_attributes) has `attr.1øßä` accepted: so the letters U+00C0 to U+017F are, *unverified*.
 */
const allowedName = /^[A-Za-z0-9_.\-\u00C0-\u017F]+$/;

function checkName(name: string, kind: AttributeKind): void {
  if (name.trim() === "") {
    throw sqsErrors.invalidParameter(
      `The request must contain non-empty message ${kind} attribute names.`,
    );
  }
  const it = `Message ${kind} attribute name`;
  if (Buffer.byteLength(name) > 256) {
    throw sqsErrors.invalidParameter(`${it} must be shorter than 256 bytes.`);
  }
  if (/^(aws|amazon)\./i.test(name)) {
    throw sqsErrors.invalidParameter(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for internal use.",
    );
  }
  if (name.startsWith(".")) {
    throw sqsErrors.invalidParameter(`${it} must not begin with character '.'.`);
  }
  if (name.endsWith(".")) {
    throw sqsErrors.invalidParameter(`${it} must not end with character '.'.`);
  }
  if (name.includes("..")) {
    throw sqsErrors.invalidParameter(`${it} must not have successive '.' characters.`);
  }
  if (!allowedName.test(name)) {
    throw sqsErrors.invalidParameter(
      `Invalid character in message ${kind} attribute name '${name}'. It can include alphanumeric characters, hyphens, underscores and periods.`,
    );
  }
}

function checkType(name: string, attribute: MessageAttribute, kind: AttributeKind): void {
  const { DataType = "", StringListValues, BinaryListValues } = attribute;
  if ((StringListValues?.length ?? 0) + (BinaryListValues?.length ?? 0) > 0) {
    throw sqsErrors.invalidParameter(
      "Message attribute list values in SendMessage operation are not supported.",
    );
  }
  if (DataType === "") {
    const hasValue = attribute.StringValue !== undefined || attribute.BinaryValue !== undefined;
    throw sqsErrors.invalidParameter(
      `The message ${kind} attribute '${name}' must contain a non-empty message attribute ${hasValue ? "type" : "value"}.`,
    );
  }
  if (!/^(String|Number|Binary)(\..*)?$/s.test(DataType)) {
    throw sqsErrors.invalidParameter(
      `The type of message ${kind} attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (Buffer.byteLength(DataType) > 256) {
    throw sqsErrors.invalidParameter(
      `Message ${kind} attribute type must be shorter than 256 bytes.`,
    );
  }
  // "The data type has the same restrictions as the message body" (SDG/sqs-message-metadata).
  checkCharacters(DataType, `type of message ${kind} attribute '${name}'`);
}

function checkValue(name: string, attribute: MessageAttribute, kind: AttributeKind): void {
  const { DataType = "", StringValue, BinaryValue } = attribute;
  const values = [StringValue, BinaryValue].filter((value) => value !== undefined);
  if (values.length === 0 || values.includes("")) {
    throw sqsErrors.invalidParameter(
      `Message ${kind} attribute '${name}' must contain a non-empty value of type '${DataType}'.`,
    );
  }
  if (values.length > 1) {
    throw sqsErrors.invalidParameter(
      `Message ${kind} attribute '${name}' must have a single value.`,
    );
  }
  const field = DataType.startsWith("Binary") ? "Binary" : "String";
  if ((field === "Binary" ? BinaryValue : StringValue) === undefined) {
    throw sqsErrors.invalidParameter(
      `Message ${kind} attribute '${name}' with type '${DataType}' must use field '${field}'.`,
    );
  }
  // "If the type is Number, Amazon SQS validates numerical values" (SDG/sqs-message-metadata): custom labels or not is assumed.
  if (/^Number(\.|$)/.test(DataType) && !isNumberValue(StringValue ?? "")) {
    throw sqsErrors.invalidParameter(
      `Can't cast the value of message ${kind} attribute '${name}' to a number.`,
    );
  }
  checkCharacters(StringValue ?? "", `message ${kind} attribute '${name}'`);
}

function checkCharacters(text: string, where: string): void {
  const illegal = illegalCharacter(text);
  if (illegal === undefined) return;
  throw sqsErrors.invalidParameter(
    `Invalid binary character '${illegal}' was found in the ${where}, ${allowedCharacters}`,
  );
}
