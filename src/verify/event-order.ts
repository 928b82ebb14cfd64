import type { AppRun } from "./app-run.ts";
import type { Claim } from "./claim.ts";
import type { Entry } from "./entry.ts";
import { Inside } from "./inside.ts";
import { IntentHeap } from "./intent-heap.ts";
import { LaneLog } from "./lane-log.ts";
import type { Lane } from "./lanes.ts";
import type { Memory } from "./memory.ts";
import type { Packing } from "./packing.ts";
import { PlaceRing } from "./place-ring.ts";
import type { Place } from "./sent-event.ts";

/** When a recorder last wrote of an order, and of work in it. */
interface LastBy {
  atMs: number;
  workMs: number;
}

/**
 * What one application has seen of one order: of one truck's events, or with scope `fleet` of all, lane by lane; and who is inside its
 * handlers.
 */
export class EventOrder {
  readonly app: AppRun;
  readonly inside = new Inside();
  /** The lane this order lives in, until a reshard moves it. */
  home: Lane | undefined;
  #first: LaneLog | undefined;
  #all: Map<Lane, LaneLog> | undefined;
  /** Where the last done events stand. */
  #places: PlaceRing | undefined;
  /** Once it was asked for. */
  #open: IntentHeap | undefined;
  #furthestDone: Entry | undefined;
  /** Of all lanes but that of the furthest. */
  #secondDone: Entry | undefined;
  /** When each recorder last wrote of this order, and of work in it; once there are several. */
  lastBy: Map<string, LastBy> | undefined;
  /** Consumers that wrote of it, and claims that are not certain yet; once there are several recorders. */
  readers: Set<string> | undefined;
  claims: Claim[] | undefined;

  constructor(app: AppRun) {
    this.app = app;
  }

  /** Takes the places of done events that are remembered. */
  resume(places: PlaceRing | undefined): void {
    this.#places = places;
  }

  /** The log of a lane, made if there is none yet. */
  log(lane: Lane): LaneLog {
    if (this.#first?.lane === lane) return this.#first;
    let log = this.#all?.get(lane);
    if (log === undefined) {
      log = new LaneLog(lane);
      if (this.#first === undefined) this.#first = log;
      else {
        if (this.#all === undefined) {
          this.#all = new Map([[this.#first.lane, this.#first]]);
          this.#furthestDone = this.#first.furthestDone;
        }
        this.#all.set(lane, log);
      }
    }
    return log;
  }

  /** Whether it has been seen in more lanes than one. */
  get isSpread(): boolean {
    return this.#all !== undefined;
  }

  *logs(): Generator<LaneLog> {
    if (this.#all !== undefined) yield* this.#all.values();
    else if (this.#first !== undefined) yield this.#first;
  }

  /** The entry of an intent, wherever it is; a place where it may be makes it quicker to find. */
  find(intent: number, lane: Lane | undefined, position: string | undefined): Entry | undefined {
    const likely =
      lane === undefined || this.#all === undefined ? this.#first : this.#all.get(lane);
    const entry = likely?.find(intent, position);
    if (entry !== undefined || this.#all === undefined) return entry;
    for (const log of this.#all.values()) {
      if (log === likely) continue;
      const found = log.find(intent, undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The entry of an event of which nothing says any more where it was meant to stand. */
  findNamed(key: string, seq: number): Entry | undefined {
    for (const log of this.logs()) {
      const found = log.entries().find((entry) => entry.seq === seq && entry.key === key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Remembers the place of an entry that is dropped, among `most` of them. */
  drop(entry: Entry, most: number): void {
    if (most === 0) return;
    this.#places ??= new PlaceRing(most);
    // Of one with copies the place alone would not do.
    const { intent, lane, position } = entry;
    this.#places.add(intent, { lane, position: entry.more?.copies === undefined ? position : "" });
  }

  /** Where a done event stands that was dropped, if that is remembered. */
  recall(intent: number): Place | undefined {
    const place = this.#places?.find(intent);
    return place?.position === "" ? undefined : place;
  }

  /** Takes note of an entry that is open now. */
  noteOpen(entry: Entry): void {
    this.#open?.add(entry);
  }

  /** Of all lanes, the open entry that was meant to come first. */
  get firstIntendedOpen(): Entry | undefined {
    if (this.#open === undefined) {
      this.#open = new IntentHeap();
      for (const log of this.logs()) {
        for (const entry of log.entries()) if (entry.isOpen) this.#open.add(entry);
      }
    }
    return this.#open.first(this.app.isGone);
  }

  /** Takes note of a completed event. */
  noteDone(entry: Entry): void {
    const before = this.#furthestDone;
    if (before === undefined || entry.intent > before.intent) {
      if (before !== undefined && before.lane !== entry.lane) this.#secondDone = before;
      this.#furthestDone = entry;
      return;
    }
    if (entry.lane === before.lane) return;
    const second = this.#secondDone;
    if (second === undefined || entry.intent > second.intent) this.#secondDone = entry;
  }

  /** Of all completed events of other lanes, the one intended last. */
  furthestDoneBeside(lane: Lane): Entry | undefined {
    return this.#furthestDone?.lane === lane ? this.#secondDone : this.#furthestDone;
  }

  /** Which entry is the first open one is found out anew. */
  pack(form: Packing, { places, isEndless }: Memory): void {
    if (this.claims !== undefined) form.refuse();
    const has = form.number(
      (this.#all === undefined ? 0 : 1) +
        (this.#places !== undefined && isEndless ? 2 : 0) +
        (this.lastBy === undefined ? 0 : 4),
    );
    this.home = form.lane(this.home);
    const lane = form.lane(this.#first?.lane);
    if (lane !== undefined) this.log(lane).pack(form);
    if ((has & 1) > 0) this.#packSpread(form);
    this.inside.pack(form);
    if ((has & 2) > 0) {
      this.#places ??= new PlaceRing(places);
      this.#places.pack(form);
    }
    if ((has & 4) > 0) this.#packClocks(form);
  }

  /** Of several lanes: all but the first, and what is known across them. */
  #packSpread(form: Packing): void {
    form.list([...this.logs()].slice(1), (known) => {
      const log = this.log(form.lane(known?.lane as Lane));
      log.pack(form);
      return log;
    });
    this.#furthestDone = form.entry(this.#furthestDone);
    this.#secondDone = form.entry(this.#secondDone);
  }

  #packClocks(form: Packing): void {
    const lastBy = form.list<[string, LastBy]>([...(this.lastBy ?? [])], (one) => [
      form.text(one?.[0] ?? ""),
      { atMs: form.number(one?.[1].atMs ?? 0), workMs: form.number(one?.[1].workMs ?? 0) },
    ]);
    const readers = form.list([...(this.readers ?? [])], (name) => form.text(name ?? ""));
    if (lastBy.length > 0) this.lastBy = new Map(lastBy);
    if (readers.length > 0) this.readers = new Set(readers);
  }

  /** Entries and consumers held. */
  get size(): number {
    let size = this.inside.size + (this.#open?.size ?? 0) + (this.#places?.size ?? 0);
    for (const log of this.logs()) size += log.size;
    return size;
  }
}
