/**
 * Client-side encryption of the payload, so that its cost can be seen: bytes on the wire, put units, CPU. AES-256-GCM with a key that
 * lives as long as the run; the broker sees base64 of IV, tag and ciphertext, and routes by the clear key as always. It sits on the SDK
 * client, below the tap: whoever sends and receives sees clear payloads.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import { ivBytes, tagBytes } from "../../scenario/sealed-bytes.ts";

const algorithm = "aes-256-gcm";

export interface Seal {
  readonly close: (body: string) => string;
  /** What cannot be opened stays as it is: the verifier counts it as corrupt. */
  readonly open: (body: string) => string;
}

/** A seal with a key of its own. */
export function newSeal(): Seal {
  const key = randomBytes(32);
  return { close: (body) => sealed(body, key), open: (body) => opened(body, key) };
}

function sealed(body: string, key: Buffer): string {
  // 96 random bits: a key that lives for one run never sees enough messages for two to be alike.
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv);
  const text = Buffer.concat([cipher.update(body, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64");
}

function opened(body: string, key: Buffer): string {
  try {
    const bytes = Buffer.from(body, "base64");
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes));
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const text = Buffer.concat([
      decipher.update(bytes.subarray(ivBytes + tagBytes)),
      decipher.final(),
    ]);
    return text.toString("utf8");
  } catch {
    return body;
  }
}
