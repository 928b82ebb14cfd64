/**
 * A FIFO queue's order. Each group's messages stay in the order they arrived. What can be received of a group is the run of
 * visible messages from its head up to the first invisible one: so a group with its head in flight is locked (SDG/FIFO-queues-
 * understanding-logic), and after a partial expiry everything up to the first still-invisible message is offered, nothing behind
 * it (LocalStack PR #13386 states this as AWS behaviour; not in AWS's documents: unverified).
 *
 * One receive takes as many of one group as it can, then tops up from others (SDG/FIFO-queues-understanding-logic). Groups are
 * served in the order in which their first messages themselves last became visible, so that a delete, which lets the next message of
 * a group be the first, does not put the group at the end: both orders that LocalStack recorded on AWS, one after a delete and one
 * after an expiry, are of this kind. AWS says nothing about fairness between groups.
 *
 * Only the first messages of the queue are looked through for groups (see LookAhead).
 */
import type { Random } from "../../../random.ts";
import { DeadlineHeap, type Timed } from "../../deadline-heap.ts";
import { Fifo } from "../../fifo.ts";
import { LookAhead } from "../limits/look-ahead.ts";
import { partitionCount, partitionOf } from "../limits/partition.ts";
import type { FifoQueueProfile } from "./fifo-queue-profile.ts";
import type { Message, MessageState } from "./message.ts";
import type { QueueSettings } from "./queue-attributes.ts";
import type { Picking, Shelf, Take } from "./shelf.ts";

/** In a line while its first message can be received; its `dueMs` there is when, in turn, that message became visible. */
class Group implements Timed {
  readonly id: string;
  readonly order: number;
  readonly messages = new Fifo<Message>();
  /** How many of its messages are removed, but stand behind one that is not. */
  removed = 0;
  dueMs = 0;
  slot = -1;

  constructor(id: string, order: number) {
    this.id = id;
    this.order = order;
  }
}

/** So many removed messages may stand in a group before it is looked through for them. */
const patience = 64;

interface Line {
  readonly index: number;
  readonly groups: DeadlineHeap<Group>;
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
  #turns = 0;
  #opened = 0;

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
    for (const { groups } of this.#lines) groups.clear();
    this.#lines = emptyLines(count);
    for (const group of this.#groups.values()) this.#offer(group);
  };

  readonly add = (message: Message): void => {
    const id = message.content.groupId ?? "";
    let group = this.#groups.get(id);
    if (group === undefined) {
      this.#opened += 1;
      group = new Group(id, this.#opened);
      this.#groups.set(id, group);
    }
    if (message.state === "visible") this.#takeTurn(message);
    group.messages.push(message);
    this.#lookAhead.add(message);
    this.#offer(group);
  };

  /** One that was visible all along keeps its turn. */
  readonly show = (message: Message, from: MessageState): void => {
    if (from !== "visible") this.#takeTurn(message);
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
      const group = line?.groups.popDue(Infinity);
      if (line === undefined || group === undefined) return;
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
    const line = this.#lineOf(group);
    if (head?.state === "visible" && head.isInReach) line?.groups.set(group, head.turn);
    else line?.groups.remove(group);
  }

  #takeTurn(message: Message): void {
    this.#turns += 1;
    message.turn = this.#turns;
  }

  #lineOf({ id }: Group): Line | undefined {
    return this.#lines[partitionOf(id, this.#lines.length)];
  }
}

function emptyLines(count: number): readonly Line[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    groups: new DeadlineHeap<Group>(),
  }));
}

/** The line with the group whose turn it is. */
function firstOf(lines: readonly Line[]): Line | undefined {
  let first: Line | undefined;
  let firstTurn = Infinity;
  for (const line of lines) {
    const turn = line.groups.nextMs() ?? Infinity;
    if (turn < firstTurn) [first, firstTurn] = [line, turn];
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
