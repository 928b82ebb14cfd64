import { md5Hex } from "../../md5.ts";
import { base64Bytes } from "../../shape.ts";

export interface MessageAttribute {
  readonly DataType?: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
  readonly StringListValues?: readonly unknown[];
  readonly BinaryListValues?: readonly unknown[];
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

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

/** Those a receive asked for: by name, by `prefix.*`, or all (Q-SDK ReceiveMessage; `*` alone: LocalStack, recorded against AWS). */
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
