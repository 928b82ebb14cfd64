import type { AckRecord, DeliveryRecord } from "../history/record.ts";
import type { GuaranteeProfile } from "./anomaly.ts";
import type { AppFacts } from "./app-facts.ts";
import type { Contradictions } from "./contradictions.ts";
import { copiesOf, type Entry } from "./entry.ts";
import { joinedName } from "./joined-name.ts";
import type { KeyFacts } from "./key-facts.ts";
import type { Lane } from "./lanes.ts";
import type { MoreOfEvent, Place, SentEvent } from "./sent-event.ts";
import { hasSeq, isNewSeq } from "./seqs.ts";

/** What they ask of the run. */
interface RunOfPlaces {
  readonly scope: GuaranteeProfile["scope"];
  readonly contradictions: Contradictions;
  readonly lanes: { readonly size: number };
  /** Positions of which it is not known any more what stood there. */
  unjudgedPlaces: number;
  /** Acknowledgements of events of which it is not known any more where they were delivered from. */
  unknownDeliveries: number;
  /** Whether an application has read past a place, or everything. */
  hasRead(place: Place, app: AppFacts | undefined): boolean;
}

/**
 * Whether the places that acknowledgements and deliveries name can all be true: an event is delivered from wherever it was
 * acknowledged, no two events stand at one position, and nothing that is sent after a reshard goes to a parent.
 *
 * An event may be at other places besides: a send whose answer was lost is repeated by the SDK. So a delivery from elsewhere is no
 * contradiction by itself; it is if the application read past the acknowledged place, or all there was, and found nothing there.
 * Limit: what stands where is remembered for the latest 256 to 8,192 positions of a lane.
 */
export class LogPlaces {
  readonly #run: RunOfPlaces;
  /** Acknowledgements that name a second place. */
  #crowded = 0;

  constructor(run: RunOfPlaces) {
    this.#run = run;
  }

  acknowledge(key: KeyFacts, event: SentEvent, { position, atMs }: AckRecord, lane: Lane): void {
    if (event.lane === lane && event.position === position) return;
    lane.see(position, this.#run.contradictions);
    this.occupy({ lane, position }, key.key, event.seq);
    if (event.lane === undefined) {
      event.lane = lane;
      event.position = position;
      event.ackedAtMs = atMs;
      for (let { app } = key; app !== undefined; app = app.next) {
        if (hasSeq(app.delivered, event.seq)) this.#compare(event, app);
      }
    } else {
      event.more ??= {};
      event.more.places ??= [];
      if (event.more.places.length === 0) this.#rememberPlaces(key, event, event.more);
      event.more.places.push({ lane, position });
      this.#crowded += 1;
    }
    if (event.sentAtMs > lane.lastSentMs) lane.lastSentMs = event.sentAtMs;
  }

  /** `isFirst`: the application has not received the event before. */
  deliver({ key, app, event, lane, isFirst }: Delivered, { position }: DeliveryRecord): void {
    const { seq } = event;
    if (event.lane === lane && event.position === position) {
      if (!isFirst) app.strays?.delete(seq);
    } else {
      lane.see(position, this.#run.contradictions);
      this.occupy({ lane, position }, key.key, seq);
      if (isFirst && event.lane !== undefined) (app.strays ??= new Set()).add(seq);
    }
    event.more?.seen?.add(placeName(app, { lane, position }));
  }

  /** What of a truck was delivered, and not from where it was acknowledged, though the application has read there. */
  contradict(key: KeyFacts, app: AppFacts): void {
    for (const seq of app.strays ?? []) {
      const event = key.find(seq);
      if (event?.lane === undefined) continue;
      const place = { lane: event.lane, position: event.position };
      if (this.#run.hasRead(place, app)) this.#missing(key, event, place);
    }
    if (this.#crowded === 0) return;
    for (const event of key.events.toArray()) {
      const { places = [], seen } = event.more ?? {};
      for (const place of places) {
        const isFound = seen?.has(placeName(app, place)) === true;
        if (isFound || isNewSeq(app.delivered, event.seq)) continue;
        if (this.#run.hasRead(place, app)) this.#missing(key, event, place);
      }
    }
  }

  #missing(key: KeyFacts, { seq }: SentEvent, { lane, position }: Place): void {
    this.#run.contradictions.add(
      "events delivered, but not from where they were acknowledged",
      `${key.key} #${seq}, acknowledged at ${position} in ${lane.name}`,
    );
  }

  /** The acknowledgement comes after the delivery. */
  #compare({ seq, index, lane, position }: SentEvent, app: AppFacts): void {
    const intent = this.#run.scope === "key" ? seq : index;
    if (intent === undefined) return;
    const entry = app.order.find(intent, lane, position);
    const known = entry ?? app.order.recall(intent);
    if (known !== undefined && isAt(known, { lane: lane!, position })) return;
    // Where it was delivered from first may be forgotten.
    if (known === undefined || entry?.origin === "again") this.#run.unknownDeliveries += 1;
    else (app.strays ??= new Set()).add(seq);
  }

  /** From its second place on it is remembered where an event is delivered from. */
  #rememberPlaces(key: KeyFacts, event: SentEvent, more: MoreOfEvent): void {
    more.seen = new Set();
    const intent = this.#run.scope === "key" ? event.seq : event.index;
    if (intent === undefined) return;
    for (let { app } = key; app !== undefined; app = app.next) {
      const entry = app.order.find(intent, event.lane, event.position);
      if (entry === undefined) {
        if (hasSeq(app.delivered, event.seq)) this.#run.unjudgedPlaces += 1;
        continue;
      }
      more.seen.add(placeName(app, entry));
      for (const copy of copiesOf(entry)) more.seen.add(joinedName(app.app.app, copy));
    }
  }

  /** Puts an event at a place, which is nobody else's. */
  occupy({ lane, position }: Place, key: string, seq: number): void {
    const { positions, hasLogOrder } = lane;
    const lanes = this.#run.lanes.size;
    const found = hasLogOrder
      ? positions.occupy(position, key, seq, lanes)
      : positions.claim(position, key, seq, lanes);
    if (found === "taken") {
      this.#run.contradictions.add(
        "two events at one position",
        `${key} #${seq} at ${position} in ${lane.name}`,
      );
    }
    if (found === "forgotten") this.#run.unjudgedPlaces += 1;
  }
}

interface Delivered {
  readonly key: KeyFacts;
  readonly app: AppFacts;
  readonly event: SentEvent;
  readonly lane: Lane;
  readonly isFirst: boolean;
}

function isAt(known: Place & Partial<Pick<Entry, "more">>, { lane, position }: Place): boolean {
  if (known.lane === lane && known.position === position) return true;
  return copiesOf(known).includes(copyName(lane, position));
}

/** A place as `copiesOf` has it. */
export function copyName(lane: Lane, position: string): string {
  return joinedName(lane.name, position);
}

function placeName(app: AppFacts, { lane, position }: Place): string {
  return joinedName(app.app.app, copyName(lane, position));
}
