/**
 * Whether a JSON body holds no more values, and no deeper ones, than a request may have, found in one walk that keeps nothing: an empty
 * list takes two bytes in a body and more than fifty when it is read. That it is JSON at all is for the parser to say.
 */
import { limits } from "./limits.ts";

const quote = 0x22;
const comma = 0x2c;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openMap = 0x7b;
const closeMap = 0x7d;

/** Looked at one by one before the rest of a text is searched for its end: as a rule it ends before. */
const shortText = 32;

export function isAcceptableJson(bytes: Uint8Array): boolean {
  // A value takes two bytes at least, so most bodies need no walk.
  if (bytes.length <= 2 * limits.values) return true;
  let values = 1;
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at] ?? 0) {
      case quote:
        at = endOfText(bytes, at + 1);
        break;
      case comma:
        values += 1;
        break;
      case openList:
      case openMap:
        values += 1;
        depth += 1;
        if (depth > limits.depth) return false;
        break;
      case closeList:
      case closeMap:
        depth -= 1;
        break;
      default:
    }
    if (values > limits.values) return false;
  }
  return true;
}

/** The place of the quotation mark that ends a text; beyond the bytes if none does. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const nearEnd = Math.min(at + shortText, bytes.length);
    while (at < nearEnd && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
    if (bytes[at] === quote || at >= bytes.length) return at;
    const found = bytes.indexOf(quote, at);
    if (found < 0) return bytes.length;
    let escapes = 0;
    while (found - escapes > at && bytes[found - escapes - 1] === backslash) escapes += 1;
    if (escapes % 2 === 0) return found;
    at = found + 1;
  }
}
