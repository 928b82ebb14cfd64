import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { InputError } from "../errors.ts";
import { printable } from "../printable.ts";

/** Bytes of a read. */
const highWaterMark = 1 << 20;

/** A history file that is being read. */
export interface HistoryBytes {
  /** What messages call it. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Share of the file that has been read, 0 to 1; undefined where that is not known. */
  readonly share: () => number | undefined;
  /** Nobody reads on: an input that is still open would keep the process. */
  readonly close: () => void;
}

/** Opens a file, or standard input for `-`; what is gzip'ed is unpacked. Reading throws InputError. */
export function openHistory(path: string): HistoryBytes {
  const name = path === "-" ? "standard input" : printable(path);
  const size = path === "-" ? undefined : sizeOf(path);
  const input = path === "-" ? process.stdin : createReadStream(path, { highWaterMark });
  let read = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of input as AsyncIterable<Uint8Array>) {
        read += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw new InputError(`${name}: cannot be read: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };
  return {
    name,
    chunks: unpacked(counted(), name),
    share: () => (size === undefined || size === 0 ? undefined : Math.min(1, read / size)),
    close: () => void input.destroy(),
  };
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch (error) {
    throw new InputError(
      `${printable(path)}: cannot be read: ${printable((error as Error).message)}`,
      {
        cause: error,
      },
    );
  }
}

/** As it is, or unpacked if it begins as gzip does. */
async function* unpacked(
  chunks: AsyncGenerator<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const begun: Uint8Array[] = [];
  let length = 0;
  while (length < 2) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    begun.push(value);
    length += value.length;
  }
  const head = Buffer.concat(begun);
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    yield* chunks;
  };
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip({ chunkSize: highWaterMark });
  const packed = Readable.from(whole());
  packed.once("error", (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${name}: cannot be unpacked: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
