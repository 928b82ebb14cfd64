import type { DeliveryRecord, HistoryRecord } from "../../src/history/record.ts";
import { anomalyKinds, type AnomalyKind } from "../../src/verify/anomaly.ts";
import {
  type Count,
  countMissing,
  descends,
  isDecimal,
  isFrom,
  keysOf,
} from "./reference-missing.ts";

/**
 * The definitions of the anomalies, written down as plainly as possible: every record is kept and every pair is compared. Slow,
 * and with memory proportional to events; right for as long as it can be read. Counts are per truck, as `truck kind`.
 */
type Consumed = Extract<HistoryRecord, { app: string; index: number }>;
type Counts = Record<string, number>;

interface Place {
  lane: string;
  position: string;
}

interface Event extends Place {
  readonly key: string;
  readonly seq: number;
  readonly intent: number;
}

/** What one application has seen of one order so far. */
interface Seen {
  readonly opaqueLanes: Set<string>;
  /** First log entry per event, the lowest position of its first lane as far as known. */
  readonly entries: Map<number, Place>;
  readonly open: (Event & { holder: string })[];
  readonly done: Event[];
  readonly inside: string[];
  readonly places: Map<number, Set<string>>;
  home: string | undefined;
}

export function referenceCounts(records: readonly HistoryRecord[], scope: "key" | "fleet"): Counts {
  const counts: Counts = {};
  const count = (kind: AnomalyKind, key: string, by = 1): void => {
    if (by > 0) counts[`${key} ${kind}`] = (counts[`${key} ${kind}`] ?? 0) + by;
  };
  countMissing(records, count);
  countPhantoms(records, count);
  countCorrupt(records, count);
  const apps = [...new Set(records.flatMap((record) => ("app" in record ? [record.app] : [])))];
  const perApp = apps.map((app) => countOrder(records, app, scope));
  for (const kind of anomalyKinds) {
    const isOfLog = ["duplicate-log", "nonmonotonic-send", "misrouted"].includes(kind);
    for (const key of keysOf(records)) {
      const found = perApp.map((ofApp) => ofApp[`${key} ${kind}`] ?? 0);
      count(kind, key, isOfLog ? Math.max(0, ...found) : found.reduce((a, b) => a + b, 0));
    }
  }
  return counts;
}

function countPhantoms(records: readonly HistoryRecord[], count: Count): void {
  const delivered = new Map<string, DeliveryRecord>();
  for (const r of records) if (r.type === "delivery") delivered.set(`${r.key} ${r.seq}`, r);
  for (const { key, seq } of delivered.values()) {
    const of = (type: string): number =>
      records.filter((r) => r.type === type && "seq" in r && r.key === key && r.seq === seq).length;
    const sends = of("send");
    const allRefused = of("ack") + of("uncertain") === 0 && of("refused") >= sends;
    if (sends === 0 || allRefused) count("phantom", key);
  }
}

function countCorrupt(records: readonly HistoryRecord[], count: Count): void {
  for (const record of records) {
    if (record.type !== "delivery") continue;
    const sends = records.filter(
      (r) => r.type === "send" && r.key === record.key && r.seq === record.seq,
    ) as Extract<HistoryRecord, { type: "send" }>[];
    const isSame = sends.every((s) => s.bytes === record.bytes && s.checksum === record.checksum);
    if (!record.intact || !isSame) count("corrupt", record.key);
  }
}

/** What depends on the order in which one application saw things. */
function countOrder(
  records: readonly HistoryRecord[],
  app: string,
  scope: "key" | "fleet",
): Counts {
  const counts: Counts = {};
  const seenOf = new Map<string, Seen>();
  const parents: [string, string][] = [];
  const sent = new Set<string>();
  const keyOfIntent = new Map<string, string>();
  for (const record of records) {
    if (record.type === "send") sent.add(`${record.key} ${record.seq}`);
    if (record.type === "reshard") {
      for (const p of record.parents) for (const c of record.children) parents.push([p, c]);
    }
    if (record.type === "crash" && record.app === app) {
      for (const seen of seenOf.values()) crash(record.consumer, seen);
    }
    if (!("index" in record && "app" in record) || record.app !== app) continue;
    const order = scope === "key" ? record.key : "fleet";
    const seen = seenOf.get(order) ?? emptySeen();
    seenOf.set(order, seen);
    const intent = scope === "key" ? record.seq : record.index;
    keyOfIntent.set(`${order} ${intent}`, record.key);
    const kinds = step(record, intent, seen, {
      isSent: sent.has(`${record.key} ${record.seq}`),
      descends: (lane, from) => descends(parents, lane, from),
    });
    for (const kind of kinds)
      counts[`${record.key} ${kind}`] = (counts[`${record.key} ${kind}`] ?? 0) + 1;
  }
  for (const [order, { entries, opaqueLanes }] of seenOf) {
    for (const [intent, { lane, position }] of entries) {
      const isLate = [...entries].some(
        ([other, place]) =>
          other > intent &&
          !opaqueLanes.has(lane) &&
          !opaqueLanes.has(place.lane) &&
          (isFrom(parents, lane, place.lane) ||
            (place.lane === lane && BigInt(place.position) < BigInt(position))),
      );
      const name = `${keyOfIntent.get(`${order} ${intent}`)} nonmonotonic-send`;
      if (isLate) counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

function emptySeen(): Seen {
  return {
    opaqueLanes: new Set(),
    entries: new Map(),
    open: [],
    done: [],
    inside: [],
    places: new Map(),
    home: undefined,
  };
}

/** What the consumer and its workers had in hand, they have no longer. */
function crash(consumer: string, seen: Seen): void {
  const isDead = (name: string): boolean => name === consumer || name.startsWith(`${consumer}/`);
  for (const list of [seen.open, seen.inside] as (string | { holder: string })[][]) {
    for (let at = list.length - 1; at >= 0; at -= 1) {
      const held = list[at]!;
      if (isDead(typeof held === "string" ? held : held.holder)) list.splice(at, 1);
    }
  }
}

interface Context {
  readonly isSent: boolean;
  readonly descends: (lane: string, from: string) => boolean;
}

function step(record: Consumed, intent: number, seen: Seen, context: Context): AnomalyKind[] {
  const entry = seen.entries.get(intent);
  if (record.type === "delivery" || entry === undefined) {
    if (!isDecimal(record.position)) seen.opaqueLanes.add(record.lane);
  }
  const event: Event = {
    key: record.key,
    seq: record.seq,
    intent,
    ...(entry ?? { lane: record.lane, position: record.position }),
  };
  const isDone = seen.done.some((done) => done.intent === intent);
  switch (record.type) {
    case "delivery":
      return context.isSent ? deliver(record, event, seen, context) : [];
    case "start": {
      const overlaps = seen.inside.some((consumer) => consumer !== record.consumer);
      seen.inside.push(record.consumer);
      const overtakes = seen.open.some(
        (open) => isBefore(open, event, seen, context) && open.intent !== intent,
      );
      return [
        ...(overtakes && !isDone && context.isSent ? (["overtake"] as const) : []),
        ...(overlaps ? (["key-overlap"] as const) : []),
      ];
    }
    case "abandon":
    case "effect": {
      const at = seen.inside.indexOf(record.consumer);
      if (at >= 0) seen.inside.splice(at, 1);
      if (record.type === "abandon") return [];
      if (isDone) return ["duplicate-effect"];
      const isLate =
        context.isSent &&
        seen.done.some((done) => done.seq >= 0 && isDoneBefore(event, done, seen, context));
      seen.done.push(context.isSent ? event : { ...event, seq: -1 });
      const open = seen.open.findIndex((other) => other.intent === intent);
      if (open >= 0) seen.open.splice(open, 1);
      return isLate ? ["nonmonotonic-effect"] : [];
    }
  }
}

function deliver(
  record: DeliveryRecord,
  event: Event,
  seen: Seen,
  context: Context,
): AnomalyKind[] {
  const { intent } = event;
  const place = { lane: record.lane, position: record.position };
  const isDone = seen.done.some((done) => done.intent === intent);
  const places = seen.places.get(intent);
  const name = `${place.lane} ${place.position}`;
  if (places === undefined) {
    seen.places.set(intent, new Set([name]));
    seen.entries.set(intent, place);
    if (!isDone) seen.open.push({ ...event, ...place, holder: record.consumer });
    if (seen.home === undefined || context.descends(place.lane, seen.home)) seen.home = place.lane;
    else if (!context.descends(seen.home, place.lane)) return ["misrouted"];
    return [];
  }
  const isCopy = !places.has(name);
  places.add(name);
  const isComparable = place.lane === event.lane && !seen.opaqueLanes.has(place.lane);
  if (isComparable && BigInt(place.position) < BigInt(event.position)) {
    seen.entries.set(intent, place);
    for (const open of seen.open) if (open.intent === intent) Object.assign(open, place);
  }
  const open = seen.open.find((other) => other.intent === intent);
  if (open !== undefined) open.holder = record.consumer;
  else if (!isDone) {
    seen.open.push({ ...event, ...seen.entries.get(intent)!, holder: record.consumer });
  }
  return isCopy ? ["duplicate-log"] : [];
}

/** Log order within a lane, ties by intent, and from a lane to what came of it; else intent order. */
function isBefore(left: Event, right: Event, seen: Seen, context: Context): boolean {
  if (left.lane === right.lane && !seen.opaqueLanes.has(left.lane)) {
    const [a, b] = [BigInt(left.position), BigInt(right.position)];
    if (a !== b) return a < b;
  }
  if (left.lane !== right.lane) {
    if (context.descends(right.lane, left.lane)) return true;
    if (context.descends(left.lane, right.lane)) return false;
  }
  return left.intent < right.intent;
}

/** As `isBefore`, but two events at one position are never out of order. */
function isDoneBefore(left: Event, right: Event, seen: Seen, context: Context): boolean {
  const isOneLane = left.lane === right.lane && !seen.opaqueLanes.has(left.lane);
  if (isOneLane && BigInt(left.position) === BigInt(right.position)) return false;
  return isBefore(left, right, seen, context);
}
