import type {
  ConsumerEvent,
  CrashRecord,
  DeadLetterRecord,
  DiscardRecord,
} from "../history/record.ts";
import type { Claim, Happening } from "./claim.ts";
import type { Clocks, Timed } from "./clocks.ts";
import { isWorkerOf } from "./crashes.ts";
import type { EventOrder } from "./event-order.ts";
import { joinedName } from "./joined-name.ts";

/** Claims of one order that wait at most. */
const mostClaims = 256;

/** What they ask of the run. */
interface RunOfNearness {
  readonly clocks: Clocks;
  noteNear(example: string): void;
}

/**
 * What two clocks cannot put in order: a consumer's work on a truck so near to what another recorder wrote of the same truck and
 * application that either may have come first. Two deliveries need no order between them. It is counted, and what was claimed because of
 * such an order is dropped: a claim waits until what it rests on has ended surely after it.
 */
export class Nearness {
  readonly #run: RunOfNearness;
  /** By application and consumer: its last record. */
  readonly #lastOf = new Map<string, Timed>();
  readonly #crashes = new Map<string, CrashRecord>();
  readonly #claiming = new Set<EventOrder>();

  constructor(run: RunOfNearness) {
    this.#run = run;
  }

  note(order: EventOrder, record: ConsumerEvent | DeadLetterRecord | DiscardRecord): void {
    const { type, app, consumer, key, seq, atMs } = record;
    const { clocks } = this.#run;
    const recorder = clocks.recorderOf(record);
    this.#settle(order, record);
    const isWork = type !== "delivery";
    const lastBy = (order.lastBy ??= new Map());
    for (const [other, last] of lastBy) {
      const otherMs = isWork ? last.atMs : last.workMs;
      if (otherMs === -Infinity) continue;
      if (clocks.isNear(recorder, atMs, other, otherMs))
        this.#run.noteNear(`${type} of ${key} #${seq}`);
    }
    const own = lastBy.get(recorder);
    if (own === undefined) lastBy.set(recorder, { atMs, workMs: isWork ? atMs : -Infinity });
    else {
      own.atMs = atMs;
      if (isWork) own.workMs = atMs;
    }
    if (consumer === undefined) return;
    const name = nameOf(app, consumer);
    this.#compareWithCrashes(order, record, name);
    (order.readers ??= new Set()).add(name);
    this.#lastOf.set(name, { recorder, atMs });
  }

  crash(record: CrashRecord): void {
    const { app, consumer } = record;
    const name = nameOf(app, consumer);
    const last = this.#lastOf.get(name);
    if (last !== undefined && this.#isNear(last, record)) {
      this.#run.noteNear(`the crash of ${consumer}`);
    }
    this.#crashes.set(name, record);
    for (const order of this.#claiming) if (order.app.app === app) this.#settle(order, record);
  }

  /** Whether a consumer surely has not died since it wrote a record, though its last death was recorded before that. */
  isSurelyAlive(
    app: string,
    { consumer, ...since }: Timed & { readonly consumer: string },
  ): boolean {
    const death = this.#crashes.get(nameOf(app, consumer));
    if (death === undefined || !isWorkerOf(consumer, death.consumer)) return true;
    return this.#run.clocks.isSurelyBefore(death, since);
  }

  /** Takes a claim; with one recorder it is certain at once. */
  claim(order: EventOrder, claim: Claim): void {
    if (!this.#run.clocks.isMany) {
      claim.confirm();
      return;
    }
    const claims = (order.claims ??= []);
    this.#claiming.add(order);
    if (claims.length < mostClaims) claims.push(claim);
    else this.#run.noteNear(`a claim beyond ${mostClaims}`);
  }

  /** Nothing comes any more that could be the end of anything. */
  close(): void {
    for (const order of this.#claiming) {
      for (const claim of order.claims ?? []) claim.confirm();
      order.claims = undefined;
    }
    this.#claiming.clear();
  }

  /** Confirms or drops the claims that rest on what has ended now. */
  #settle(order: EventOrder, happening: Happening): void {
    if (order.claims === undefined) return;
    const { clocks } = this.#run;
    const surelyMs = happening.atMs - clocks.errorMs;
    const left = order.claims.filter((claim) => {
      const isOver = claim.isOverBy(happening);
      const isSurelyLater = clocks.isSurelyBefore(claim.record, happening);
      if ((isOver && isSurelyLater) || claim.record.atMs < surelyMs) {
        claim.confirm();
        return false;
      }
      const isDropped = (isOver || claim.isVoidBy?.(happening) === true) && !isSurelyLater;
      if (isDropped)
        this.#run.noteNear(`the ${happening.type} by ${happening.consumer ?? "nobody"}`);
      return !isDropped;
    });
    order.claims = left.length === 0 ? undefined : left;
    if (left.length === 0) this.#claiming.delete(order);
  }

  /** A consumer that was near its end may have had more in hand, or less. */
  #compareWithCrashes(
    order: EventOrder,
    record: Happening & { key: string; seq: number },
    name: string,
  ): void {
    const { type, app, key, seq } = record;
    for (const [crashed, death] of this.#crashes) {
      if (death.app !== app) continue;
      const isOwn = crashed === name;
      if (!isOwn && (type !== "start" || order.readers?.has(crashed) !== true)) continue;
      if (!this.#isNear(record, death)) continue;
      this.#run.noteNear(`${type} of ${key} #${seq}, and the crash of ${death.consumer}`);
    }
  }

  #isNear(one: Timed, other: Timed): boolean {
    const { clocks } = this.#run;
    return clocks.isNear(clocks.recorderOf(one), one.atMs, clocks.recorderOf(other), other.atMs);
  }
}

/** Workers of one consumer are called `consumer/slot`. */
function nameOf(app: string, consumer: string): string {
  return joinedName(app, consumer.split("/")[0]!);
}
