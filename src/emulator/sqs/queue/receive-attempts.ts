import { Fifo } from "../../fifo.ts";
import type { Message } from "./message.ts";

/** A receive may be repeated for 5 minutes (Q-SDK ReceiveMessage ReceiveRequestAttemptId). */
const attemptMs = 300_000;

interface Attempt {
  readonly id: string;
  readonly atMs: number;
  readonly output: object;
  readonly taken: readonly { readonly message: Message; changes: number }[];
}

/**
 * FIFO receives by their ReceiveRequestAttemptId: the same id again gives the same messages and handles and resets their
 * visibility, as long as none was deleted or changed.
 */
export class ReceiveAttempts {
  readonly #byId = new Map<string, Attempt>();
  readonly #inOrder = new Fifo<Attempt>();

  remember(id: string, atMs: number, output: object, messages: readonly Message[]): void {
    const taken = messages.map((message) => ({ message, changes: message.changes }));
    const attempt = { id, atMs, output, taken };
    this.#byId.set(id, attempt);
    this.#inOrder.push(attempt);
  }

  /** What the attempt was answered, if that can be said again. `hide` resets the visibility of each message. */
  repeat(id: string, nowMs: number, hide: (message: Message) => void): object | undefined {
    this.#forget(nowMs);
    const attempt = this.#byId.get(id);
    if (attempt === undefined) return undefined;
    const isUntouched = attempt.taken.every(
      ({ message, changes }) => message.state === "in-flight" && message.changes === changes,
    );
    if (!isUntouched) return undefined;
    for (const entry of attempt.taken) {
      hide(entry.message);
      entry.changes = entry.message.changes;
    }
    return attempt.output;
  }

  #forget(nowMs: number): void {
    for (;;) {
      const oldest = this.#inOrder.peek();
      if (oldest === undefined || oldest.atMs + attemptMs > nowMs) return;
      this.#inOrder.shift();
      if (this.#byId.get(oldest.id) === oldest) this.#byId.delete(oldest.id);
    }
  }
}
