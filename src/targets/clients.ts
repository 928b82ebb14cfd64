import type { Tappable } from "../client/tap/middleware.ts";
import type { Tap } from "../client/tap/tap.ts";
import { layOut } from "./quick-config.ts";
import { stoppable } from "./stoppable.ts";
import type { ClientUser } from "./target.ts";

/** The SDK clients that a target has made: tapped, stopped and ended together. */
export class Clients {
  readonly #tap: Tap | undefined;
  readonly #made: { destroy: () => void }[] = [];
  readonly #stops: ((signal: AbortSignal) => void)[] = [];
  #signal: AbortSignal | undefined;

  constructor(tap: Tap | undefined) {
    this.#tap = tap;
  }

  /** The handler, whose requests end with the target's, and with the life of who uses it. */
  stoppable<H extends Parameters<typeof stoppable>[0]>(
    handler: H,
    user: ClientUser | undefined,
  ): H {
    const { handler: stopping, stopWith } = stoppable(handler, user?.isOwnCode);
    const end = (signal: AbortSignal): void => {
      const death = user?.life?.death;
      stopWith(death === undefined ? signal : AbortSignal.any([signal, death]));
    };
    if (this.#signal !== undefined) end(this.#signal);
    this.#stops.push(end);
    return stopping as H;
  }

  /** Taps the client if somebody's history is to know of it. */
  keep<Client extends Tappable & { readonly config: object; destroy: () => void }>(
    client: Client,
    user: ClientUser | undefined,
  ): Client {
    this.#made.push(client);
    layOut(client.config);
    if (user !== undefined) this.#tap?.install(client, user);
    return client;
  }

  stopWith(signal: AbortSignal): void {
    this.#signal = signal;
    for (const stop of this.#stops) stop(signal);
  }

  destroy(): void {
    for (const client of this.#made) client.destroy();
  }
}
