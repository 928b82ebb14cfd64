import { Buffer } from "node:buffer";

import { limits } from "./limits.ts";

/** Small bodies grow from here. */
const firstBytes = 4096;
const nothing = Buffer.alloc(0);

/**
 * Gathers a body. One that came in a single piece, as nearly all do, is not copied; the pieces of any other are copied together as they
 * come, so that a piece of one byte costs one byte.
 */
export class BodyReader {
  readonly #limit: number;
  readonly #announced: number;
  #gathered: Buffer = nothing;
  #bytes = 0;
  #pieces = 0;
  isRefused: boolean;

  /** At most so many bytes; `contentLength` as the caller announced it. */
  constructor(limit: number, contentLength: string | undefined) {
    this.#limit = limit;
    this.#announced = Number(contentLength ?? 0);
    this.isRefused = this.#announced > limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** False from the piece on with which it is too large. */
  add(piece: Buffer): boolean {
    const end = this.#bytes + piece.length;
    this.#pieces += 1;
    if (this.isRefused || end > this.#limit || this.#pieces > limits.bodyPieces) {
      this.isRefused = true;
      this.#gathered = nothing;
      return false;
    }
    if (this.#pieces === 1) this.#gathered = piece;
    else this.#append(piece, end);
    this.#bytes = end;
    return true;
  }

  body(): Buffer {
    return this.#gathered.subarray(0, this.#bytes);
  }

  #append(piece: Buffer, end: number): void {
    if (this.#pieces === 2 || end > this.#gathered.length) {
      // What was announced is not believed beyond twice of what has come.
      const size = Math.max(firstBytes, end, Math.min(2 * end, this.#announced || Infinity));
      const larger = Buffer.allocUnsafeSlow(size);
      this.#gathered.copy(larger, 0, 0, this.#bytes);
      this.#gathered = larger;
    }
    piece.copy(this.#gathered, this.#bytes);
  }
}
