/**
 * A FIFO queue's order. Each group's messages stay in the order they arrived. What can be received of a group is the run of
 * visible messages from its head up to the first invisible one: so a group with its head in flight is locked (SDG/FIFO-queues-
 * understanding-logic), and after a partial expiry everything up to the first still-invisible message is offered, nothing behind
 * it (LocalStack PR #13386 states this as AWS behaviour; not in AWS's documents: unverified).
 *
 * One receive takes as many of one group as it can, then tops up from others (SDG/FIFO-queues-understanding-logic). Groups are
 * served in the order in which their heads became available: assumed, AWS says nothing about fairness between groups.
 *
 * Only the first messages of the queue are looked through for groups (see LookAhead).
 */
import type { Random } from "../../../random.ts";
import { Fifo } from "../../fifo.ts";
import { LookAhead } from "../limits/look-ahead.ts";
import { partitionCount, partitionOf } from "../limits/partition.ts";
import type { FifoQueueProfile } from "./fifo-queue-profile.ts";
import type { Message } from "./message.ts";
import type { QueueSettings } from "./queue-attributes.ts";
import type { Picking, Shelf, Take } from "./shelf.ts";

interface Group {
  readonly id: string;
  readonly messages: Fifo<Message>;
  /** How many of its messages are removed, but stand behind one that is not. */
  removed: number;
  /** Its place among the groups to serve; undefined while it is not in line. */
  ticket: number | undefined;
}

/** So many removed messages may stand in a group before it is looked through for them. */
const patience = 64;

interface Line {
  readonly index: number;
  readonly groups: Fifo<Group>;
}

export interface FifoShelfOptions {
  readonly profile: FifoQueueProfile;
  readonly random: Random;
  /** How many messages from the front are looked through for groups. */
  readonly lookAhead: number;
}

export class FifoShelf implements Shelf {
  readonly #groups = new Map<string, Group>();
  readonly #profile: FifoQueueProfile;
  readonly #random: Random;
  readonly #lookAhead: LookAhead<Message>;
  #lines: readonly Line[];
  #tickets = 0;

  constructor({ profile, random, lookAhead }: FifoShelfOptions) {
    this.#profile = profile;
    this.#random = random;
    this.#lookAhead = new LookAhead(lookAhead);
    this.#lines = emptyLines(profile.servers);
  }

  /** Groups that hold any message. */
  get groupCount(): number {
    return this.#groups.size;
  }

  /** A high-throughput queue is spread over its partitions, any other over its servers. */
  readonly configure = ({ isHighThroughput }: QueueSettings): void => {
    const count = isHighThroughput ? partitionCount : this.#profile.servers;
    if (count === this.#lines.length) return;
    const waiting = this.#lines.flatMap(({ groups }) => groups.toArray());
    waiting.sort((a, b) => (a.ticket ?? 0) - (b.ticket ?? 0));
    this.#lines = emptyLines(count);
    for (const group of waiting) this.#lineOf(group)?.groups.push(group);
  };

  readonly add = (message: Message): void => {
    const id = message.content.groupId ?? "";
    let group = this.#groups.get(id);
    if (group === undefined) {
      group = { id, messages: new Fifo(), removed: 0, ticket: undefined };
      this.#groups.set(id, group);
    }
    group.messages.push(message);
    this.#lookAhead.add(message);
    this.#offer(group);
  };

  readonly show = (message: Message): void => {
    this.#offerGroupOf(message);
  };

  readonly remove = (message: Message): void => {
    const reached = this.#lookAhead.remove(message);
    const group = this.#groups.get(message.content.groupId ?? "");
    if (group !== undefined) this.#drop(group);
    if (reached !== undefined) this.#offerGroupOf(reached);
  };

  readonly pick = ({ limit, isLongPoll, mayServe, onServe }: Picking, take: Take): void => {
    const { shortPollShare } = this.#profile;
    const asked = this.#lines.filter(
      ({ index, groups }) =>
        groups.size > 0 &&
        (isLongPoll || shortPollShare === 1 || this.#random() < shortPollShare) &&
        (mayServe === undefined || mayServe(index)),
    );
    const served = new Set<Line>();
    let left = limit;
    while (left > 0) {
      const line = firstOf(asked);
      const group = line?.groups.shift();
      if (line === undefined || group === undefined) return;
      group.ticket = undefined;
      const picked = pickRun(group, left, take);
      if (picked > 0 && !served.has(line)) onServe?.(line.index);
      if (picked > 0) served.add(line);
      left -= picked;
    }
  };

  readonly clear = (): void => {
    this.#groups.clear();
    this.#lookAhead.clear();
    this.#lines = emptyLines(this.#lines.length);
  };

  #offerGroupOf(message: Message): void {
    const group = this.#groups.get(message.content.groupId ?? "");
    if (group !== undefined) this.#offer(group);
  }

  /** One of its messages has been removed. When most are, those that nobody passes are let go of. */
  #drop(group: Group): void {
    group.removed += 1;
    if (group.removed >= patience && group.removed * 2 > group.messages.size) {
      group.messages.keep(({ state }) => state !== "removed");
      group.removed = 0;
    }
    this.#offer(group);
  }

  #offer(group: Group): void {
    while (group.messages.peek()?.state === "removed") {
      group.messages.shift();
      group.removed -= 1;
    }
    const head = group.messages.peek();
    if (head === undefined) this.#groups.delete(group.id);
    if (head?.state !== "visible" || !head.isInReach || group.ticket !== undefined) return;
    group.ticket = this.#tickets += 1;
    this.#lineOf(group)?.groups.push(group);
  }

  #lineOf({ id }: Group): Line | undefined {
    return this.#lines[partitionOf(id, this.#lines.length)];
  }
}

function emptyLines(count: number): readonly Line[] {
  return Array.from({ length: count }, (_, index) => ({ index, groups: new Fifo<Group>() }));
}

/** The line whose first group has waited longest. */
function firstOf(lines: readonly Line[]): Line | undefined {
  let first: Line | undefined;
  let firstTicket = Infinity;
  for (const line of lines) {
    const ticket = line.groups.peek()?.ticket ?? Infinity;
    if (ticket < firstTicket) [first, firstTicket] = [line, ticket];
  }
  return first;
}

function pickRun(group: Group, limit: number, take: Take): number {
  let picked = 0;
  for (let distance = 0; picked < limit && distance < group.messages.size; distance += 1) {
    const message = group.messages.at(distance);
    if (message?.state === "removed") continue;
    if (message?.state !== "visible" || !message.isInReach) break;
    if (take(message)) picked += 1;
  }
  return picked;
}
