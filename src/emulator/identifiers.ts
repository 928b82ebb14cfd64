import { type Random, seededRandom } from "../random.ts";

/** UUID-looking identifiers from a seed: the same seed gives the same ones in the same order, on any machine. */
export class Identifiers {
  readonly #random: Random;
  constructor(seed: number, name: string) {
    this.#random = seededRandom(seed, `identifiers/${name}`);
  }

  uuid(): string {
    const a = this.#hex32();
    const b = this.#hex32();
    const c = this.#hex32();
    const d = this.#hex32();
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
  }

  #hex32(): string {
    return Math.floor(this.#random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  }
}
