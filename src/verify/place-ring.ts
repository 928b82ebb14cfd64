import type { Lane } from "./lanes.ts";
import type { Packing } from "./packing.ts";
import type { Place } from "./sent-event.ts";

/**
 * Where the last events of an order stand that are done: a redelivery is compared with them. A table by the low bits of the intent.
 */
export class PlaceRing {
  readonly #intents: Float64Array;
  readonly #positions: string[] = [];
  readonly #lanes: Lane[] = [];

  /** `size` is a power of two. */
  constructor(size: number) {
    this.#intents = new Float64Array(size).fill(-1);
  }

  get size(): number {
    return this.#positions.length;
  }

  add(intent: number, { lane, position }: Place): void {
    const at = intent & (this.#intents.length - 1);
    if (this.#intents[at]! > intent) return;
    while (this.#positions.length <= at) {
      this.#positions.push("");
      this.#lanes.push(lane);
    }
    this.#intents[at] = intent;
    this.#positions[at] = position;
    this.#lanes[at] = lane;
  }

  pack(form: Packing): void {
    const places: [number, Place][] = [];
    for (const [at, position] of this.#positions.entries()) {
      if (this.#intents[at]! >= 0) {
        places.push([this.#intents[at]!, { lane: this.#lanes[at]!, position }]);
      }
    }
    const packed = form.list<[number, Place]>(places, (one) => [
      form.number(one?.[0] ?? 0),
      { lane: form.lane(one?.[1].lane as Lane), position: form.position(one?.[1].position ?? "") },
    ]);
    if (form.isReading) for (const [intent, place] of packed) this.add(intent, place);
  }

  find(intent: number): Place | undefined {
    const at = intent & (this.#intents.length - 1);
    if (this.#intents[at] !== intent) return undefined;
    return { lane: this.#lanes[at]!, position: this.#positions[at]! };
  }
}
