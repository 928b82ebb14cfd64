import type { ServerHttp2Session } from "node:http2";

/**
 * Tells when the caller has taken what it was sent. Node says of a stream only that the connection has all of it, and a connection
 * takes as much as the caller's windows let through, read or not. So the caller is asked, by a PING behind the last byte: it cannot
 * answer before it has read up to there (RFC 9113, 6.7).
 */
export class Receipts {
  readonly #session: ServerHttp2Session;
  #waiting: (() => void)[] = [];
  #isAsking = false;

  constructor(session: ServerHttp2Session) {
    this.#session = session;
  }

  /** Calls back once everything that the connection has now is taken, or nobody is left to take it. */
  whenTaken(act: () => void): void {
    this.#waiting.push(act);
    // One PING at a time is enough, and more than a few would be taken for a flood.
    if (!this.#isAsking) this.#ask();
  }

  #ask(): void {
    const asked = this.#waiting;
    this.#waiting = [];
    this.#isAsking = true;
    const done = (): void => {
      this.#isAsking = false;
      for (const act of asked) act();
      if (this.#waiting.length > 0) this.#ask();
    };
    // A session that ends calls back as well.
    if (this.#session.destroyed) done();
    else this.#session.ping(done);
  }
}
