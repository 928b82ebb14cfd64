/**
 * The payload of an event: JSON text of an exact size that carries its own checksum.
 *
 *     {"crc":"8f1c02aa","truckId":"truck_7","seq":12,…,"pad":"xxxxx"}
 *
 * The CRC-32 covers everything after it, padding included, so that any changed, missing or added character shows.
 */
import { crc32 } from "node:zlib";

import type { GpsEvent } from "./event.ts";

/** `{"crc":"8f1c02aa"`: where the covered text begins. */
const headLength = 17;
const tailOverhead = ',"pad":""}'.length;

/** The event as text of exactly that many bytes (all ASCII). Throws RangeError when they are too few. */
export function encodePayload(event: GpsEvent, payloadBytes: number): string {
  const fields = eventFields(event);
  const padBytes = payloadBytes - headLength - fields.length - tailOverhead;
  if (padBytes < 0) {
    throw new RangeError(
      `a payload of ${payloadBytes} bytes is too small for event ${event.seq} of ${event.truckId}: it takes ${payloadBytes - padBytes}`,
    );
  }
  const rest = `${fields},"pad":"${padding(padBytes)}"}`;
  return `{"crc":"${hex(crc32(rest))}"${rest}`;
}

/** The fewest bytes that this event fits in. */
export function minimumPayloadBytes(event: GpsEvent): number {
  return headLength + eventFields(event).length + tailOverhead;
}

export interface DecodedPayload {
  /** Undefined when the text is not a payload at all. */
  readonly event: GpsEvent | undefined;
  /** Whether the payload's own checksum matches. */
  readonly intact: boolean;
  /** CRC-32 of the whole text. */
  readonly checksum: number;
}

export function decodePayload(text: string): DecodedPayload {
  const rest = text.slice(headLength);
  const intact = text.slice(0, headLength) === `{"crc":"${hex(crc32(rest))}"`;
  return { event: readEvent(text), intact, checksum: crc32(text) };
}

export function payloadChecksum(text: string): number {
  return crc32(text);
}

/** Key order and formatting are part of the format: the size of a payload must not depend on who wrote it. */
function eventFields(event: GpsEvent): string {
  const { truckId, seq, index, eventTimeMs, lat, lon, speedKmh, headingDeg } = event;
  return `,"truckId":${asciiJson(truckId)},"seq":${seq},"index":${index},"ts":${eventTimeMs},"lat":${lat},"lon":${lon},"speedKmh":${speedKmh},"headingDeg":${headingDeg}`;
}

/** A string as JSON with every non-ASCII character escaped, so that characters are bytes. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, "0");
}

let longestPadding = "";

function padding(bytes: number): string {
  if (longestPadding.length < bytes) longestPadding = "x".repeat(bytes * 2);
  return longestPadding.slice(0, bytes);
}

function readEvent(text: string): GpsEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON any more: the caller counts it as corrupt.
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { truckId, seq, index, ts, lat, lon, speedKmh, headingDeg } = value as Record<string, unknown>;
  const numbers = [seq, index, ts, lat, lon, speedKmh, headingDeg];
  if (typeof truckId !== "string" || !numbers.every((field) => typeof field === "number")) {
    return undefined;
  }
  const [s, i, t, la, lo, sp, he] = numbers as [number, number, number, number, number, number, number];
  return { truckId, seq: s, index: i, eventTimeMs: t, lat: la, lon: lo, speedKmh: sp, headingDeg: he };
}
