/**
 * Several events in one record of a stream, as the KPL packs them and the KCL unpacks them (awslabs/amazon-kinesis-producer,
 * aggregation-format.md): four magic bytes, a protobuf message, and the MD5 of that. The message (proto2) holds a table of partition keys
 * (field 1), one of explicit hash keys (2), and the records (3): each with the place of its keys in the tables (1, 2), its data (3) and
 * tags (4).
 */
import { createHash } from "node:crypto";

/** One event of a record. */
export interface Member {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const digestBytes = 16;
const varint = 0;
const lengthDelimited = 2;

/** The data of a record that holds all of these. */
export function aggregate(members: readonly Member[]): Uint8Array {
  const keys = [...new Set(members.map(({ partitionKey }) => partitionKey))];
  const message = Buffer.concat([
    ...keys.map((key) => bytesField(1, Buffer.from(key))),
    ...members.map(({ partitionKey, data }) =>
      bytesField(
        3,
        Buffer.concat([
          varintOf((1 << 3) | varint),
          varintOf(keys.indexOf(partitionKey)),
          bytesField(3, data),
        ]),
      ),
    ),
  ]);
  return Buffer.concat([magic, message, digestOf(message)]);
}

/** What a record holds; undefined of one that is no aggregated record, or a broken one: that is an event by itself, as for the KCL. */
export function membersOf(data: Uint8Array): readonly Member[] | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes.length < magic.length + digestBytes) return undefined;
  if (!bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const message = bytes.subarray(magic.length, -digestBytes);
  if (!digestOf(message).equals(bytes.subarray(-digestBytes))) return undefined;
  const fields = fieldsOf(message);
  if (fields === undefined) return undefined;
  const keys = fields.flatMap(({ number, bytes: key }) =>
    number === 1 && key !== undefined ? [key.toString()] : [],
  );
  const members: Member[] = [];
  for (const { number, bytes: record } of fields) {
    if (number !== 3 || record === undefined) continue;
    const member = memberOf(record, keys);
    if (member === undefined) return undefined;
    members.push(member);
  }
  return members;
}

function memberOf(record: Buffer, keys: readonly string[]): Member | undefined {
  const fields = fieldsOf(record);
  const place = fields?.find(({ number }) => number === 1)?.value;
  const data = fields?.find(({ number }) => number === 3)?.bytes;
  const partitionKey = place === undefined ? undefined : keys[place];
  if (partitionKey === undefined || data === undefined) return undefined;
  return { partitionKey, data };
}

interface Field {
  readonly number: number;
  /** Of a number. */
  readonly value?: number;
  /** Of anything else that there is here. */
  readonly bytes?: Buffer;
}

/** Undefined where the bytes are no message. */
function fieldsOf(message: Buffer): readonly Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const number = (): number | undefined => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at]!;
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < message.length) {
    const tag = number();
    const value = number();
    if (tag === undefined || value === undefined) return undefined;
    const field = Math.floor(tag / 8);
    if (tag % 8 === varint) fields.push({ number: field, value });
    else if (tag % 8 === lengthDelimited && at + value <= message.length) {
      fields.push({ number: field, bytes: message.subarray(at, at + value) });
      at += value;
    } else return undefined;
  }
  return fields;
}

function bytesField(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varintOf((number << 3) | lengthDelimited), varintOf(bytes.length), bytes]);
}

function varintOf(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  bytes.push(left);
  return Buffer.from(bytes);
}

function digestOf(message: Uint8Array): Buffer {
  return createHash("md5").update(message).digest();
}
