const hexDigits = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/**
 * A running digest: two readers that were given the same numbers and texts in the same order have equal digests. 64 bits, from two
 * multiply-and-mix chains with different constants; made to tell accidents apart, not to withstand an attacker.
 */
export class Digest {
  // As whole numbers of 32 bits, which are kept in place.
  #a = 0x811c_9dc5 | 0;
  #b = 0x9e37_79b9 | 0;

  addNumber(value: number): void {
    this.#mix(value | 0);
    // What does not fit into 32 bits.
    this.#mix(Math.floor(value / 4_294_967_296) | 0);
  }

  addText(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.#mix(text.charCodeAt(at));
    // So that "ab", "c" and "a", "bc" differ.
    this.#mix(-1 - text.length);
  }

  /** The same as to add its `hex`. */
  addDigest(other: Digest): void {
    for (const half of [other.#a, other.#b]) {
      for (let shift = 28; shift >= 0; shift -= 4) this.#mix(hexDigits[(half >>> shift) & 15]!);
    }
    this.#mix(-1 - 16);
  }

  get hex(): string {
    return [this.#a, this.#b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #mix(value: number): void {
    this.#a = Math.imul(this.#a ^ value, 0x0100_0193);
    this.#a ^= this.#a >>> 15;
    this.#b = Math.imul((this.#b << 5) ^ (this.#b >>> 27) ^ value, 0x85eb_ca6b);
    this.#b ^= this.#b >>> 13;
  }
}
