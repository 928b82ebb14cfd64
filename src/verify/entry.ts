import type { Lane } from "./lanes.ts";
import { isAfter } from "./position.ts";

/** An event as it stands in the log for one application: where it was first delivered from, and what has become of it. */
export interface Entry {
  readonly key: string;
  readonly seq: number;
  /** Place in the intended order: seq, or index in the fleet. */
  readonly intent: number;
  readonly lane: Lane;
  /** The lowest seen, where positions compare. */
  position: string;
  /** Who received it last, when, and in which record. */
  consumer: string;
  atMs: number;
  receivedAt: number;
  /** Who completed it first, and when. */
  doneBy: string | undefined;
  doneAtMs: number;
  /** In the hands of a consumer: received, not done, and its consumer is not known to have died. */
  isOpen: boolean;
  /** Completed, dead-lettered or discarded. */
  isDone: boolean;
  /** Whether its place in the log has been judged: it was forgotten, and is here again. */
  readonly isRepeated: boolean;
  /** Names of its deliveries, where they have any. */
  deliveryIds: string[] | undefined;
  /** Other places that it was delivered from, as `lane position`. */
  copies: string[] | undefined;
}

/** Whether an entry stands after another of its lane, in log order if the lane has one, events of one position in intent order. */
export function isAfterInLane(left: Entry, right: Entry): boolean {
  if (left.lane.hasLogOrder && left.position !== right.position) {
    return isAfter(left.position, right.position);
  }
  return left.intent > right.intent;
}
