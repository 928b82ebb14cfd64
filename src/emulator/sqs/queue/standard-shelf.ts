/**
 * A standard queue's order, which is none: "best-effort ordering" and "at-least-once delivery" (SDG/standard-queues). Messages are
 * spread over servers; a receive takes from random servers and near their fronts; a short poll asks only some of them
 * (SDG/sqs-short-and-long-polling).
 */
import type { Random } from "../../../random.ts";
import type { Message, MessageState } from "./message.ts";
import { LoosePile, type Pile, SortedPile } from "./pile.ts";
import type { Picking, Shelf, Take } from "./shelf.ts";
import { StandardServer } from "./standard-server.ts";
import { Tenants } from "./tenants.ts";

/** How unruly a standard queue is. */
export interface StandardQueueProfile {
  /** Servers that the messages are spread over. */
  readonly servers: number;
  /** The chance that a short poll asks a given server. */
  readonly shortPollShare: number;
  /** A receive takes any of this many messages from a server's front. */
  readonly reach: number;
  /** Whether every receive takes the message sent first, and what becomes visible again is first again. Default: no. */
  readonly keepsPlaces?: boolean;
  /** The chance that a message becomes visible late, and by how much at most. */
  readonly lateProbability: number;
  readonly lateMs: number;
  /** The chance that a message is delivered a second time, even if deleted meanwhile, and within which time of the first. */
  readonly duplicateProbability: number;
  readonly duplicateWithinMs: number;
}

/** *Assumed: adversity for tests, not a measurement of AWS.* */
export const adverseStandardQueue: StandardQueueProfile = {
  servers: 8,
  shortPollShare: 0.75,
  reach: 4,
  lateProbability: 0.04,
  lateMs: 2000,
  duplicateProbability: 0.01,
  duplicateWithinMs: 5000,
};

/**
 * A standard queue as it mostly is: messages are spread over servers and come out of each as they went in, so that a backlog loses its
 * order and a quiet queue hardly; a repeat is rarer than one in a million (production hints say one in ten million, nobody measured
 * it). Short polls ask some of the servers (SDG/sqs-short-and-long-polling). How many servers there are is *assumed*.
 */
export const typicalStandardQueue: StandardQueueProfile = {
  servers: 8,
  shortPollShare: 0.75,
  reach: 1,
  lateProbability: 0,
  lateMs: 0,
  duplicateProbability: 1e-6,
  duplicateWithinMs: 5000,
};

/**
 * A standard queue as a quiet one mostly behaves: what was sent first comes first, at once and once, and every receive finds it.
 * Tests recorded against AWS expect that (LocalStack's test_send_message_batch, test_inflight_message_requeue), so it is what a
 * server of requests starts with; nothing in AWS's documents promises it.
 */
export const calmStandardQueue: StandardQueueProfile = {
  servers: 1,
  shortPollShare: 1,
  reach: 1,
  keepsPlaces: true,
  lateProbability: 0,
  lateMs: 0,
  duplicateProbability: 0,
  duplicateWithinMs: 0,
};

export class StandardShelf implements Shelf {
  readonly #servers: readonly StandardServer[];
  readonly #tenants = new Tenants();
  readonly #profile: StandardQueueProfile;
  readonly #random: Random;

  constructor(profile: StandardQueueProfile, random: Random) {
    this.#profile = profile;
    this.#random = random;
    const makePile = (): Pile =>
      profile.keepsPlaces === true ? new SortedPile() : new LoosePile(profile.reach, random);
    this.#servers = Array.from(
      { length: profile.servers },
      () => new StandardServer(this.#tenants, makePile),
    );
  }

  readonly add = (message: Message): void => {
    if (message.state === "visible") this.show(message, "visible");
  };

  readonly show = (message: Message, from: MessageState): void => {
    if (from === "in-flight") this.#leave(message);
    message.server = Math.floor(this.#random() * this.#servers.length);
    this.#servers[message.server]?.push(message);
  };

  readonly remove = (message: Message, from: MessageState): void => {
    if (from === "in-flight") this.#leave(message);
    if (from === "visible") this.#servers[message.server]?.drop(message);
  };

  readonly pick = ({ limit, isLongPoll }: Picking, take: Take): void => {
    const asked = this.#servers.filter(
      (server) => !server.isEmpty && (isLongPoll || this.#random() < this.#profile.shortPollShare),
    );
    let left = limit;
    while (left > 0 && asked.length > 0) {
      const at = Math.floor(this.#random() * asked.length);
      const message = asked[at]?.take();
      if (message === undefined) {
        asked.splice(at, 1);
        continue;
      }
      message.server = -1;
      if (take(message)) {
        left -= 1;
        if (message.state === "in-flight") this.#tenants.enter(message.content.groupId);
      }
    }
  };

  readonly configure = (): void => {};

  readonly clear = (): void => {
    this.#tenants.clear();
    for (const server of this.#servers) server.clear();
  };

  #leave({ content: { groupId } }: Message): void {
    this.#tenants.leave(groupId);
    if (groupId === undefined) return;
    for (const server of this.#servers) server.reconsider(groupId);
  }
}
