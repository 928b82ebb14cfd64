import { md5Hex } from "../md5.ts";
import { base64Bytes, type Field } from "../shape.ts";
import { sqsErrors } from "./sqs-error.ts";

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

export const messageAttributesField: Field = {
  type: "map",
  of: {
    type: "structure",
    fields: {
      DataType: { type: "string", required: true },
      StringValue: { type: "string" },
      BinaryValue: { type: "blob" },
    },
  },
};

/** At most ten, each with a type and a non-empty value (SDG/sqs-message-metadata). */
export function checkAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > 10) {
    throw sqsErrors.invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [10].`,
    );
  }
  for (const name of names) {
    const attribute = attributes[name];
    if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name) || /^(aws|amazon)\./i.test(name)) {
      throw sqsErrors.invalidParameter(`The message attribute name '${name}' is invalid.`);
    }
    const type = attribute?.DataType ?? "";
    if (!/^(String|Number|Binary)(\..+)?$/.test(type)) {
      throw sqsErrors.invalidParameter(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const value = type.startsWith("Binary") ? attribute?.BinaryValue : attribute?.StringValue;
    if (value === undefined || value === "") {
      throw sqsErrors.invalidParameter(
        `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${type}'.`,
      );
    }
  }
}

/** Bytes that count towards the message size: names, types and values (SDG/quotas-messages). */
export function attributesBytes(attributes: MessageAttributes): number {
  let bytes = 0;
  for (const name in attributes) {
    const { DataType = "", StringValue = "", BinaryValue = "" } = attributes[name] ?? {};
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    bytes += Buffer.byteLength(StringValue) + (BinaryValue === "" ? 0 : base64Bytes(BinaryValue));
  }
  return bytes;
}

/**
 * MD5OfMessageAttributes: names in order, each as length and text of name and type, one byte for the kind of value (1 text,
 * 2 binary), length and bytes of the value (SDG/sqs-message-metadata).
 */
export function attributesMd5(attributes: MessageAttributes): string {
  const parts: Uint8Array[] = [];
  for (const name of Object.keys(attributes).sort()) {
    const { DataType = "", StringValue, BinaryValue } = attributes[name] ?? {};
    const isBinary = DataType.startsWith("Binary");
    const value = isBinary
      ? Buffer.from(BinaryValue ?? "", "base64")
      : Buffer.from(StringValue ?? "");
    parts.push(...withLength(Buffer.from(name)), ...withLength(Buffer.from(DataType)));
    parts.push(Buffer.from([isBinary ? 2 : 1]), ...withLength(value));
  }
  return md5Hex(Buffer.concat(parts));
}

/** Those a receive asked for: by name, by `prefix.*`, or all (Q-SDK ReceiveMessage MessageAttributeNames). */
export function selectAttributes(
  attributes: MessageAttributes | undefined,
  wanted: readonly string[],
): MessageAttributes | undefined {
  if (attributes === undefined || wanted.length === 0) return undefined;
  const isWanted = (name: string): boolean =>
    wanted.some(
      (want) =>
        want === "All" ||
        want === "*" ||
        want === name ||
        (want.endsWith(".*") && name.startsWith(want.slice(0, -2))),
    );
  const selected = Object.entries(attributes).filter(([name]) => isWanted(name));
  return selected.length === 0 ? undefined : Object.fromEntries(selected);
}

function withLength(bytes: Buffer): readonly [Buffer, Buffer] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
