/**
 * A FIFO queue's order. Each group's messages stay in the order they arrived. What can be received of a group is the run of
 * visible messages from its head up to the first invisible one: so a group with its head in flight is locked (SDG/FIFO-queues-
 * understanding-logic), and after a partial expiry everything up to the first still-invisible message is offered, nothing behind
 * it (LocalStack PR #13386 states this as AWS behaviour; not in AWS's documents: unverified).
 *
 * One receive takes as many of one group as it can, then tops up from others (SDG/FIFO-queues-understanding-logic). Groups are
 * served in the order in which their heads became available: assumed, AWS says nothing about fairness between groups.
 */
import { Fifo } from "../fifo.ts";
import type { Message } from "./message.ts";
import type { Shelf, Take } from "./shelf.ts";

interface Group {
  readonly id: string;
  readonly messages: Fifo<Message>;
  /** Whether it stands in the line of groups to serve. */
  isInLine: boolean;
}

export class FifoShelf implements Shelf {
  readonly #groups = new Map<string, Group>();
  readonly #line = new Fifo<Group>();

  /** Groups that hold any message. */
  get groupCount(): number {
    return this.#groups.size;
  }

  readonly add = (message: Message): void => {
    const id = message.content.groupId ?? "";
    let group = this.#groups.get(id);
    if (group === undefined) {
      group = { id, messages: new Fifo(), isInLine: false };
      this.#groups.set(id, group);
    }
    group.messages.push(message);
    this.#offer(group);
  };

  readonly show = (message: Message): void => {
    this.#offerGroupOf(message);
  };

  readonly remove = (message: Message): void => {
    this.#offerGroupOf(message);
  };

  readonly pick = (limit: number, _isLongPoll: boolean, take: Take): void => {
    let left = limit;
    while (left > 0) {
      const group = this.#line.shift();
      if (group === undefined) return;
      group.isInLine = false;
      left -= pickRun(group, left, take);
    }
  };

  readonly clear = (): void => {
    this.#groups.clear();
    this.#line.clear();
  };

  #offerGroupOf(message: Message): void {
    const group = this.#groups.get(message.content.groupId ?? "");
    if (group !== undefined) this.#offer(group);
  }

  #offer(group: Group): void {
    while (group.messages.peek()?.state === "removed") group.messages.shift();
    const head = group.messages.peek();
    if (head === undefined) this.#groups.delete(group.id);
    if (head?.state !== "visible" || group.isInLine) return;
    group.isInLine = true;
    this.#line.push(group);
  }
}

function pickRun(group: Group, limit: number, take: Take): number {
  let picked = 0;
  for (let distance = 0; picked < limit && distance < group.messages.size; distance += 1) {
    const message = group.messages.at(distance);
    if (message?.state === "removed") continue;
    if (message?.state !== "visible") break;
    if (take(message)) picked += 1;
  }
  return picked;
}
