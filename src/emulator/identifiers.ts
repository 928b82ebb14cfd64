import { type Random, seededRandom } from "../random.ts";

/** ASCII codes of the hexadecimal digits. */
const digits = Buffer.from("0123456789abcdef");
/** Where each of the 32 random digits goes: eight from each draw. Digits 12 and 16 are the version and the variant. */
const places = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [9, 10, 11, 12, 14, 15, 16, 17],
  [19, 20, 21, 22, 24, 25, 26, 27],
  [28, 29, 30, 31, 32, 33, 34, 35],
];
const versionPlace = 14;
const variantPlace = 19;

/** UUID-looking identifiers from a seed: the same seed gives the same ones in the same order, on any machine. */
export class Identifiers {
  readonly #random: Random;
  readonly #text = Buffer.from("00000000-0000-4000-a000-000000000000");

  constructor(seed: number, name: string) {
    this.#random = seededRandom(seed, `identifiers/${name}`);
  }

  uuid(): string {
    const text = this.#text;
    for (const eight of places) {
      let bits = Math.floor(this.#random() * 0x1_0000_0000);
      for (let index = 7; index >= 0; index -= 1) {
        text[eight[index] ?? 0] = digits[bits & 15] ?? 0;
        bits >>>= 4;
      }
    }
    text[versionPlace] = 52; // 4
    text[variantPlace] = 97; // a
    return text.toString("latin1", 0, 36);
  }
}
