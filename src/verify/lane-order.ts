import type { DeliveryRecord, EffectRecord } from "../history/record.ts";
import type { EventOrder } from "./event-order.ts";
import { OpenEvents } from "./open-events.ts";
import { isAfter, isDecimal } from "./position.ts";
import { SortedRing } from "./sorted-ring.ts";

/** What one application has seen of one order (see `EventOrder`) in one lane. */
export class LaneOrder {
  readonly name: string;
  /** Received and not completed. */
  readonly open: OpenEvents;
  /** The latest first log entries, in log order: not judged yet, as an earlier one may still come. */
  readonly unjudged: SortedRing<DeliveryRecord>;
  /** The last entry that left `unjudged`: nothing before it can be judged any more. */
  lastJudged: DeliveryRecord | undefined;
  /** Of all entries that left `unjudged`, the one intended last. */
  furthestJudged: DeliveryRecord | undefined;
  /** Of all completed events, the one latest in the log, at `latestDonePosition`. */
  latestDone: EffectRecord | undefined;
  latestDonePosition = "";
  /** Of all completed events, the one intended last. */
  furthestDone: EffectRecord | undefined;
  /** Of all first log entries seen, the one intended last. */
  furthestSeen: DeliveryRecord | undefined;
  /** Of the entries that left `unjudged` and were not late, the one intended first. */
  firstPunctual: DeliveryRecord | undefined;
  #highest: string | undefined;
  #hasLogOrder = true;

  constructor(name: string, order: EventOrder) {
    this.name = name;
    this.open = new OpenEvents(order.intentOf, order.isGone);
    const { intentOf } = order;
    this.unjudged = new SortedRing(order.window, (left, right) => {
      if (left.position !== right.position) return isAfter(left.position, right.position);
      return intentOf(left) > intentOf(right);
    });
  }

  /** Whether all positions seen in the lane can be compared. Once one cannot, the lane has no log order from there on. */
  get hasLogOrder(): boolean {
    return this.#hasLogOrder;
  }

  get size(): number {
    return this.open.size + this.unjudged.size;
  }

  /** Takes note of a position; true if it lies after all that were seen. */
  see(position: string): boolean {
    this.seeKind(position);
    if (!this.#hasLogOrder) return false;
    if (this.#highest !== undefined && !isAfter(position, this.#highest)) return false;
    this.#highest = position;
    return true;
  }

  /** Takes note of whether a position can be compared. */
  seeKind(position: string): void {
    if (!this.#hasLogOrder || isDecimal(position)) return;
    this.#hasLogOrder = false;
    this.open.loseLogOrder();
  }
}
