import type { AckRecord, DeliveryRecord, EffectRecord, SendRecord } from "../history/record.ts";

/** What is known of an event between its first send and its end. */
export interface OpenEvent {
  readonly dueMs: number;
  /** Size of the payload. */
  readonly bytes: number;
  lastSentAtMs: number;
  acked: boolean;
  delivered: boolean;
  effected: boolean;
}

/**
 * The events under way, by truck and seq. An event is forgotten once it is both acknowledged and processed, so memory is the
 * backlog. Whatever comes for an event that is not here is a repetition (or an invention) and yields undefined.
 */
export class OpenEvents {
  readonly #trucks = new Map<string, { nextSeq: number; open: Map<number, OpenEvent> }>();

  /** The event if this is its first send; undefined for a send that repeats one. */
  send(record: SendRecord): OpenEvent | undefined {
    let truck = this.#trucks.get(record.key);
    if (truck === undefined) {
      truck = { nextSeq: 0, open: new Map() };
      this.#trucks.set(record.key, truck);
    }
    const known = truck.open.get(record.seq);
    if (known !== undefined) known.lastSentAtMs = record.atMs;
    if (known !== undefined || record.seq < truck.nextSeq) return undefined;
    truck.nextSeq = record.seq + 1;
    const event = {
      dueMs: record.dueMs,
      bytes: record.bytes,
      lastSentAtMs: record.atMs,
      acked: false,
      delivered: false,
      effected: false,
    };
    truck.open.set(record.seq, event);
    return event;
  }

  /** The event, at its first acknowledgement. */
  ack(record: AckRecord): OpenEvent | undefined {
    return this.#first(record, "acked");
  }

  /** The event, at its first delivery. */
  deliver(record: DeliveryRecord): OpenEvent | undefined {
    return this.#first(record, "delivered");
  }

  /** The event, at its first effect. */
  effect(record: EffectRecord): OpenEvent | undefined {
    return this.#first(record, "effected");
  }

  #first(
    { key, seq }: { readonly key: string; readonly seq: number },
    mark: "acked" | "delivered" | "effected",
  ): OpenEvent | undefined {
    const open = this.#trucks.get(key)?.open;
    const event = open?.get(seq);
    if (event === undefined || event[mark]) return undefined;
    event[mark] = true;
    if (event.acked && event.effected) open?.delete(seq);
    return event;
  }
}
