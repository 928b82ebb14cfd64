/** What consumers of a queue have received and not deleted, and deletes that came before that of an earlier one. */
export class InHand {
  /** Deletes of an event while an earlier one of its key was in hand. */
  count = 0;
  first = "";
  readonly #byKey = new Map<string, Map<string, Held>>();

  receive(id: string, held: Held): void {
    const ofKey = this.#byKey.get(held.key);
    if (ofKey === undefined) this.#byKey.set(held.key, new Map([[id, held]]));
    else ofKey.set(id, held);
  }

  /** These are deleted by one request, which says nothing about their order. */
  delete(deleted: readonly { readonly id: string; readonly held: Held }[]): void {
    for (const { id, held } of deleted) this.drop(id, held.key);
    for (const { held } of deleted) {
      for (const other of this.#byKey.get(held.key)?.values() ?? []) {
        if (!isBefore(other, held)) continue;
        if (this.count === 0) this.first = `${held.key} #${held.seq} before #${other.seq}`;
        this.count += 1;
        break;
      }
    }
  }

  /** Nobody has it any more. */
  drop(id: string, key: string): void {
    const ofKey = this.#byKey.get(key);
    ofKey?.delete(id);
    if (ofKey?.size === 0) this.#byKey.delete(key);
  }
}

export interface Held {
  readonly key: string;
  readonly seq: number;
  /** Undefined where the queue has no order. */
  readonly position: string | undefined;
}

function isBefore(one: Held, other: Held): boolean {
  if (one.position === undefined || other.position === undefined) return one.seq < other.seq;
  return comparePositions(one.position, other.position) < 0;
}

/** Decimal numbers of any length. */
export function comparePositions(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
