import type { AppRun } from "./app-run.ts";
import type { Timed } from "./clocks.ts";
import type { Entry } from "./entry.ts";
import type { EventOrder } from "./event-order.ts";
import { IntervalSet } from "./interval-set.ts";
import { LaneTops } from "./lane-tops.ts";
import type { Lane } from "./lanes.ts";
import type { Memory } from "./memory.ts";
import type { Packing } from "./packing.ts";
import { isAfter } from "./position.ts";
import { hasSeq, type Seqs } from "./seqs.ts";
import type { StaleEffects } from "./stale-effects.ts";

/** From so many deliveries without any effect on, an application is taken for one that records none. */
export const manyDeliveries = 4096;

/** What one application has seen of one truck. */
export class AppFacts {
  readonly app: AppRun;
  /** Of this truck, or with scope `fleet` of all trucks together. */
  readonly order: EventOrder;
  /** The truck's next application. */
  next: AppFacts | undefined;
  delivered: Seqs = 0;
  completed: Seqs = 0;
  /** Committed one by one, and how far so in each lane with log order. */
  committed: Seqs = 0;
  commits: LaneTops | undefined;
  /** How far it was read in each lane. */
  readonly reached = new LaneTops();
  /** Dead-lettered or discarded. */
  aside: IntervalSet | undefined;
  /** Started or completed without having been delivered. */
  unbidden: IntervalSet | undefined;
  /** Delivered from another place than the acknowledgement names, and not yet from there. */
  strays: Set<number> | undefined;
  /** Of all completed events, the one latest in the log, and where it stood when it was done. */
  latestDone: Entry | undefined;
  latestDonePosition = "";
  /** When it was done last, and by whom; kept where there are several recorders. */
  latestDoneBy: Timed | undefined;
  stale: StaleEffects | undefined;

  constructor(app: AppRun, order: EventOrder) {
    this.app = app;
    this.order = order;
  }

  setAside(seq: number): void {
    (this.aside ??= new IntervalSet()).add(seq);
  }

  work(seq: number): void {
    (this.unbidden ??= new IntervalSet()).add(seq);
  }

  /** Whether the application will not work on an event any more, as far as one can tell of one that records no effects at all. */
  isDoneWith(seq: number): boolean {
    if (this.aside?.has(seq) === true) return true;
    if (!hasSeq(this.delivered, seq)) return false;
    if (hasSeq(this.completed, seq)) return true;
    const { effects, deliveries } = this.app.seen;
    return effects === 0 && deliveries > manyDeliveries;
  }

  /** Whether a position lies behind all of the lane that the truck was read from. */
  isBeyond(lane: Lane, position: string): boolean {
    if (!lane.hasLogOrder) return false;
    const top = this.reached.get(lane);
    return top === undefined || isAfter(position, top);
  }

  pack(form: Packing, memory: Memory): void {
    if (this.stale !== undefined || (this.strays?.size ?? 0) > 0) form.refuse();
    const by = this.latestDoneBy;
    const has = form.number(
      (this.commits === undefined ? 0 : 1) +
        (this.aside === undefined ? 0 : 2) +
        (this.unbidden === undefined ? 0 : 4) +
        (by === undefined ? 0 : 8) +
        (this.committed === 0 ? 0 : 16),
    );
    this.delivered = form.seqs(this.delivered);
    this.completed = form.seqs(this.completed);
    this.reached.pack(form);
    this.order.pack(form, memory);
    this.latestDone = form.entry(this.latestDone);
    this.latestDonePosition = form.position(this.latestDonePosition);
    if ((has & 1) > 0) (this.commits ??= new LaneTops()).pack(form);
    if ((has & 2) > 0) this.aside = form.seqs(this.aside);
    if ((has & 4) > 0) this.unbidden = form.seqs(this.unbidden);
    if ((has & 16) > 0) this.committed = form.seqs(this.committed);
    if ((has & 8) === 0) return;
    this.latestDoneBy = {
      recorder: form.maybeText(by?.recorder),
      atMs: form.number(by?.atMs ?? 0),
    };
  }

  /** Intervals and names held. */
  get size(): number {
    const sets = [this.delivered, this.completed, this.committed, this.aside, this.unbidden];
    let size = this.reached.size + (this.commits?.size ?? 0);
    for (const set of sets) if (typeof set === "object") size += set.intervalCount;
    return size + (this.strays?.size ?? 0) + (this.stale?.size ?? 0);
  }
}
