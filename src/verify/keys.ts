import { KeyFacts } from "./key-facts.ts";
import type { Memory } from "./memory.ts";
import { type Named, PackReader, PackWriter } from "./packing.ts";

/** Trucks that are looked at for one to pack, at most, when there is one too many. */
const mostLooks = 8;

/** What they ask of the run. */
interface RunOfKeys extends Named {
  readonly memory: Memory;
}

/**
 * All trucks. Those that were used lately are at hand; where there are many, the others are packed, each in one text, until they are
 * asked for. What is under way is all there then; what is done is remembered less, as `Memory` and docs/HISTORY.md say.
 */
export class Keys {
  readonly #run: RunOfKeys;
  readonly #facts = new Map<string, KeyFacts | string>();
  /** Those at hand, in a circle: one that was used since the hand came by is passed over once. */
  readonly #hot: KeyFacts[] = [];
  #hand = 0;
  #unfinished: readonly string[] = [];
  #last: KeyFacts | undefined;
  /** Told of a truck before it is packed. */
  beforePacking: (key: KeyFacts) => void = () => {};

  constructor(run: RunOfKeys) {
    this.#run = run;
  }

  get size(): number {
    return this.#facts.size;
  }

  find(name: string): KeyFacts | undefined {
    if (this.#last?.key === name) return this.#last;
    const known = this.#facts.get(name);
    if (known === undefined) return undefined;
    if (typeof known === "string") return this.#admit(this.#unpacked(name, known));
    known.isUsed = true;
    this.#last = known;
    return known;
  }

  /** As `find`; one that is new is made. */
  get(name: string): KeyFacts {
    return this.find(name) ?? this.#admit(new KeyFacts(name));
  }

  /** Every truck, in the order of their first records. What is changed of one that is packed is lost. */
  *values(): Generator<KeyFacts> {
    for (const [name, facts] of this.#facts) {
      yield typeof facts === "string" ? this.#unpacked(name, facts) : facts;
    }
  }

  /** The history is over: of the packed trucks, those that nobody has to look at any more are left out of `unfinished`. */
  close(isFinished: (key: KeyFacts) => boolean): void {
    const left: string[] = [];
    for (const [name, facts] of this.#facts) {
      if (typeof facts !== "string" || !isFinished(this.#unpacked(name, facts))) left.push(name);
    }
    this.#unfinished = left;
  }

  /** As `values`, without trucks of which all is done as it should be. */
  *unfinished(): Generator<KeyFacts> {
    for (const name of this.#unfinished) {
      const facts = this.#facts.get(name)!;
      yield typeof facts === "string" ? this.#unpacked(name, facts) : facts;
    }
  }

  /** Puts a truck among those at hand. It is the last that was asked for: nobody has another in hand that may be packed now. */
  #admit(key: KeyFacts): KeyFacts {
    this.#facts.set(key.key, key);
    this.#last = key;
    const hot = this.#hot;
    if (hot.length < this.#run.memory.keys || !this.#replace(key)) hot.push(key);
    // Once there is less room than before.
    for (let looks = 0; looks < mostLooks && hot.length > this.#run.memory.keys; looks += 1) {
      this.#drop(key);
    }
    return key;
  }

  /** Packs the next truck, if it may be, without putting another in its place. */
  #drop(kept: KeyFacts): void {
    const hot = this.#hot;
    if (this.#hand >= hot.length) this.#hand = 0;
    const other = hot[this.#hand]!;
    if (other === kept || !this.#pack(other)) this.#hand += 1;
    else {
      hot[this.#hand] = hot.at(-1)!;
      hot.pop();
    }
  }

  /** Puts a truck in the place of one that is packed; false if there is none soon. */
  #replace(key: KeyFacts): boolean {
    const hot = this.#hot;
    for (let looks = 0; looks < mostLooks; looks += 1) {
      if (this.#hand >= hot.length) this.#hand = 0;
      const at = this.#hand;
      this.#hand += 1;
      const other = hot[at]!;
      if (other.isUsed) other.isUsed = false;
      else if (this.#pack(other)) {
        hot[at] = key;
        return true;
      }
    }
    return false;
  }

  #pack(key: KeyFacts): boolean {
    this.#run.memory.isCrowded = true;
    this.beforePacking(key);
    const writer = new PackWriter(key.key);
    key.pack(writer, this.#run.memory);
    const { packed } = writer;
    if (packed === undefined) return false;
    this.#facts.set(key.key, packed);
    return true;
  }

  #unpacked(name: string, packed: string): KeyFacts {
    const key = new KeyFacts(name);
    key.pack(new PackReader(name, packed, this.#run), this.#run.memory);
    return key;
  }
}
