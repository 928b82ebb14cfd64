/** Requests of every operation with inputs as its model has them and as it does not; and what is wrong with an answer. */
import { cbor } from "@smithy/core/cbor";

import type { Asker, AskingWay, Reply } from "./asker.ts";
import { askingWays } from "./asker.ts";
import { type Encoding, encode, encodingsOf, type Message } from "./encodings.ts";
import { inputFor, type Known } from "./inputs.ts";
import { operations } from "./operations.ts";
import type { Dice } from "./random.ts";

/** Nothing that a server answers at once takes so long, however busy the machine is. */
const slowMs = 20_000;
/** These may wait, or never end, by their nature. */
const waiting: ReadonlySet<string> = new Set(["ReceiveMessage", "SubscribeToShard"]);
const waitingMs = 60;
/** 413: more than a server takes. */
const statuses: ReadonlySet<number> = new Set([200, 400, 403, 404, 413]);

export interface Attempt {
  readonly service: string;
  readonly action: string;
  readonly encoding: Encoding;
  readonly way: AskingWay;
  readonly message: Message;
}

export function attempt(known: Known, dice: Dice): Attempt {
  const operation = dice.pick(operations);
  const encoding = dice.pick(encodingsOf(operation));
  const { service, action } = operation;
  let message = encode(operation, inputFor(operation, known, dice), encoding);
  if (dice.oneIn(12)) message = { ...message, body: spoilt(message.body, dice) };
  return { service, action, encoding, way: dice.pick(askingWays), message };
}

/**
 * What was wrong with the answer, in words; undefined if nothing was. Handles in it are handed on. A server with faults may break
 * connections and answer 503.
 */
export async function tryOut(
  asker: Asker,
  { service, action, encoding, way, message }: Attempt,
  onHandle: (handle: string) => void,
  hasFaults = false,
): Promise<string | undefined> {
  const mayWait = waiting.has(action) || message.body.includes("ReceiveMessage");
  const what = `${service} ${action} in ${encoding} over ${way}`;
  const reply = await asker
    .ask(message, way, mayWait ? waitingMs : slowMs)
    .catch((error: Error) => error);
  if (reply instanceof Error) {
    return hasFaults ? undefined : `${what}: the connection broke: ${reply.message}`;
  }
  if (reply === undefined) return mayWait ? undefined : `${what}: no answer in ${slowMs} ms`;
  const fault = hasFaults && reply.status === 503 ? undefined : faultOf(reply, encoding);
  if (fault === undefined) {
    for (const handle of handlesIn(reply.body.toString("latin1"))) onHandle(handle);
    return undefined;
  }
  return `${what}: ${fault}: ${message.path} ${message.body.toString("latin1").slice(0, 500)} -> ${reply.body.toString().slice(0, 300)}`;
}

function faultOf({ status, requestId, body }: Reply, encoding: Encoding): string | undefined {
  if (!statuses.has(status)) return `status ${status}`;
  if (requestId === undefined) return "no request id";
  if (status === 413 || body.length === 0) return undefined;
  const text = body.toString();
  if (text.startsWith("<"))
    return text.trimEnd().endsWith(">") ? undefined : "half an XML document";
  // Events have a form of their own.
  if (text.includes("initial-response")) return undefined;
  try {
    if (encoding === "cbor") cbor.deserialize(body);
    else JSON.parse(text);
    return undefined;
  } catch (error) {
    return `not ${encoding}: ${(error as Error).message}`;
  }
}

function handlesIn(text: string): readonly string[] {
  const found = text.matchAll(/[A-Za-z0-9+/]{40,}={0,2}/g);
  return [...found].slice(0, 3).map(([handle]) => handle);
}

/** Bytes of a request with something of it changed, doubled, or cut. */
export function spoilt(bytes: Buffer, dice: Dice): Buffer {
  const copy = Buffer.from(bytes);
  const at = dice.below(Math.max(1, copy.length));
  switch (dice.below(5)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([copy, copy.subarray(at)]);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + dice.below(20))]);
    default:
      for (let count = 1 + dice.below(6); count > 0 && copy.length > 0; count -= 1) {
        copy[dice.below(copy.length)] = dice.below(256);
      }
      return copy;
  }
}
