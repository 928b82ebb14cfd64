/**
 * Client-side encryption of the payload, so that its cost can be seen: bytes on the wire, put units, CPU. AES-256-GCM with a key that
 * lives as long as the run; the broker sees base64 of IV, tag and ciphertext, and routes by the clear key as always.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import type { Channel, Delivery, Lane, Message } from "./broker.ts";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/** The same channel with payloads that only this run can read. */
export function sealedChannel(channel: Channel): Channel {
  const key = randomBytes(32);
  return {
    maxBatchEntries: channel.maxBatchEntries,
    maxBatchBytes: channel.maxBatchBytes,
    publish: (messages, signal) =>
      channel.publish(
        messages.map((message) => sealed(message, key)),
        signal,
      ),
    lanes: async (signal) => (await channel.lanes(signal)).map((lane) => openedLane(lane, key)),
    costUsd: (durationMs) => channel.costUsd(durationMs),
    [Symbol.asyncDispose]: () => Promise.resolve(channel[Symbol.asyncDispose]()),
  };
}

/** Bytes of a payload once sealed. */
export function sealedBytes(payloadBytes: number): number {
  return Math.ceil((payloadBytes + ivBytes + tagBytes) / 3) * 4;
}

function sealed(message: Message, key: Buffer): Message {
  // 96 random bits: a key that lives for one run never sees enough messages for two to be alike.
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv);
  const text = Buffer.concat([cipher.update(message.body, "utf8"), cipher.final()]);
  return { ...message, body: Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64") };
}

function openedLane(lane: Lane, key: Buffer): Lane {
  return {
    ...lane,
    open: (reading) => {
      const reader = lane.open(reading);
      return {
        ended: () => reader.ended(),
        settle: (deliveries, signal) => reader.settle(deliveries, signal),
        receive: async (signal) =>
          (await reader.receive(signal)).map((delivery) => opened(delivery, key)),
      };
    },
  };
}

/** What cannot be opened stays as it is: the verifier counts it as corrupt. */
function opened(delivery: Delivery, key: Buffer): Delivery {
  try {
    const bytes = Buffer.from(delivery.body, "base64");
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes));
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const text = Buffer.concat([
      decipher.update(bytes.subarray(ivBytes + tagBytes)),
      decipher.final(),
    ]);
    return { ...delivery, body: text.toString("utf8") };
  } catch {
    return delivery;
  }
}
