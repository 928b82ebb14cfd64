/**
 * A standard queue's order, which is none: "best-effort ordering" and "at-least-once delivery" (SDG/standard-queues). Messages are
 * spread over servers; a receive takes from random servers and near their fronts; a short poll asks only some of them
 * (SDG/sqs-short-and-long-polling).
 */
import type { Random } from "../../random.ts";
import { Fifo } from "../fifo.ts";
import type { Message } from "./message.ts";
import type { Shelf, Take } from "./shelf.ts";

/** How unruly a standard queue is. *Assumed: adversity for tests, not a measurement of AWS.* */
export interface StandardQueueProfile {
  /** Servers that the messages are spread over. */
  readonly servers: number;
  /** The chance that a short poll asks a given server. */
  readonly shortPollShare: number;
  /** A receive takes any of this many messages from a server's front. */
  readonly reach: number;
  /** The chance that a message becomes visible late, and by how much at most. */
  readonly lateProbability: number;
  readonly lateMs: number;
  /** The chance that a message is delivered a second time, even if deleted meanwhile, and within which time of the first. */
  readonly duplicateProbability: number;
  readonly duplicateWithinMs: number;
}

export const defaultStandardQueue: StandardQueueProfile = {
  servers: 8,
  shortPollShare: 0.75,
  reach: 4,
  lateProbability: 0.04,
  lateMs: 2000,
  duplicateProbability: 0.01,
  duplicateWithinMs: 5000,
};

export class StandardShelf implements Shelf {
  readonly #servers: readonly Fifo<Message>[];
  readonly #profile: StandardQueueProfile;
  readonly #random: Random;

  constructor(profile: StandardQueueProfile, random: Random) {
    this.#profile = profile;
    this.#random = random;
    this.#servers = Array.from({ length: profile.servers }, () => new Fifo<Message>());
  }

  readonly add = (message: Message): void => {
    if (message.state === "visible") this.show(message);
  };

  readonly show = (message: Message): void => {
    this.#servers[Math.floor(this.#random() * this.#servers.length)]?.push(message);
  };

  /** A removed message is passed over when its turn comes. */
  readonly remove = (): void => {};

  readonly pick = (limit: number, isLongPoll: boolean, take: Take): void => {
    const asked = this.#servers.filter(
      (server) => server.size > 0 && (isLongPoll || this.#random() < this.#profile.shortPollShare),
    );
    let left = limit;
    while (left > 0 && asked.length > 0) {
      const at = Math.floor(this.#random() * asked.length);
      const server = asked[at];
      const message = server === undefined ? undefined : this.#pickFrom(server);
      if (message === undefined) {
        asked.splice(at, 1);
      } else if (take(message)) {
        left -= 1;
      }
    }
  };

  readonly clear = (): void => {
    for (const server of this.#servers) server.clear();
  };

  #pickFrom(server: Fifo<Message>): Message | undefined {
    while (server.size > 0) {
      const reach = Math.min(server.size, this.#profile.reach);
      const message = server.shiftFrom(Math.floor(this.#random() * reach));
      if (message?.state === "visible") return message;
    }
    return undefined;
  }
}
