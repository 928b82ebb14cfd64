import { createHash, type Hash } from "node:crypto";

import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

/** The digest by which SQS answers for attributes, worked out from its description (SDG/sqs-message-metadata). */
export function md5OfAttributes(
  attributes: Readonly<Record<string, MessageAttributeValue>>,
): string {
  const hash = createHash("md5");
  const names = Object.keys(attributes).toSorted();
  for (const name of names) {
    const { DataType = "", StringValue, BinaryValue } = attributes[name] ?? {};
    addWithLength(hash, Buffer.from(name));
    addWithLength(hash, Buffer.from(DataType));
    hash.update(Uint8Array.of(BinaryValue === undefined ? 1 : 2));
    addWithLength(hash, BinaryValue ?? Buffer.from(StringValue ?? ""));
  }
  return hash.digest("hex");
}

/** Every part is led by its length in four bytes, the highest first. */
function addWithLength(hash: Hash, bytes: Uint8Array): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  hash.update(length).update(bytes);
}
