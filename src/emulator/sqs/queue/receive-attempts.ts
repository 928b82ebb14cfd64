import { Fifo } from "../../fifo.ts";
import type { Message } from "./message.ts";

/** A receive may be repeated for 5 minutes (Q-SDK ReceiveMessage ReceiveRequestAttemptId). */
const attemptMs = 300_000;

/** A message as the receive left it, by its order: a deleted one leaves nothing but these numbers. */
interface Taken {
  readonly order: number;
  readonly receiveCount: number;
  readonly changes: number;
}

interface Attempt {
  readonly id: string;
  readonly atMs: number;
  readonly taken: readonly Taken[];
}

/** FIFO receives by their ReceiveRequestAttemptId: the same id again gives the same messages and handles. */
export class ReceiveAttempts {
  readonly #byId = new Map<string, Attempt>();
  readonly #inOrder = new Fifo<Attempt>();

  remember(id: string, atMs: number, messages: readonly Message[]): void {
    const taken = messages.map(({ order, receiveCount, changes }) => ({
      order,
      receiveCount,
      changes,
    }));
    const attempt = { id, atMs, taken };
    this.#byId.set(id, attempt);
    this.#inOrder.push(attempt);
  }

  /**
   * The messages that the attempt was given; undefined if this is a new receive: the id is new, or older than 5 minutes, or the
   * messages came back by themselves when their visibility timeout was over. `spent` once one of them was deleted or had its
   * visibility changed: "it is possible to retry ... if none of the messages have been modified" (Q-SDK ReceiveMessage). `find`
   * gives a message that was received and is still there.
   */
  repeat(
    id: string,
    nowMs: number,
    find: (order: number) => Message | undefined,
  ): readonly Message[] | "spent" | undefined {
    this.forget(nowMs);
    const attempt = this.#byId.get(id);
    if (attempt === undefined) return undefined;
    const messages: Message[] = [];
    for (const { order, changes } of attempt.taken) {
      const message = find(order);
      if (message === undefined || message.changes !== changes) return "spent";
      messages.push(message);
    }
    const isHeld = messages.every(
      ({ state, receiveCount }, index) =>
        state === "in-flight" && receiveCount === attempt.taken[index]?.receiveCount,
    );
    return isHeld ? messages : undefined;
  }

  /** Lets go of what is older than five minutes. */
  forget(nowMs: number): void {
    for (;;) {
      const oldest = this.#inOrder.peek();
      if (oldest === undefined || oldest.atMs + attemptMs > nowMs) return;
      this.#inOrder.shift();
      if (this.#byId.get(oldest.id) === oldest) this.#byId.delete(oldest.id);
    }
  }
}
