import type { Lane } from "../broker/broker.ts";

/** A lane, and who reads it. */
export interface HeldLane {
  readonly lane: Lane;
  /** Number of the consumer that it is leased to, from 1. */
  readonly holder: number;
}

/**
 * The lanes of a channel for one application, as they come and go. Each is leased to one consumer, in the order in which they are
 * found; a lane may be read once all its parents have been read to their ends, since their events came first
 * (KDG/kinesis-using-sdk-java-after-resharding).
 */
export class LaneTree {
  readonly #consumers: number;
  readonly #known = new Map<string, HeldLane>();
  readonly #waiting = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #waitsForParents: boolean;

  /** Of a tree that does not wait for parents, every lane may be read as soon as it is found. */
  constructor(consumers: number, waitsForParents = true) {
    this.#consumers = consumers;
    this.#waitsForParents = waitsForParents;
  }

  /** Lanes that are passed over count as ended, so that their children may be read. */
  pass(lane: Lane): void {
    this.#ended.add(lane.id);
  }

  /** Takes in lanes that are not known yet. */
  find(lanes: readonly Lane[]): void {
    for (const lane of lanes) {
      if (this.#known.has(lane.id) || this.#ended.has(lane.id)) continue;
      const holder = (this.#known.size % this.#consumers) + 1;
      this.#known.set(lane.id, { lane, holder });
      this.#waiting.add(lane.id);
    }
  }

  end(lane: Lane): void {
    this.#ended.add(lane.id);
  }

  /** The lanes that may be read now and are not yet; each is given once. */
  takeReadable(): readonly HeldLane[] {
    const readable: HeldLane[] = [];
    for (const id of this.#waiting) {
      const held = this.#known.get(id)!;
      if (!this.#waitsForParents) {
        readable.push(held);
        continue;
      }
      // A parent that is not listed any more is older than the retention.
      const isOpen = held.lane.parents.some(
        (parent) => this.#known.has(parent) && !this.#ended.has(parent),
      );
      if (!isOpen) readable.push(held);
    }
    for (const { lane } of readable) this.#waiting.delete(lane.id);
    return readable;
  }
}
