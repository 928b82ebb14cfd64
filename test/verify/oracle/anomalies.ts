import type { ConsumerEvent } from "../../../src/history/record.ts";
import type { AnomalyKind } from "../../../src/verify/anomaly.ts";
import { clockErrors, largestError } from "./clock.ts";
import {
  isConsumed,
  isDecimal,
  nameOf,
  type Place,
  type Standing,
  type Story,
  type Typed,
} from "./story.ts";

/** Counts as `key kind`. */
export type Counts = Record<string, number>;
type Count = (kind: AnomalyKind, key: string) => void;

/** How often each anomaly of docs/HISTORY.md is in a history, by key. */
export function anomaliesIn(story: Story): Counts {
  const counts: Counts = {};
  const count = (kind: AnomalyKind, key: string, by = 1): void => {
    if (by > 0) counts[`${key} ${kind}`] = (counts[`${key} ${kind}`] ?? 0) + by;
  };
  missing(story, count);
  phantoms(story, count);
  corrupt(story, count);
  const logKinds: ReadonlySet<string> = new Set([
    "duplicate-log",
    "nonmonotonic-send",
    "misrouted",
  ]);
  const most: Counts = {};
  for (const app of story.apps) {
    const ofApp: Counts = {};
    const countApp: Count = (kind, key) => {
      ofApp[`${key} ${kind}`] = (ofApp[`${key} ${kind}`] ?? 0) + 1;
    };
    copies(story, app, countApp);
    sendOrder(story, app, countApp);
    misrouted(story, app, countApp);
    work(story, app, countApp);
    overlap(story, app, countApp);
    stale(story, app, countApp);
    unprocessed(story, app, countApp);
    for (const [name, found] of Object.entries(ofApp)) {
      if (logKinds.has(name.slice(name.lastIndexOf(" ") + 1)))
        most[name] = Math.max(most[name] ?? 0, found);
      else counts[name] = (counts[name] ?? 0) + found;
    }
  }
  return { ...counts, ...most };
}

function isDrained(story: Story): boolean {
  const ends = story.all("end");
  return ends.length > 0 && ends.every(({ drained }) => drained);
}

/** Whether an application was delivered something behind a place. */
export function hasPassed(
  story: Story,
  app: string,
  key: string,
  { lane, position }: Place,
): boolean {
  return story
    .all("delivery")
    .some(
      (delivery) =>
        delivery.app === app &&
        delivery.key === key &&
        story.isSent(delivery) &&
        (story.descends(delivery.lane, lane) ||
          (delivery.lane === lane &&
            story.hasLogOrder(lane) &&
            story.isHigher(delivery.position, position))),
    );
}

function missing(story: Story, count: Count): void {
  const readers = story.apps.filter((app) => story.isReader(app));
  const errorMs = largestError(clockErrors(story.written));
  for (const event of story.events) {
    const { ack, liveSinceMs } = story.attempts(event);
    const isAcked = story.all("ack").some((one) => nameOf(one) === nameOf(event));
    if (!isAcked) continue;
    for (const app of readers.length === 0 ? [undefined] : readers) {
      if (app !== undefined) {
        if (story.deliveriesOf(app, event).length > 0 || story.isAside(app, event)) continue;
        if (ack !== undefined && story.isDue(app, ack, liveSinceMs!, errorMs) !== true) continue;
        if (ack === undefined && isPartial(story, app)) continue;
      }
      const isPast =
        app !== undefined && ack !== undefined && hasPassed(story, app, event.key, ack);
      count(isDrained(story) || isPast ? "lost" : "unseen", event.key);
    }
  }
}

/** Whether an application begins somewhere in the middle. */
export function isPartial(story: Story, app: string): boolean {
  const taken = story.all("lease").filter((lease) => lease.app === app && lease.action === "taken");
  return taken.some(
    ({ lane, from = "trim-horizon" }, at) =>
      from !== "trim-horizon" && taken.findIndex((other) => other.lane === lane) === at,
  );
}

function phantoms(story: Story, count: Count): void {
  if (story.all("send").length === 0) return;
  for (const event of story.events) {
    const appeared = story.records.some(
      (record) =>
        isConsumed(record) && record.type !== "abandon" && nameOf(record) === nameOf(event),
    );
    if (appeared && (!story.isSent(event) || story.attempts(event).isRefused))
      count("phantom", event.key);
  }
}

function corrupt(story: Story, count: Count): void {
  for (const [at, record] of story.records.entries()) {
    if (record.type !== "delivery") continue;
    if (record.intact === false || record.seq < 0) {
      count("corrupt", record.key);
      continue;
    }
    const sends = story.records
      .slice(0, at)
      .filter((send) => send.type === "send" && nameOf(send) === nameOf(record)) as Typed<"send">[];
    if (sends.length > 0 && !sends.some((send) => isLike(send, record)))
      count("corrupt", record.key);
  }
}

interface Payload {
  readonly bytes?: number;
  readonly checksum?: number;
}

function isLike(left: Payload, right: Payload): boolean {
  const isSame = (a: number | undefined, b: number | undefined): boolean =>
    a === undefined || b === undefined || a === b;
  return isSame(left.bytes, right.bytes) && isSame(left.checksum, right.checksum);
}

function copies(story: Story, app: string, count: Count): void {
  for (const event of story.events) {
    const deliveries = story.deliveriesOf(app, event);
    if (deliveries.length === 0 || story.intentOf(deliveries[0]!) === undefined) continue;
    const places = new Set(deliveries.map(({ lane, position }) => `${lane} ${position}`));
    for (let more = 1; more < places.size; more += 1) count("duplicate-log", event.key);
  }
}

/** The events that an application received, where they stand in the end. */
function standings(story: Story, app: string): Standing[] {
  return story.events.flatMap((event) => {
    const [first] = story.deliveriesOf(app, event);
    const intent = first === undefined ? undefined : story.intentOf(first);
    return intent === undefined ? [] : [{ ...event, ...story.entryOf(app, event)!, intent }];
  });
}

function sendOrder(story: Story, app: string, count: Count): void {
  const all = standings(story, app);
  for (const event of all) {
    if (!story.hasLogOrder(event.lane)) continue;
    const isLate = all.some(
      (other) =>
        story.orderOf(other) === story.orderOf(event) &&
        other.intent > event.intent &&
        story.hasLogOrder(other.lane) &&
        (other.lane === event.lane
          ? story.isHigher(event.position, other.position)
          : story.descends(event.lane, other.lane)),
    );
    if (isLate) count("nonmonotonic-send", event.key);
  }
}

function misrouted(story: Story, app: string, count: Count): void {
  const homes = new Map<string, string>();
  for (const [at, record] of story.records.entries()) {
    if (record.type !== "delivery" || record.app !== app || record.seq < 0) continue;
    if (story.intentOf(record) === undefined) continue;
    if (story.deliveriesOf(app, record, at).length > 0) continue;
    const order = story.orderOf(record);
    const home = homes.get(order);
    if (home === record.lane) continue;
    if (home === undefined || story.descends(record.lane, home, at)) homes.set(order, record.lane);
    else if (!story.descends(home, record.lane, at)) count("misrouted", record.key);
  }
}

/** Where the event of a record stands, by its deliveries or by what the record itself says. */
function standingOf(story: Story, record: ConsumerEvent, at: number): Standing | undefined {
  const intent = story.intentOf(record);
  if (intent === undefined) return undefined;
  const { key, seq, lane, position } = record;
  const entry = story.entryOf(record.app, record, at);
  if (entry !== undefined) return { key, seq, intent, ...entry };
  if (lane === undefined || position === undefined) return undefined;
  return { key, seq, intent, lane, position };
}

/** `nonmonotonic-effect`, `duplicate-effect` and `overtake`. */
function work(story: Story, app: string, count: Count): void {
  for (const [at, record] of story.records.entries()) {
    if (!("app" in record) || record.app !== app) continue;
    if (record.type !== "start" && record.type !== "effect") continue;
    const isDone = story.doneAt(app, record, at) !== undefined;
    if (record.type === "effect" && isDone) count("duplicate-effect", record.key);
    const own = standingOf(story, record, at);
    if (own === undefined || isDone) continue;
    const others = story.events.filter(
      (event) => story.orderOf(event) === story.orderOf(record) && nameOf(event) !== nameOf(record),
    );
    if (record.type === "start") {
      const isLate = others.some((event) => {
        const held = inHand(story, app, event, at);
        return held !== undefined && story.isBefore(held, own, at);
      });
      if (isLate) count("overtake", record.key);
    } else {
      const isLate = others.some((event) => {
        const doneAt = story.doneAt(app, event, at);
        if (doneAt === undefined) return false;
        const other = standingOf(story, story.records[doneAt] as Typed<"effect">, doneAt);
        return other !== undefined && story.isBefore(own, other, at);
      });
      if (isLate) count("nonmonotonic-effect", record.key);
    }
  }
}

/** Where an event stands that is in the hands of a consumer. */
function inHand(
  story: Story,
  app: string,
  event: { readonly key: string; readonly seq: number },
  at: number,
): Standing | undefined {
  const last = story.deliveriesOf(app, event, at).at(-1);
  if (last === undefined || story.doneAt(app, event, at) !== undefined) return undefined;
  if (story.isAside(app, event, at)) return undefined;
  const from = story.records.indexOf(last);
  if (hasDied(story, app, last.consumer, from, at)) return undefined;
  return standingOf(story, last, at);
}

export function hasDied(
  story: Story,
  app: string,
  consumer: string,
  from: number,
  to: number,
): boolean {
  return story.records
    .slice(from, to)
    .some(
      (record) =>
        record.type === "crash" &&
        record.app === app &&
        (record.consumer === consumer || consumer.startsWith(`${record.consumer}/`)),
    );
}

/** Handlers at work in each order: who, and since when. */
function overlap(story: Story, app: string, count: Count): void {
  for (const { record, inside } of handlers(story, app)) {
    if (record.type !== "start") continue;
    if (inside.some(({ consumer }) => consumer !== record.consumer))
      count("key-overlap", record.key);
  }
}

/** Before each start, effect and abandon of an application: the handlers at work in its order. */
export function* handlers(story: Story, app: string) {
  const orders = new Map<string, { consumer: string; since: number }[]>();
  for (const [at, record] of story.records.entries()) {
    if (!("app" in record) || record.app !== app) continue;
    if (record.type !== "start" && record.type !== "effect" && record.type !== "abandon") continue;
    const order = story.orderOf(record);
    const inside = (orders.get(order) ?? []).filter(
      ({ consumer, since }) => !hasDied(story, app, consumer, since, at),
    );
    yield { record, inside };
    if (record.type === "start") inside.push({ consumer: record.consumer, since: at });
    else {
      const own = inside.findIndex(({ consumer }) => consumer === record.consumer);
      if (own >= 0) inside.splice(own, 1);
    }
    orders.set(order, inside);
  }
}

/** Repeated effects of each key since its top was done last. */
export function staleSince(story: Story, app: string): { key: string; count: number }[] {
  return story.keys.flatMap((key) => {
    let top: Standing | undefined;
    let count = 0;
    for (const [at, record] of story.records.entries()) {
      if (record.type !== "effect" || record.app !== app || record.key !== key) continue;
      if (top?.seq === record.seq) {
        // Wherever it says that it stands, if it does.
        count = 0;
        continue;
      }
      const own = standingOf(story, record, at);
      if (own === undefined) continue;
      if (top === undefined || !isBeforeInKey(story, own, top, at)) {
        top = own;
        count = 0;
      } else if (story.doneAt(app, record, at) !== undefined) count += 1;
    }
    return count === 0 ? [] : [{ key, count }];
  });
}

/** As `isBefore`; a key's own order is that of its seqs, also in a fleet. */
function isBeforeInKey(story: Story, left: Standing, right: Standing, at: number): boolean {
  if (left.lane === right.lane) return story.isBefore(left, right, at);
  return story.isBefore({ ...left, intent: left.seq }, { ...right, intent: right.seq }, at);
}

function stale(story: Story, app: string, count: Count): void {
  if (!isDrained(story)) return;
  for (const { key, count: times } of staleSince(story, app)) {
    for (let one = 0; one < times; one += 1) count("stale-effect", key);
  }
}

/** Events that an application received and never completed, and whether it passed them by. */
export function undone(story: Story, app: string) {
  const ends = story.all("end");
  const isOver = ends.length > 0 && ends.every(({ interrupted }) => !interrupted);
  const hasEffects = story.all("effect").some((effect) => effect.app === app);
  return story.events.flatMap((event) => {
    const entry = story.entryOf(app, event);
    if (entry === undefined || !story.isSent(event) || story.attempts(event).isRefused) return [];
    if (story.doneAt(app, event) !== undefined || story.isAside(app, event)) return [];
    const isPassed =
      isOver &&
      hasEffects &&
      (isDrained(story) ||
        isCommitted(story, app, event, entry) ||
        isLeftByTheDead(story, app, event, entry));
    return [{ event, isPassed }];
  });
}

/** Its last receiver died, and the lane was taken again from behind it. */
function isLeftByTheDead(
  story: Story,
  app: string,
  event: { readonly key: string; readonly seq: number },
  entry: Place,
): boolean {
  const { records } = story;
  if (new Set(records.map(({ recorder }) => recorder)).size > 1) return false;
  const last = story.deliveriesOf(app, event).at(-1)!;
  const from = records.indexOf(last);
  if (!hasDied(story, app, last.consumer, from, records.length)) return false;
  const taken = records.findLast(
    (record) =>
      record.type === "lease" &&
      record.app === app &&
      record.action === "taken" &&
      record.lane === entry.lane,
  );
  if (taken?.type !== "lease" || records.indexOf(taken) < from) return false;
  if (taken.from === "latest") return true;
  const { fromPosition } = taken;
  if (taken.from !== "after-position" || fromPosition === undefined) return false;
  return (
    story.hasLogOrder(entry.lane) &&
    isDecimal(fromPosition) &&
    BigInt(fromPosition) >= BigInt(entry.position)
  );
}

function isCommitted(
  story: Story,
  app: string,
  event: { readonly key: string; readonly seq: number },
  entry: Place,
): boolean {
  return story.all("commit").some((commit) => {
    if (commit.app !== app) return false;
    const isBehind = (orAt: boolean): boolean =>
      story.descends(commit.lane, entry.lane) ||
      (commit.lane === entry.lane &&
        (story.isHigher(commit.position, entry.position) ||
          (orAt && BigInt(commit.position) === BigInt(entry.position))));
    if (commit.scope === "through") {
      if (!isDecimal(commit.position)) return false;
      return (
        story.descends(commit.lane, entry.lane) || (story.hasLogOrder(entry.lane) && isBehind(true))
      );
    }
    if (commit.key !== event.key || commit.seq === undefined) return false;
    if (commit.seq === event.seq) return true;
    return story.hasLogOrder(commit.lane) && isDecimal(commit.position) && isBehind(false);
  });
}

function unprocessed(story: Story, app: string, count: Count): void {
  for (const { event, isPassed } of undone(story, app))
    if (isPassed) count("unprocessed", event.key);
}
