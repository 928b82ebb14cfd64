import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

import { Fifo } from "../../fifo.ts";
import { limits } from "./limits.ts";

interface Waiting {
  readonly response: ServerResponse;
  readonly bytes: number;
  readonly act: () => void;
}

/**
 * Lets the requests of one HTTP/1.1 connection in one after the other: the next when the answer of the last has been taken. Who sends
 * requests ahead of their answers, which no SDK does, cannot make the server hold them all.
 */
export class Turnstile {
  readonly #socket: Socket;
  readonly #waiting = new Fifo<Waiting>();
  #waitingBytes = 0;
  #isBusy = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  enter(response: ServerResponse, bytes: number, act: () => void): void {
    if (!this.#isBusy) {
      this.#admit({ response, bytes, act });
      return;
    }
    this.#waiting.push({ response, bytes, act });
    this.#waitingBytes += bytes;
    const isTooMuch =
      this.#waiting.size > limits.pipelinedRequests || this.#waitingBytes > limits.pipelinedBytes;
    if (isTooMuch) this.#socket.destroy();
  }

  #admit({ response, act }: Waiting): void {
    if (response.destroyed || this.#socket.destroyed) return;
    this.#isBusy = true;
    // It follows the last byte of an answer, and the end of a connection.
    response.once("close", this.#next);
    act();
  }

  readonly #next = (): void => {
    this.#isBusy = false;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#waitingBytes -= next.bytes;
    this.#admit(next);
  };
}
