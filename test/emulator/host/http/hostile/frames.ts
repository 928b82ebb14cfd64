/** HTTP/2 byte by byte, for what no client library lets one send. */
import { Buffer } from "node:buffer";

export const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const endStream = 1;
export const endHeaders = 4;

export function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Settings as identifier and value; 4 is the window that each stream begins with. */
export function settings(...pairs: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.alloc(pairs.length * 6);
  for (const [index, [id, value]] of pairs.entries()) {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  }
  return frame(frameTypes.settings, 0, 0, payload);
}

export function reset(stream: number, code: number): Buffer {
  return frame(frameTypes.reset, 0, stream, uint32(code));
}

/** Lets the other side send so many bytes more, on all streams together. */
export function moreRoom(bytes: number): Buffer {
  return frame(frameTypes.windowUpdate, 0, 0, uint32(bytes));
}

export function goAway(code: number): Buffer {
  return frame(frameTypes.goAway, 0, 0, Buffer.concat([uint32(0), uint32(code)]));
}

export function withoutLastFrame(frames: Buffer): Buffer {
  let last = 0;
  for (let at = 0; at < frames.length; at += 9 + frames.readUIntBE(at, 3)) last = at;
  return frames.subarray(0, last);
}

export function data(stream: number, bytes: Buffer | string, flags = 0): Buffer {
  return frame(frameTypes.data, flags, stream, Buffer.from(bytes as string));
}

export function headers(
  stream: number,
  fields: Readonly<Record<string, string>>,
  flags: number = endHeaders,
): Buffer {
  return frame(frameTypes.headers, flags, stream, headerBlock(fields));
}

/** Each field as a literal that is not indexed (RFC 7541, 6.2.2). */
export function headerBlock(fields: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    Buffer.of(0),
    text(name),
    text(value),
  ]);
  return Buffer.concat(parts);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** With a prefix of 7 bits (RFC 7541, 5.1). */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let left = value - 127;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
