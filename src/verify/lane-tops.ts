import type { Lane } from "./lanes.ts";
import type { Packing } from "./packing.ts";
import { isAfter } from "./position.ts";

/** Of each lane, the highest position that was noted; of one without log order, any. Cheap as long as there is one lane. */
export class LaneTops {
  #lane: Lane | undefined;
  #top = "";
  #others: Map<Lane, string> | undefined;

  note(lane: Lane, position: string): void {
    if (this.#lane === undefined) {
      this.#lane = lane;
      this.#top = position;
    } else if (this.#lane === lane) {
      if (lane.hasLogOrder && isAfter(position, this.#top)) this.#top = position;
    } else {
      this.#others ??= new Map();
      const before = this.#others.get(lane);
      if (before === undefined || (lane.hasLogOrder && isAfter(position, before))) {
        this.#others.set(lane, position);
      }
    }
  }

  get(lane: Lane): string | undefined {
    return lane === this.#lane ? this.#top : this.#others?.get(lane);
  }

  *entries(): Generator<readonly [Lane, string]> {
    if (this.#lane !== undefined) yield [this.#lane, this.#top];
    if (this.#others !== undefined) yield* this.#others;
  }

  pack(form: Packing): void {
    this.#lane = form.lane(this.#lane);
    if (this.#lane === undefined) return;
    this.#top = form.position(this.#top);
    const others = form.list<readonly [Lane, string]>([...(this.#others ?? [])], (one) => [
      form.lane(one?.[0] as Lane),
      form.position(one?.[1] ?? ""),
    ]);
    if (others.length > 0) this.#others = new Map(others);
  }

  get size(): number {
    return this.#others?.size ?? 0;
  }
}
