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
  const wish = wishOf(wanted);
  const selected = Object.entries(attributes).filter(([name]) => isWanted(wish, name));
  return selected.length === 0 ? undefined : Object.fromEntries(selected);
}

interface Wish {
  readonly isAll: boolean;
  readonly names: ReadonlySet<string>;
  readonly prefixes: ReadonlySet<string>;
}

/** By the list of the request: it is the same for each of its messages, and as long as the caller likes. */
const wishes = new WeakMap<readonly string[], Wish>();

function wishOf(wanted: readonly string[]): Wish {
  let wish = wishes.get(wanted);
  if (wish === undefined) {
    const starred = wanted.filter((want) => want.endsWith(".*"));
    wish = {
      isAll: wanted.includes("All") || wanted.includes("*"),
      names: new Set(wanted),
      prefixes: new Set(starred.map((want) => want.slice(0, -2))),
    };
    wishes.set(wanted, wish);
  }
  return wish;
}

function isWanted({ isAll, names, prefixes }: Wish, name: string): boolean {
  if (isAll || names.has(name)) return true;
  if (prefixes.size === 0) return false;
  for (let end = 0; end <= name.length; end += 1) if (prefixes.has(name.slice(0, end))) return true;
  return false;
}

function withLength(bytes: Buffer): readonly [Buffer, Buffer] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
