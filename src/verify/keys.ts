import { EventRing } from "./event-ring.ts";
import { KeyFacts } from "./key-facts.ts";
import type { Memory } from "./memory.ts";
import { type Named, PackReader, PackWriter } from "./packing.ts";
import { StraightKey } from "./straight-key.ts";
import { unfolded } from "./unfold.ts";

/** Trucks that are looked at for one to pack, at most, when there is one too many. */
const mostLooks = 8;

/** What they ask of the run. */
interface RunOfKeys extends Named {
  readonly memory: Memory;
  readonly clocks: { readonly first: string | undefined };
}

/**
 * All trucks. Those that went the straight way so far are a few numbers, and are unfolded when they are asked for otherwise. Of the rest
 * those that were used lately are at hand; where there are many, the others are packed, each in one text, until they are asked for. What
 * is under way is all there then; what is done is remembered less, as `Memory` and docs/HISTORY.md say.
 */
export class Keys {
  readonly #run: RunOfKeys;
  readonly #facts = new Map<string, KeyFacts | StraightKey | string>();
  /** Those at hand, in a circle: one that was used since the hand came by is passed over once. */
  readonly #hot: KeyFacts[] = [];
  #hand = 0;
  #unfinished: readonly string[] = [];
  #last: KeyFacts | undefined;
  #lastStraight: StraightKey | undefined;
  /** Of trucks that need none any more. */
  readonly #rings: EventRing[] = [];
  #isCrowded = false;
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
    if (known instanceof StraightKey) return this.#unfold(known);
    known.isUsed = true;
    this.#last = known;
    return known;
  }

  /** As `find`; one that is new is made. */
  get(name: string): KeyFacts {
    return this.find(name) ?? this.#admit(new KeyFacts(name));
  }

  /** A truck that went the straight way so far. */
  straight(name: string): StraightKey | undefined {
    if (this.#lastStraight?.key === name) return this.#lastStraight;
    if (this.#last?.key === name) return undefined;
    const known = this.#facts.get(name);
    if (known === undefined || typeof known === "string") return undefined;
    if (known instanceof StraightKey) return (this.#lastStraight = known);
    known.isUsed = true;
    this.#last = known;
    return undefined;
  }

  /** As `straight`, of one that is new. */
  begin(name: string): StraightKey | undefined {
    if (this.#facts.has(name)) return undefined;
    const key = new StraightKey(name);
    this.#facts.set(name, key);
    const { memory } = this.#run;
    if (this.#facts.size > memory.keys) memory.isCrowded = true;
    if (!this.#isCrowded && memory.entries === 0) {
      this.#isCrowded = true;
      for (const other of this.#facts.values()) {
        if (other instanceof StraightKey && other.isIdle) this.rest(other);
      }
    }
    return (this.#lastStraight = key);
  }

  /** A straight truck has something under way. */
  giveRing(key: StraightKey): EventRing {
    const ring = this.#rings.pop() ?? new EventRing();
    ring.first = key.sent;
    key.ring = ring;
    this.#run.memory.hold(ring.capacity);
    return ring;
  }

  /** A straight truck has nothing under way any more, and there are too many to remember what is done. */
  rest(key: StraightKey): void {
    key.payloads = undefined;
    key.places = undefined;
    const { ring } = key;
    if (ring === undefined) return;
    key.ring = undefined;
    this.#run.memory.hold(-ring.capacity);
    this.#rings.push(ring);
  }

  /** Every truck, in the order of their first records. What is changed of one that is packed or straight is lost. */
  *values(): Generator<KeyFacts> {
    for (const [name, facts] of this.#facts) {
      yield this.#seen(name, facts);
    }
  }

  /** The history is over: of trucks that are packed or straight, those that nobody has to look at any more are left out of `unfinished`. */
  close(isFinished: (key: KeyFacts | StraightKey) => boolean): void {
    const left: string[] = [];
    for (const [name, facts] of this.#facts) {
      const seen = typeof facts === "string" ? this.#unpacked(name, facts) : facts;
      if (facts instanceof KeyFacts || !isFinished(seen)) left.push(name);
    }
    this.#unfinished = left;
  }

  /** As `values`, without trucks of which all is done as it should be. */
  *unfinished(): Generator<KeyFacts> {
    for (const name of this.#unfinished) {
      yield this.#seen(name, this.#facts.get(name)!);
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

  #unfold(straight: StraightKey): KeyFacts {
    const { memory } = this.#run;
    const key = this.#seen(straight.key, straight);
    memory.hold(key.held - (straight.ring?.capacity ?? 0));
    if (this.#lastStraight === straight) this.#lastStraight = undefined;
    return this.#admit(key);
  }

  /** The facts, whatever form they have. */
  #seen(name: string, facts: KeyFacts | StraightKey | string): KeyFacts {
    if (typeof facts === "string") return this.#unpacked(name, facts);
    if (facts instanceof KeyFacts) return facts;
    const { memory, clocks } = this.#run;
    return unfolded(facts, { memory, recorder: clocks.first });
  }

  #unpacked(name: string, packed: string): KeyFacts {
    const key = new KeyFacts(name);
    key.pack(new PackReader(name, packed, this.#run), this.#run.memory);
    return key;
  }
}
