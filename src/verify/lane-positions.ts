import { isAfter } from "./position.ts";

/** Positions remembered in all, and of one lane at least and at most. */
const inAll = 1 << 16;
const [atLeast, atMost] = [256, 8192];

/** What stands at a position, as far as is remembered: nothing, this event, another one, or too long ago to say. */
export type Occupation = "free" | "same" | "taken" | "forgotten";

/**
 * Which event stands at which position of one lane, for the latest positions. Where positions compare they are kept sorted, and one
 * that lies after all others is known to be free without a search.
 */
export class LanePositions {
  #positions: string[] = [];
  #keys: string[] = [];
  #seqs: number[] = [];
  #hasForgotten = false;
  /** Where positions do not compare. */
  #owners: Map<string, { readonly key: string; readonly seq: number }> | undefined;

  /** Puts an event of a key at a position of a lane with log order, one of so many; tells what was there. */
  occupy(position: string, key: string, seq: number, lanes: number): Occupation {
    return this.append(position, key, seq, lanes)
      ? "free"
      : this.#insert(position, key, seq, lanes);
  }

  /** As `occupy`, but only behind all others: false if the position is not there. */
  append(position: string, key: string, seq: number, lanes: number): boolean {
    const positions = this.#positions;
    const { length } = positions;
    if (length > 0 && !isAfter(position, positions[length - 1]!)) return false;
    positions.push(position);
    this.#keys.push(key);
    this.#seqs.push(seq);
    this.#forgetSome(lanes);
    return true;
  }

  /** As `occupy`, in a lane without log order. */
  claim(position: string, key: string, seq: number, lanes: number): Occupation {
    this.#owners ??= new Map();
    const owner = this.#owners.get(position);
    if (owner !== undefined) return owner.key === key && owner.seq === seq ? "same" : "taken";
    this.#owners.set(position, { key, seq });
    if (this.#owners.size > mostOf(lanes)) {
      const [oldest] = this.#owners.keys();
      this.#owners.delete(oldest!);
    }
    return "free";
  }

  #insert(position: string, key: string, seq: number, lanes: number): Occupation {
    const at = this.#placeOf(position);
    if (!isAfter(this.#positions[at]!, position)) {
      return this.#keys[at] === key && this.#seqs[at] === seq ? "same" : "taken";
    }
    if (at === 0 && this.#hasForgotten) return "forgotten";
    this.#positions.splice(at, 0, position);
    this.#keys.splice(at, 0, key);
    this.#seqs.splice(at, 0, seq);
    this.#forgetSome(lanes);
    return "free";
  }

  #forgetSome(lanes: number): void {
    const { length } = this.#positions;
    if (length <= 2 * atLeast || length <= 2 * mostOf(lanes)) return;
    const from = length - mostOf(lanes);
    this.#positions = this.#positions.slice(from);
    this.#keys = this.#keys.slice(from);
    this.#seqs = this.#seqs.slice(from);
    this.#hasForgotten = true;
  }

  /** Index of the first position that is not before the one given. */
  #placeOf(position: string): number {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(position, this.#positions[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Positions remembered of one lane of so many. */
function mostOf(lanes: number): number {
  return Math.max(atLeast, Math.min(atMost, Math.floor(inAll / lanes)));
}
