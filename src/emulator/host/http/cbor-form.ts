/**
 * Whether bytes are CBOR (RFC 8949) of a kind that a request may have, found in one walk that keeps nothing: the decoder believes what
 * the bytes claim, and would make room for four billion items on the word of five bytes.
 */
import { limits } from "./limits.ts";

const epochTag = 1;
const indefinite = 31;
const breakByte = 0xff;

/** One list or map that is not at its end. */
interface Open {
  readonly isMap: boolean;
  /** Items to come, keys and values counted each; undefined until a break ends them. */
  left: number | undefined;
  /** In a map: whether a key is next. */
  isKeyNext: boolean;
}

export function isAcceptableCbor(bytes: Uint8Array): boolean {
  return new Walk(bytes).isAcceptable();
}

class Walk {
  readonly #bytes: Uint8Array;
  readonly #open: Open[] = [];
  #at = 0;
  #values = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  isAcceptable(): boolean {
    do {
      if (!this.#item()) return false;
      this.#closeFull();
    } while (this.#open.length > 0);
    return true;
  }

  /** One item, or only the start of it if it is a list or map. */
  #item(): boolean {
    const first = this.#bytes[this.#at];
    const inside = this.#open.at(-1);
    if (first === undefined) return false;
    if (first === breakByte) return this.#break(inside);
    this.#values += 1;
    if (this.#values > limits.values) return false;
    if (inside !== undefined && !this.#takePlace(inside, first)) return false;
    const major = first >> 5;
    if (major === 2 || major === 3) return this.#text(first);
    if (major === 4 || major === 5) return this.#container(first);
    if (major === 6) return this.#instant(first);
    return major === 7 ? this.#simple(first) : this.#argument(first) !== undefined;
  }

  /** The keys of maps are texts whose length is said. */
  #takePlace(inside: Open, first: number): boolean {
    if (inside.left !== undefined) inside.left -= 1;
    if (!inside.isMap) return true;
    inside.isKeyNext = !inside.isKeyNext;
    return inside.isKeyNext || (first >> 5 === 3 && (first & 31) !== indefinite);
  }

  #text(first: number): boolean {
    if ((first & 31) !== indefinite) return this.#skipText(this.#argument(first));
    this.#at += 1;
    const start = this.#at;
    for (;;) {
      const piece = this.#bytes[this.#at];
      this.#values += 1;
      if (piece === undefined || this.#values > limits.values) return false;
      if (piece === breakByte) break;
      if (piece >> 5 !== first >> 5 || (piece & 31) === indefinite) return false;
      if (!this.#skipText(this.#argument(piece))) return false;
      // The decoder gathers such a text byte by byte.
      if (this.#at - start > limits.otherBytes) return false;
    }
    this.#at += 1;
    return true;
  }

  #container(first: number): boolean {
    const isMap = first >> 5 === 5;
    if (this.#open.length === limits.depth) return false;
    let left: number | undefined;
    if ((first & 31) === indefinite) this.#at += 1;
    else {
      const count = this.#argument(first);
      if (count === undefined) return false;
      left = isMap ? count * 2 : count;
      // Each item is a byte at least.
      if (left > this.#bytes.length - this.#at) return false;
    }
    this.#open.push({ isMap, left, isKeyNext: true });
    return true;
  }

  /** Of tags only that of an instant, before a number: others stand for numbers without bounds. */
  #instant(first: number): boolean {
    if (this.#argument(first) !== epochTag) return false;
    const content = this.#bytes[this.#at];
    if (content === undefined || content === breakByte) return false;
    const major = content >> 5;
    if (major === 7) return (content & 31) >= 25 && this.#simple(content);
    return major <= 1 && this.#argument(content) !== undefined;
  }

  /** False, true, null, undefined, and numbers of two, four and eight bytes. */
  #simple(first: number): boolean {
    const minor = first & 31;
    if (minor >= 20 && minor <= 23) return this.#skip(1);
    return minor >= 25 && minor <= 27 && this.#skip(1 + 2 ** (minor - 24));
  }

  #break(inside: Open | undefined): boolean {
    if (inside === undefined || inside.left !== undefined) return false;
    if (inside.isMap && !inside.isKeyNext) return false;
    this.#open.pop();
    return this.#skip(1);
  }

  #closeFull(): void {
    while (this.#open.at(-1)?.left === 0) this.#open.pop();
  }

  /** The number in an item's head, which is passed over; undefined if it is not there. */
  #argument(first: number): number | undefined {
    const minor = first & 31;
    if (minor < 24) return this.#skip(1) ? minor : undefined;
    if (minor > 27) return undefined;
    const size = 2 ** (minor - 24);
    let value = 0;
    for (let index = 1; index <= size; index += 1) {
      value = value * 256 + (this.#bytes[this.#at + index] ?? 0);
    }
    return this.#skip(1 + size) ? value : undefined;
  }

  #skipText(length: number | undefined): boolean {
    return length !== undefined && this.#skip(length);
  }

  #skip(count: number): boolean {
    this.#at += count;
    return this.#at <= this.#bytes.length;
  }
}
