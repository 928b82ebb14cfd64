/**
 * Cuts the bytes of a history file into lines. Only LF ends a line: U+2028 and U+2029, which other readers of lines take for ends, may stand
 * in any JSON string. Bytes that are no UTF-8 are refused, because two names would become one.
 */
import { Buffer, isUtf8 } from "node:buffer";

import { InputError } from "../errors.ts";

/** Longer than any record: what has no line end for so long is no history. */
const longestLine = 16 * 1024 * 1024;
const lineFeed = 10;

export class LineSplitter {
  readonly #file: string;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  /** Lines given out so far. */
  #lines = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** The lines that this chunk completes, without their ends, as one text; undefined if it completes none. */
  push(chunk: Uint8Array): Lines | undefined {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end === 0) {
      this.#keep(chunk);
      return undefined;
    }
    const whole = this.#withRest(chunk.subarray(0, end));
    this.#keep(chunk.subarray(end));
    return this.#read(whole);
  }

  /** The last line, if it has no end. */
  end(): Lines | undefined {
    return this.#restLength === 0 ? undefined : this.#read(this.#withRest(new Uint8Array()));
  }

  #read(bytes: Buffer): Lines {
    const first = this.#lines + 1;
    if (!isUtf8(bytes)) throw this.#notUtf8(bytes, first);
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
      this.#lines += 1;
    }
    return { text: bytes.toString("utf8"), first };
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    // A copy: the chunk may be one that its reader fills again.
    this.#rest.push(Uint8Array.from(bytes));
    this.#restLength += bytes.length;
    if (this.#restLength > longestLine) {
      throw new InputError(
        `${this.#file}:${this.#lines + 1}: more than 16 MiB without a line end: is this a history (JSON lines)?`,
      );
    }
  }

  #withRest(bytes: Uint8Array): Buffer {
    if (this.#restLength === 0) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const whole = Buffer.concat([...this.#rest, bytes]);
    this.#rest = [];
    this.#restLength = 0;
    return whole;
  }

  #notUtf8(bytes: Buffer, first: number): InputError {
    const isUtf16 =
      first === 1 && (bytes.readUInt16BE(0) === 0xfffe || bytes.readUInt16BE(0) === 0xfeff);
    if (isUtf16) return new InputError(`${this.#file}: this is UTF-16; a history is UTF-8`);
    let line = first;
    for (let from = 0; from < bytes.length; line += 1) {
      const at = bytes.indexOf(lineFeed, from);
      const to = at < 0 ? bytes.length : at;
      if (!isUtf8(bytes.subarray(from, to))) break;
      from = to + 1;
    }
    return new InputError(`${this.#file}:${line}: not valid UTF-8`);
  }
}

/** Lines of a file, each ended by a line feed but perhaps the last. */
export interface Lines {
  readonly text: string;
  /** Number of the first, from 1. */
  readonly first: number;
}
