/**
 * An event as the bytes that go through the broker: one line of JSON in ASCII, filled up to an exact size, e.g.
 * `{"crc":"0d4f6c1e","id":"truck_7","seq":12,"n":1234,"t":1767592812000,"lat":41.85,"lon":-87.7,"kmh":43.2,"deg":271.4,"pad":"…"}`.
 * `crc` is the CRC-32 of everything that follows it, so any change of a single character is found, in the padding too: a change
 * of up to 32 bits in a row always, any other with a chance of 1 − 2⁻³².
 */
import { crc32 } from "node:zlib";

import { InputError } from "../errors.ts";
import { joinedCrc } from "./checksum.ts";
import type { GpsEvent } from "./event.ts";

/** What a consumer could read out of a payload. */
export interface DecodedPayload {
  /** Undefined when there is no telling which event it was. Beware of its fields when the payload is not intact. */
  readonly event: GpsEvent | undefined;
  readonly intact: boolean;
  /** CRC-32 of the payload as received. */
  readonly checksum: number;
}

type Planned = (index: number) => GpsEvent | undefined;

const unplanned: Planned = () => undefined;

const opening = '{"crc":"';
const crcLength = 8;
const beforeId = '","id":"';
const beforeSeq = '","seq":';
const beforeIndex = ',"n":';
const padStart = ',"pad":"';
const closing = '"}';
/** Characters from which on a payload is not summed twice. */
const longPayload = 2048;

/** Exactly `payloadBytes` ASCII characters. */
export function encodePayload(event: GpsEvent, payloadBytes: number): string {
  const fields = fieldsText(event);
  const padBytes = payloadBytes - sizeOf(fields);
  if (padBytes < 0) {
    throw new InputError(
      `a payload of ${payloadBytes} bytes is too small for event ${event.truckId} #${event.seq}: it takes at least ${sizeOf(fields)}`,
    );
  }
  const rest = fields + padding(padBytes) + closing;
  return opening + hex(crc32(rest)) + rest;
}

/** Bytes that the event takes without any padding. */
export function minimumPayloadBytes(event: GpsEvent): number {
  return sizeOf(fieldsText(event));
}

/** Bytes of these that the name of the truck takes. */
export function nameBytes(truckId: string): number {
  return asciiJson(truckId).length;
}

/** `planned`: the event at this index, if there is one: what is intact and has its name is that event, and is not read again. */
export function decodePayload(text: string, planned: Planned = unplanned): DecodedPayload {
  const restAt = opening.length + crcLength;
  const rest = text.slice(restAt);
  const restSum = crc32(rest);
  const intact = text.startsWith(opening) && text.slice(opening.length, restAt) === hex(restSum);
  // One that is intact and in ASCII is as long in bytes as in characters.
  const isQuicker = intact && text.length >= longPayload && Buffer.byteLength(text) === text.length;
  const checksum = isQuicker
    ? joinedCrc(crc32(text.slice(0, restAt)), restSum, rest.length)
    : payloadChecksum(text);
  const event = (intact ? findEvent(text, planned) : undefined) ?? readEvent(text);
  return { event, intact, checksum };
}

/** CRC-32 of the whole payload. */
export function payloadChecksum(text: string): number {
  return crc32(text);
}

function fieldsText(event: GpsEvent): string {
  const { seq, index, eventTimeMs, lat, lon, speedKmh, headingDeg } = event;
  return `","id":${asciiJson(event.truckId)},"seq":${seq},"n":${index},"t":${eventTimeMs},"lat":${lat},"lon":${lon},"kmh":${speedKmh},"deg":${headingDeg}${padStart}`;
}

function sizeOf(fields: string): number {
  return opening.length + crcLength + fields.length + closing.length;
}

function hex(sum: number): string {
  return sum.toString(16).padStart(crcLength, "0");
}

/** Names are nearly always plain; anything else is escaped, so that characters and bytes are the same number. */
function asciiJson(text: string): string {
  if (/^[\w.:-]*$/.test(text)) return `"${text}"`;
  return JSON.stringify(text).replaceAll(
    /[^\u0020-\u007e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

let paddingSource = "";

/** A slice of one long string: no copying, however large the payload. */
function padding(bytes: number): string {
  if (bytes > paddingSource.length) paddingSource = "x".repeat(Math.max(4096, 2 * bytes));
  return paddingSource.slice(0, bytes);
}

/** An event of the plan, by what the text says first. A name that is escaped is not found. */
function findEvent(text: string, planned: Planned): GpsEvent | undefined {
  const idAt = opening.length + crcLength + beforeId.length;
  const idEnd = text.indexOf(beforeSeq, idAt);
  const seqEnd = text.indexOf(beforeIndex, idEnd);
  const indexEnd = text.indexOf(",", seqEnd + beforeIndex.length);
  if (idEnd < 0 || seqEnd < 0 || indexEnd < 0) return undefined;
  const event = planned(Number(text.slice(seqEnd + beforeIndex.length, indexEnd)));
  if (event === undefined || text.slice(idAt, idEnd) !== event.truckId) return undefined;
  return text.slice(idEnd + beforeSeq.length, seqEnd) === String(event.seq) ? event : undefined;
}

/** The padding is left out: there is nothing in it to read, and it may be long, or cut off. */
function readEvent(text: string): GpsEvent | undefined {
  const padAt = text.indexOf(padStart);
  if (padAt < 0) return undefined;
  let fields: unknown;
  try {
    fields = JSON.parse(`${text.slice(0, padAt)}}`);
  } catch {
    return undefined;
  }
  const { id, seq, n, t, lat, lon, kmh, deg } = fields as Record<string, unknown>;
  if (typeof id !== "string" || !isCount(seq) || !isCount(n)) return undefined;
  if (!isNumber(t) || !isNumber(lat) || !isNumber(lon) || !isNumber(kmh) || !isNumber(deg)) {
    return undefined;
  }
  return {
    truckId: id,
    seq,
    index: n,
    eventTimeMs: t,
    lat,
    lon,
    speedKmh: kmh,
    headingDeg: deg,
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
