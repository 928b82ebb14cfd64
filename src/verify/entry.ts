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
  /** Who received it last, and when; once it is completed, who did that first. */
  consumer: string;
  atMs: number;
  recorder: string | undefined;
  /** When it was received last: number of the record. */
  receivedAt: number;
  /** In the hands of a consumer: received, not done, and its consumer is not known to have died. */
  isOpen: boolean;
  /** Completed, dead-lettered or discarded. */
  isDone: boolean;
  /**
   * `first`: made by the first delivery. `again`: by a later one, so that it is not known where the first came from. `passing`: only to
   * be compared with; it was dropped because it is done, or never delivered. `told`: the same of one that was delivered, of which only the
   * record itself says where it stands.
   */
  readonly origin: "first" | "again" | "passing" | "told";
  more: MoreOfEntry | undefined;
}

/** What few entries have. */
export interface MoreOfEntry {
  /** Names of its deliveries. */
  deliveryIds?: string[];
  /** Other places that it was delivered from, as `lane position`. */
  copies?: string[];
}

/** Other places of one event that are remembered. */
export const maxCopies = 64;

/** The other places that an event was delivered from. */
export function copiesOf({ more }: Partial<Pick<Entry, "more">>): readonly string[] {
  return more?.copies ?? none;
}

export function addCopy(entry: Entry, place: string): void {
  entry.more ??= {};
  (entry.more.copies ??= []).push(place);
}

const none: readonly string[] = [];

/** Whether an entry stands after another of its lane, in log order if the lane has one, events of one position in intent order. */
export function isAfterInLane(left: Entry, right: Entry): boolean {
  if (left.lane.hasLogOrder && left.position !== right.position) {
    return isAfter(left.position, right.position);
  }
  return left.intent > right.intent;
}
