/**
 * Tells which event a body is, for whoever sent or received it, and what is known of it besides.
 *
 * A body that is not one of the workload's own payloads is an event too: its key is the partition key or message group id it was
 * sent with, its seq counts what was sent so under that key. When it comes back it is known by its position, or, before the
 * acknowledgement is there, by its bytes. Memory for such bodies, and for them alone, grows with their number.
 */
import type { Codec } from "../../workload/codec.ts";

/** Which event, and the body as it is. */
export interface Identified {
  readonly key: string;
  readonly seq: number;
  /** Position in the order of the whole fleet. */
  readonly index: number;
  readonly bytes: number;
  readonly checksum: number;
  /** Whether the payload's own checksum matched, or it has none. */
  readonly intact: boolean;
}

/** Key under which deliveries are counted that nobody sent and nobody can read. */
export const unreadableKey = "(unreadable)";

type Name = Pick<Identified, "key" | "seq" | "index">;

export class EventBook {
  readonly #decode: Codec["decode"];
  /** Foreign bodies sent so far, by routing key. */
  readonly #foreignCounts = new Map<string, number>();
  readonly #foreignByPlace = new Map<string, Name>();
  readonly #foreignByBody = new Map<string, Name[]>();
  #foreignIndex = 0;

  constructor(decode: Codec["decode"]) {
    this.#decode = decode;
  }

  /** An event on its way out. */
  sent(body: string, routingKey: string): Identified {
    const { event, intact, checksum } = this.#decode(body);
    if (event !== undefined && intact) return identified(nameOf(event), body, checksum, true);
    const seq = this.#foreignCounts.get(routingKey) ?? 0;
    this.#foreignCounts.set(routingKey, seq + 1);
    const name = { key: routingKey, seq, index: this.#foreignIndex };
    this.#foreignIndex += 1;
    const alike = this.#foreignByBody.get(body);
    if (alike === undefined) this.#foreignByBody.set(body, [name]);
    else alike.push(name);
    return identified(name, body, checksum, true);
  }

  /** The broker says where the event is. */
  placed(body: string, { key, seq, index }: Identified, lane: string, position: string): void {
    if (this.#foreignByBody.has(body)) {
      this.#foreignByPlace.set(`${lane} ${position}`, { key, seq, index });
    }
  }

  received(body: string, lane: string, position: string): Identified {
    const { event, intact, checksum } = this.#decode(body);
    if (event !== undefined && (intact || this.#foreignIndex === 0)) {
      return identified(nameOf(event), body, checksum, intact);
    }
    const foreign =
      this.#foreignByPlace.get(`${lane} ${position}`) ?? this.#foreignByBody.get(body)?.at(-1);
    if (foreign !== undefined) return identified(foreign, body, checksum, true);
    const name = event === undefined ? { key: unreadableKey, seq: -1, index: -1 } : nameOf(event);
    return identified(name, body, checksum, intact);
  }
}

function nameOf({ truckId, seq, index }: { truckId: string; seq: number; index: number }): Name {
  return { key: truckId, seq, index };
}

function identified(name: Name, body: string, checksum: number, intact: boolean): Identified {
  return { ...name, bytes: Buffer.byteLength(body), checksum, intact };
}
