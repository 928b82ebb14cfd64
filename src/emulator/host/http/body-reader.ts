import { Buffer } from "node:buffer";

/**
 * Larger bodies are refused with 413. The largest that either service takes is a PutRecords call of 10 MiB, which is 13.4 MiB in
 * base64 (K-SDK PutRecords, KDG/large-records); where AWS draws the line is *unverified*.
 */
const maxBodyBytes = 20 * 2 ** 20;
const nothing = Buffer.alloc(0);

/** Gathers a body. One that came in a single piece, as nearly all do, is not copied. */
export class BodyReader {
  #bytes = 0;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  isTooLarge: boolean;

  constructor(contentLength: string | undefined) {
    this.isTooLarge = contentLength !== undefined && Number(contentLength) > maxBodyBytes;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > maxBodyBytes) {
      this.isTooLarge = true;
      this.#first = undefined;
      this.#more = undefined;
    } else if (this.#first === undefined) this.#first = chunk;
    else (this.#more ??= [this.#first]).push(chunk);
  }

  body(): Buffer {
    if (this.#more !== undefined) return Buffer.concat(this.#more, this.#bytes);
    return this.#first ?? nothing;
  }
}
