import type {
  AckRecord,
  CommitRecord,
  DeliveryRecord,
  EffectRecord,
  SendRecord,
  StartRecord,
} from "../history/record.ts";
import { manyDeliveries } from "./app-facts.ts";
import type { AppRun } from "./app-run.ts";
import { EventRing } from "./event-ring.ts";
import { PlaceRing } from "./place-ring.ts";
import { isAfter } from "./position.ts";
import type { RunFacts } from "./run-facts.ts";
import { keepPayload, type StraightKey } from "./straight-key.ts";

/**
 * Takes the records of trucks that go the straight way (see `StraightKey`), as nearly all do. Each method says whether it took its
 * record; if not, nothing has happened, and the record is for `KeyFacts`, `ConsumerRecords` and the checks.
 *
 * What it takes must be such that no check would have had anything to say, whatever comes later; a test has every history judged both
 * ways. It is only asked where all checks, and no others, look at a history in which each truck has an order of its own.
 */
export class StraightWay {
  readonly #run: RunFacts;

  constructor(run: RunFacts) {
    this.#run = run;
  }

  send({ key: name, seq, atMs, index, bytes, checksum, attemptId }: SendRecord): boolean {
    const key = this.#find(name) ?? this.#begin(name, seq);
    if (key === undefined || seq !== key.sent || attemptId !== undefined) return false;
    const place = orNone(index);
    const size = orNone(bytes);
    const sum = orNone(checksum);
    if (Number.isNaN(place + size + sum)) return false;
    const run = this.#run;
    run.at += 1;
    run.counts.sends += 1;
    run.events += 1;
    run.withoutFate += 1;
    const ring = key.ring ?? run.keys.giveRing(key);
    if (seq - ring.first >= ring.capacity) this.#makeRoom(key, ring);
    ring.send(seq, atMs, place, size, sum);
    key.sent = seq + 1;
    return true;
  }

  acknowledge({ key: name, seq, atMs, lane: laneName, position, attemptId }: AckRecord): boolean {
    const key = this.#find(name);
    if (key === undefined || seq !== key.acked || seq >= key.sent || attemptId !== undefined) {
      return false;
    }
    const run = this.#run;
    const lane = run.lanes.get(laneName, key.lane);
    lane.see(position, run.contradictions);
    if (!lane.hasLogOrder || (key.lane !== undefined && key.lane !== lane)) return false;
    const ring = key.ring!;
    const sentAtMs = ring.sentAtMsOf(seq);
    if (key.app?.isPartial === true) {
      const isDue = key.app.isDue({ lane, position, sentAtMs }, run.lanes, 0);
      if (isDue !== true) return false;
    }
    if (!lane.positions.append(position, name, seq, run.lanes.size)) {
      if (seq > 0 && !isAfter(position, key.positionOf(seq - 1)!)) return false;
      run.places.occupy({ lane, position }, name, seq);
    }
    run.at += 1;
    run.counts.acks += 1;
    run.withoutFate -= 1;
    if (sentAtMs > lane.lastSentMs) lane.lastSentMs = sentAtMs;
    ring.acknowledge(seq, position, atMs);
    key.lane = lane;
    key.acked = seq + 1;
    return true;
  }

  deliver(record: DeliveryRecord): boolean {
    const { seq, position, consumer, atMs } = record;
    const key = this.#find(record.key);
    if (key === undefined || seq !== key.delivered || seq >= key.acked) return false;
    const lane = key.lane!;
    const ring = key.ring!;
    if (record.lane !== lane.name || position !== ring.positionOf(seq)) return false;
    if (!lane.hasLogOrder || record.deliveryId !== undefined) return false;
    if (!isUnchanged(record, ring) || !isIndex(record.index, seq, ring)) return false;
    const app = this.#reader(key, record.app);
    if (app === undefined || isSilent(app)) return false;
    const run = this.#run;
    run.at += 1;
    run.counts.deliveries += 1;
    app.receive(lane, position);
    ring.deliver(seq, consumer, atMs, run.at);
    key.app = app;
    key.delivered = seq + 1;
    return true;
  }

  start(record: StartRecord): boolean {
    const { seq } = record;
    const key = this.#find(record.key);
    if (key === undefined || seq !== key.completed || seq >= key.delivered) return false;
    const app = key.app!;
    if (key.start !== undefined || record.app !== app.app || !isThere(record, key)) return false;
    const run = this.#run;
    run.at += 1;
    run.counts.starts += 1;
    app.seen.starts += 1;
    key.start = record;
    key.startedAt = run.at;
    return true;
  }

  effect(record: EffectRecord): boolean {
    const { seq, consumer, atMs } = record;
    const key = this.#find(record.key);
    if (key === undefined || seq !== key.completed) return false;
    const { app, start } = key;
    if (app === undefined || start?.consumer !== consumer || record.app !== app.app) return false;
    const run = this.#run;
    if (!isThere(record, key) || run.crashes.hasDied(app.app, consumer, key.startedAt)) {
      return false;
    }
    const ring = key.ring!;
    run.at += 1;
    run.counts.effects += 1;
    app.seen.effects += 1;
    ring.complete(seq, consumer, atMs);
    key.donePosition = ring.positionOf(seq);
    key.doneBy = consumer;
    key.doneAtMs = atMs;
    key.doneReceivedAt = ring.receivedAtOf(seq);
    key.start = undefined;
    key.completed = seq + 1;
    if (run.memory.entries === 0 && key.isIdle) run.keys.rest(key);
    return true;
  }

  /** A commit of one event. */
  commit(record: CommitRecord): boolean {
    const { scope, seq, position, lane } = record;
    if (scope !== "event" || record.key === undefined || seq === undefined) return false;
    const key = this.#find(record.key);
    if (key === undefined || seq !== key.committed || seq >= key.delivered) return false;
    const app = key.app!;
    if (record.app !== app.app || lane !== key.lane!.name) return false;
    if (position !== key.positionOf(seq) || !key.lane!.hasLogOrder) return false;
    const run = this.#run;
    run.at += 1;
    run.counts.commits += 1;
    app.seen.commits += 1;
    key.committed = seq + 1;
    key.committedPosition = position;
    return true;
  }

  /** With two clocks, or two applications, no truck is straight. */
  #find(name: string): StraightKey | undefined {
    const { clocks, apps, keys } = this.#run;
    return clocks.isMany || apps.size > 1 ? undefined : keys.straight(name);
  }

  #begin(name: string, seq: number): StraightKey | undefined {
    const { clocks, apps, keys } = this.#run;
    return seq === 0 && !clocks.isMany && apps.size < 2 ? keys.begin(name) : undefined;
  }

  /** The one application, if that is the one of this name. */
  #reader({ app }: StraightKey, name: string): AppRun | undefined {
    if (app !== undefined) return app.app === name ? app : undefined;
    const run = this.#run;
    const one = run.appRun(name);
    return run.apps.size > 1 ? undefined : one;
  }

  /** For one event more, in place of one that is done long ago or beside all. */
  #makeRoom(key: StraightKey, ring: EventRing): void {
    const { memory } = this.#run;
    const oldest = ring.oldest(key.sent);
    if (oldest >= key.completed - memory.entries) {
      memory.hold(ring.capacity);
      ring.grow(key.sent);
      return;
    }
    keepPayload(key, oldest, memory);
    if (memory.places === 0) return;
    key.places ??= new PlaceRing(memory.places);
    key.places.add(oldest, { lane: key.lane!, position: ring.positionOf(oldest) });
  }
}

/** -1 for what is not known, NaN for what cannot be. */
function orNone(value: number | undefined): number {
  if (value === undefined) return -1;
  return value >= 0 ? value : NaN;
}

/** Whether an application records no effects at all, so that what it received is done with. */
function isSilent({ seen }: AppRun): boolean {
  return seen.effects === 0 && seen.deliveries >= manyDeliveries;
}

/** Whether what arrived is what was sent, as far as both are described, and they are. */
function isUnchanged(record: DeliveryRecord, ring: EventRing): boolean {
  const { seq, bytes, checksum, intact } = record;
  if (intact === false) return false;
  const sent = ring.bytesOf(seq);
  const sum = ring.checksumOf(seq);
  const hasSize = sent >= 0 && bytes !== undefined;
  const hasSum = sum >= 0 && checksum !== undefined;
  if (hasSize && sent !== bytes) return false;
  if (hasSum && sum !== checksum) return false;
  return hasSize || hasSum || intact === true;
}

/** Whether a record names the same index as those before it; the first that names one says which it is. */
function isIndex(index: number | undefined, seq: number, ring: EventRing): boolean {
  if (index === undefined || index === ring.indexOf(seq)) return true;
  if (ring.indexOf(seq) >= 0 || !(index >= 0)) return false;
  ring.setIndex(seq, index);
  return true;
}

/** Whether work names the place that its event was delivered from, or none. */
function isThere(record: StartRecord | EffectRecord, { lane, ring }: StraightKey): boolean {
  const { seq, lane: laneName, position, index } = record;
  if (laneName !== undefined) {
    if (laneName !== lane!.name) return false;
    if (position !== undefined && position !== ring!.positionOf(seq)) return false;
  }
  return isIndex(index, seq, ring!);
}
