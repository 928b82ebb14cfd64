import type { StartRecord } from "../history/record.ts";
import type { AppRun } from "./app-run.ts";
import type { EventRing } from "./event-ring.ts";
import type { Lane } from "./lanes.ts";
import type { Memory } from "./memory.ts";
import { PayloadRing } from "./payload-ring.ts";
import type { PlaceRing } from "./place-ring.ts";

/**
 * A truck of which every event so far went the one straight way: sent once and acknowledged, all in one lane and each behind the one
 * before; delivered once to the one application there is, from there and unchanged; begun when the one before was completed, and
 * completed by the consumer that began it; and all of that in the order of the seqs. No check has anything to say of such a truck, and
 * counters tell what of it is sent, acknowledged, delivered and done. `StraightWay` has the rules; with the first record that
 * breaks one the truck is unfolded into `KeyFacts`, and is looked at by all checks from there on.
 */
export class StraightKey {
  readonly key: string;
  lane: Lane | undefined;
  app: AppRun | undefined;
  /** How many events came so far; those of one count are the first of the next. */
  sent = 0;
  acked = 0;
  delivered = 0;
  completed = 0;
  /** How many were committed one by one, and where the last of them stands. */
  committed = 0;
  committedPosition = "";
  /** The start of the one that is at work, and the number of that record. */
  start: StartRecord | undefined;
  startedAt = 0;
  /** Of the event that was completed last: where it stands, who did it and when, and the number of the record of its delivery. */
  donePosition = "";
  doneBy = "";
  doneAtMs = 0;
  doneReceivedAt = 0;
  /** What is under way, and the last few events before that; none when there is nothing to remember. */
  ring: EventRing | undefined;
  /** Of events that are done and not in the ring any more. */
  payloads: PayloadRing | undefined;
  places: PlaceRing | undefined;

  constructor(key: string) {
    this.key = key;
  }

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.completed === this.sent;
  }

  /** Where an acknowledged event stands; undefined if it is forgotten. */
  positionOf(seq: number): string | undefined {
    if (seq === this.completed - 1) return this.donePosition;
    const { ring } = this;
    return ring === undefined || seq < ring.oldest(this.sent) ? undefined : ring.positionOf(seq);
  }
}

/** What a done event was like is remembered when it leaves the ring, if there is room. */
export function keepPayload(key: StraightKey, seq: number, { payloads: most }: Memory): void {
  if (most === 0) return;
  key.payloads ??= new PayloadRing();
  key.payloads.add(seq, key.ring!.memoOf(seq), key.ring!.indexOf(seq), most);
}
