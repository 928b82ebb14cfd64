import type { AnomalyKind } from "../../../src/verify/anomaly.ts";
import {
  handlers,
  hasDied,
  hasPassed,
  isPartial,
  staleSince,
  undone,
  type Counts,
} from "./anomalies.ts";
import { clockErrors, largestError } from "./clock.ts";
import { isConsumed, isDecimal, isOfConsumers, nameOf, type Story } from "./story.ts";

/** What keeps a history from being valid, by docs/HISTORY.md: one word or so for each. */
export function doubtsAbout(
  story: Story,
  counts: Counts,
  forbidden: readonly AnomalyKind[],
): string[] {
  return [
    ...missingInputs(story, forbidden),
    ...openEnds(story, counts),
    ...handlersAtWork(story, forbidden),
    ...clocks(story, counts),
    ...contradictions(story),
  ];
}

function missingInputs(story: Story, forbidden: readonly AnomalyKind[]): string[] {
  const doubts: string[] = [];
  const asks = (...kinds: AnomalyKind[]): boolean => kinds.some((kind) => forbidden.includes(kind));
  const has = (type: "send" | "ack" | "delivery" | "start" | "effect", app?: string): boolean =>
    story.all(type).some((record) => app === undefined || ("app" in record && record.app === app));
  if (!has("delivery")) doubts.push("no deliveries");
  if (!has("effect")) doubts.push("no effects");
  const needsSends = asks(
    ...(["duplicate-log", "nonmonotonic-send", "nonmonotonic-effect", "overtake"] as const),
    ...(["misrouted", "phantom", "corrupt", "stale-effect"] as const),
  );
  if (!has("send") && needsSends) doubts.push("no sends");
  const needsStarts = asks("overtake", "key-overlap");
  if (!has("start") && needsStarts) doubts.push("no starts");
  if (!has("ack")) {
    const isOpen = story.events.some(
      (event) =>
        story.isSent(event) &&
        !story.attempts(event).isRefused &&
        story.apps.every((app) => story.deliveriesOf(app, event).length === 0),
    );
    if (isOpen) doubts.push("no acks");
  }
  const needsDeliveries = asks(
    ...(["lost", "unseen", "duplicate-log", "nonmonotonic-send", "nonmonotonic-effect"] as const),
    ...(["overtake", "misrouted", "phantom", "corrupt", "unprocessed", "stale-effect"] as const),
  );
  const needsEffects = asks(
    ...(["duplicate-effect", "nonmonotonic-effect", "overtake", "unprocessed"] as const),
    "stale-effect",
  );
  for (const app of story.apps) {
    const [delivers, starts, effects] = [
      has("delivery", app),
      has("start", app),
      has("effect", app),
    ];
    if (!delivers && (starts || effects) && has("delivery") && needsDeliveries)
      doubts.push("an app's deliveries");
    if (!starts && (delivers || effects) && has("start") && needsStarts)
      doubts.push("an app's starts");
    if (!effects && (delivers || starts) && has("effect") && needsEffects)
      doubts.push("an app's effects");
    for (const { record, inside } of handlers(story, app)) {
      const at = story.records.indexOf(record);
      if (story.deliveriesOf(app, record, at).length === 0)
        doubts.push("work on what was not received");
      const isEnd = record.type !== "start";
      if (
        isEnd &&
        starts &&
        needsStarts &&
        !inside.some(({ consumer }) => consumer === record.consumer)
      ) {
        doubts.push("an end without a start");
      }
    }
  }
  if (asks("corrupt")) doubts.push(...unlikePayloads(story));
  for (const record of story.records) {
    if (isConsumed(record) && story.isSent(record) && story.intentOf(record) === undefined)
      doubts.push("no index");
    if (isConsumed(record) && record.type !== "delivery" && isPlaceless(story, record))
      doubts.push("no place");
  }
  return doubts;
}

function unlikePayloads(story: Story): string[] {
  return story.records.flatMap((record, at) => {
    if (record.type !== "delivery" || record.intact !== undefined || record.seq < 0) return [];
    const send = story.records
      .slice(0, at)
      .find((one) => one.type === "send" && nameOf(one) === nameOf(record));
    if (send?.type !== "send") return [];
    const isDescribed =
      (send.bytes !== undefined && record.bytes !== undefined) ||
      (send.checksum !== undefined && record.checksum !== undefined);
    return isDescribed ? [] : ["a payload that nobody describes"];
  });
}

/** Work on an event that was not delivered, and that does not say itself where that stands. */
function isPlaceless(
  story: Story,
  record: Extract<Story["records"][number], { type: "start" | "effect" | "abandon" }>,
): boolean {
  if (story.intentOf(record) === undefined) return false;
  if (story.entryOf(record.app, record, story.records.indexOf(record)) !== undefined) return false;
  return record.lane === undefined || record.position === undefined;
}

function openEnds(story: Story, counts: Counts): string[] {
  const doubts: string[] = [];
  const ends = story.all("end");
  if (Object.keys(counts).some((name) => name.endsWith(" unseen"))) doubts.push("unseen");
  for (const app of story.apps) {
    if (undone(story, app).some(({ isPassed }) => !isPassed)) doubts.push("undone");
    const isDrained = ends.length > 0 && ends.every(({ drained }) => drained);
    if (!isDrained && staleSince(story, app).length > 0) doubts.push("stale, perhaps");
  }
  const recorders = new Set(story.written.map(({ recorder = "" }) => recorder));
  const ended = new Set(ends.map(({ recorder = "" }) => recorder));
  if (ended.size < recorders.size || ends.length === 0) doubts.push("no end");
  if (ends.some(({ interrupted }) => interrupted)) doubts.push("interrupted");
  if (story.events.some((event) => story.attempts(event).pending > 0))
    doubts.push("sends without a fate");
  const sent = story.events.filter((event) => story.isSent(event)).length;
  const offered = ends.reduce((sum, end) => sum + end.offered, 0);
  const areCounted = ends.every((end) => end.sent !== undefined);
  if (ends.length > 0 && !areCounted && offered > sent) doubts.push("sends missing");
  doubts.push(...unclearBeginnings(story));
  return doubts;
}

/** Consumers whose last word of a key was that they begin. */
function handlersAtWork(story: Story, forbidden: readonly AnomalyKind[]): string[] {
  const isAsked = (["duplicate-effect", "nonmonotonic-effect", "stale-effect"] as const).some(
    (kind) => forbidden.includes(kind),
  );
  if (!isAsked) return [];
  return story.apps.some((app) => {
    if (!story.all("effect").some((effect) => effect.app === app)) return false;
    const last = new Map<string, { at: number; type: string; consumer: string }>();
    for (const [at, record] of story.records.entries()) {
      if (record.type !== "start" && record.type !== "effect" && record.type !== "abandon")
        continue;
      if (record.app !== app) continue;
      const { type, consumer } = record;
      last.set(`${story.orderOf(record)} ${consumer}`, { at, type, consumer });
    }
    return [...last.values()].some(
      ({ at, type, consumer }) =>
        type === "start" && !hasDied(story, app, consumer, at, story.records.length),
    );
  })
    ? ["handlers at work"]
    : [];
}

/** Losses that cannot be judged because the application begins in the middle. */
function unclearBeginnings(story: Story): string[] {
  const errorMs = largestError(clockErrors(story.written));
  return story.apps
    .filter((app) => story.isReader(app))
    .flatMap((app) =>
      story.events.flatMap((event) => {
        const { ack, liveSinceMs } = story.attempts(event);
        const isAcked = story.all("ack").some((one) => nameOf(one) === nameOf(event));
        if (!isAcked || story.deliveriesOf(app, event).length > 0 || story.isAside(app, event))
          return [];
        if (ack === undefined) return isPartial(story, app) ? ["a beginning"] : [];
        return story.isDue(app, ack, liveSinceMs!, errorMs) === undefined ? ["a beginning"] : [];
      }),
    );
}

function clocks(story: Story, counts: Counts): string[] {
  const doubts: string[] = [];
  const errors = clockErrors(story.written);
  if (errors.size < 2) return [];
  let latestMs = -Infinity;
  for (const { atMs, type } of story.written) {
    if (type === "header") continue;
    if (latestMs - atMs > largestError(errors)) doubts.push("not merged");
    latestMs = Math.max(latestMs, atMs);
  }
  const consumed = story.records.filter(isOfConsumers);
  for (const [at, left] of consumed.entries()) {
    for (const right of consumed.slice(at + 1)) {
      const isPair =
        left.app === right.app &&
        story.orderOf(left) === story.orderOf(right) &&
        (left.type !== "delivery" || right.type !== "delivery");
      if (isPair && isNear(left, right, errors)) doubts.push("within-clock-error");
    }
  }
  for (const crash of story.all("crash")) {
    for (const record of consumed) {
      if (record.app !== crash.app || !isNear(record, crash, errors)) continue;
      if (baseOf(record) === baseOf(crash)) doubts.push("a crash within-clock-error");
      else if (record.type === "start" && hasTouched(story, crash, record)) {
        const isKnown = story.records.indexOf(crash) < story.records.indexOf(record);
        doubts.push(isKnown ? "a crash within-clock-error" : "perhaps a crash within-clock-error");
      }
    }
  }
  const isMoved = Object.keys(counts).some((name) => name.endsWith(" misrouted"));
  if (isMoved && story.all("reshard").length > 0)
    doubts.push("perhaps a reshard within-clock-error");
  return doubts;
}

function baseOf({ consumer = "" }: { readonly consumer?: string }): string {
  return consumer.split("/")[0]!;
}

/** Whether a consumer wrote anything before of what a record is about. */
function hasTouched(
  story: Story,
  crash: { readonly app: string; readonly consumer: string },
  record: { readonly key: string },
): boolean {
  return story.records
    .slice(0, story.records.indexOf(record as never))
    .some(
      (one) =>
        isOfConsumers(one) &&
        one.app === crash.app &&
        baseOf(one) === baseOf(crash) &&
        story.orderOf(one) === story.orderOf(record),
    );
}

interface Timed {
  readonly recorder?: string;
  readonly atMs: number;
}

function isNear(left: Timed, right: Timed, errors: ReadonlyMap<string, number>): boolean {
  const [one, other] = [left.recorder ?? "", right.recorder ?? ""];
  if (one === other) return false;
  return Math.abs(left.atMs - right.atMs) <= errors.get(one)! + errors.get(other)!;
}

function contradictions(story: Story): string[] {
  return [
    ...ofRecorders(story),
    ...ofDeclarations(story),
    ...ofAttempts(story),
    ...ofPlaces(story),
    ...ofLanes(story),
    ...ofIndices(story),
    ...ofIds(story),
    ...ofCauses(story),
    ...ofWhatIsAside(story),
  ];
}

function ofRecorders(story: Story): string[] {
  const doubts: string[] = [];
  const runs = new Set(story.all("header").flatMap(({ run }) => (run === undefined ? [] : [run])));
  if (runs.size > 1) doubts.push("two runs");
  if (story.all("header").some(({ version }) => !["0.1", "0.2"].includes(version)))
    doubts.push("version");
  for (const recorder of new Set(story.written.map((record) => record.recorder ?? ""))) {
    const own = story.written.filter((record) => (record.recorder ?? "") === recorder);
    if (own.slice(1).some(({ type }) => type === "header")) doubts.push("a late header");
    const timed = own.filter(({ type }) => type !== "header");
    if (timed.some(({ atMs }, at) => at > 0 && atMs < timed[at - 1]!.atMs))
      doubts.push("times run back");
    const end = timed.findIndex(({ type }) => type === "end");
    if (end >= 0 && end < timed.length - 1) doubts.push("records after the end");
    const sends = timed.filter(({ type }) => type === "send").length;
    const miscounted = timed.some((record, at) => {
      if (record.type !== "end" || record.sent === undefined) return false;
      return record.sent !== timed.slice(0, at).filter(({ type }) => type === "send").length;
    });
    if (miscounted) doubts.push(`sends counted otherwise than ${sends}`);
  }
  return doubts;
}

function ofDeclarations(story: Story): string[] {
  const doubts: string[] = [];
  const headers = story.all("header");
  const declared = headers.flatMap(({ apps = [] }) => apps);
  const declaresApps = headers.some(({ apps }) => apps !== undefined);
  if (declaresApps && story.apps.some((app) => !declared.includes(app)))
    doubts.push("an app not named");
  const lanes = headers.flatMap((header) => header.lanes ?? []);
  const declaresLanes = headers.some((header) => header.lanes !== undefined);
  const born = story.all("reshard").flatMap(({ children }) => children);
  const known = new Set([...lanes.map(({ lane }) => lane), ...born]);
  if (declaresLanes && lanesOf(story).some((lane) => !known.has(lane)))
    doubts.push("a lane not named");
  for (const lane of lanesOf(story)) {
    const declaredOrder = lanes.find((one) => one.lane === lane)?.hasLogOrder;
    const positions = story.positionsOf(lane);
    if (declaredOrder === false || positions.every(isDecimal)) continue;
    const first = positions.findIndex((position) => !isDecimal(position));
    if (declaredOrder === true || first > 0) doubts.push("positions of two forms");
  }
  return doubts;
}

/** All lanes that anything names. */
function lanesOf(story: Story): string[] {
  return [
    ...new Set(
      story.records.flatMap((record) => {
        if (record.type === "reshard") return [...record.parents, ...record.children];
        if (record.type === "header")
          return (record.lanes ?? []).flatMap(({ lane, parents = [] }) => [lane, ...parents]);
        return "lane" in record && record.lane !== undefined ? [record.lane] : [];
      }),
    ),
  ];
}

function ofAttempts(story: Story): string[] {
  return story.events.some((event) => story.attempts(event).strange > 0) ? ["a strange fate"] : [];
}

function ofPlaces(story: Story): string[] {
  const doubts: string[] = [];
  const occupants = new Map<string, string>();
  for (const record of story.records) {
    if (record.type !== "ack" && record.type !== "delivery") continue;
    if (record.seq < 0 || !story.isSent(record)) continue;
    const place = `${record.lane} ${record.position}`;
    const occupant = occupants.get(place);
    if (occupant !== undefined && occupant !== nameOf(record))
      doubts.push("two events at one place");
    occupants.set(place, nameOf(record));
  }
  const ends = story.all("end");
  const isDrained = ends.length > 0 && ends.every(({ drained }) => drained);
  for (const event of story.events) {
    for (const app of story.apps) {
      const deliveries = story.deliveriesOf(app, event);
      if (deliveries.length === 0) continue;
      for (const ack of story.attempts(event).acks) {
        if (deliveries.some(({ lane, position }) => lane === ack.lane && position === ack.position))
          continue;
        if (isDrained || hasPassed(story, app, event.key, ack))
          doubts.push("not from where it was acknowledged");
      }
    }
  }
  return doubts;
}

function ofLanes(story: Story): string[] {
  const doubts: string[] = [];
  const errorMs = largestError(clockErrors(story.written));
  for (const lane of lanesOf(story)) {
    if (story.descends(lane, lane)) doubts.push("a lane that comes of itself");
    const closed = story.all("reshard").find(({ parents }) => parents.includes(lane));
    if (closed === undefined) continue;
    const isLate = story.events.some((event) => {
      const { acks, liveSinceMs } = story.attempts(event);
      return acks.some((ack) => ack.lane === lane) && liveSinceMs! > closed.atMs + errorMs;
    });
    if (isLate) doubts.push("into a parent");
  }
  return doubts;
}

function ofIndices(story: Story): string[] {
  const doubts: string[] = [];
  for (const event of story.events) {
    const [first] = story.sendsOf(event);
    if (first === undefined) continue;
    for (const record of story.records) {
      const isOfEvent =
        (record.type === "send" || isConsumed(record)) && nameOf(record) === nameOf(event);
      if (!isOfEvent || record === first) continue;
      if (record.type === "send" && record.index !== first.index) doubts.push("two indices");
      if (
        record.type !== "send" &&
        record.index !== undefined &&
        first.index !== undefined &&
        record.index !== first.index
      ) {
        doubts.push("two indices");
      }
    }
  }
  if (story.scope === "key") return doubts;
  const indices = story.events.flatMap((event) => {
    const [first] = story.sendsOf(event);
    if (first === undefined) return [];
    if (first.index !== undefined) return [first.index];
    const told = story.records.flatMap((record) =>
      isConsumed(record) && nameOf(record) === nameOf(event) ? (record.index ?? []) : [],
    );
    if (new Set(told).size > 1) doubts.push("two late indices");
    return told.slice(0, 1);
  });
  if (new Set(indices).size < indices.length) doubts.push("one index twice");
  return doubts;
}

function ofIds(story: Story): string[] {
  const doubts: string[] = [];
  for (const [at, record] of story.records.entries()) {
    if (
      record.type === "commit" &&
      record.scope === "event" &&
      record.key !== undefined &&
      record.seq !== undefined
    ) {
      const event = { key: record.key, seq: record.seq };
      if (story.deliveriesOf(record.app, event, at).length === 0)
        doubts.push("a commit of what was not received");
    }
    const isWork = record.type === "start" || record.type === "effect" || record.type === "abandon";
    if (!isWork || story.intentOf(record) === undefined) continue;
    const places = story.deliveriesOf(record.app, record, at);
    const isElsewhere =
      record.lane !== undefined &&
      record.position !== undefined &&
      places.length > 0 &&
      !places.some(({ lane, position }) => lane === record.lane && position === record.position);
    if (isElsewhere) doubts.push("work from elsewhere");
    if (record.deliveryId === undefined) continue;
    const ids = story
      .deliveriesOf(record.app, record, at)
      .flatMap(({ deliveryId }) => (deliveryId === undefined ? [] : [deliveryId]));
    if (ids.length > 0 && !ids.includes(record.deliveryId))
      doubts.push("work on another's delivery");
  }
  return doubts;
}

/** What came of an event before it was sent. */
function ofCauses(story: Story): string[] {
  const errors = clockErrors(story.written);
  const isSurelyBefore = (left: Timed, right: Timed): boolean =>
    (left.recorder ?? "") === (right.recorder ?? "") ||
    (left.atMs < right.atMs && !isNear(left, right, errors));
  const doubts: string[] = [];
  const sent = new Set<string>();
  for (const [at, send] of story.written.entries()) {
    if (send.type !== "send" || sent.has(nameOf(send))) continue;
    sent.add(nameOf(send));
    const isImpossible = story.written
      .slice(0, at)
      .some(
        (record) =>
          isConsumed(record) && nameOf(record) === nameOf(send) && isSurelyBefore(record, send),
      );
    if (isImpossible) doubts.push("an effect before its cause");
  }
  if (errors.size > 1) return doubts;
  for (const [at, send] of story.records.entries()) {
    if (send.type !== "send" || !story.attempts(send, at).isRefused) continue;
    if (story.apps.some((app) => story.deliveriesOf(app, send, at).length > 0))
      doubts.push("a delivery of what was refused, and sent later");
  }
  return doubts;
}

function ofWhatIsAside(story: Story): string[] {
  const doubts: string[] = [];
  for (const [at, record] of story.records.entries()) {
    if (record.type !== "dead-letter" && record.type !== "discard") continue;
    if (story.all("send").length > 0 && !story.isSent(record)) doubts.push("aside, and not sent");
    // Without a consumer it is a producer that gave it up.
    if (record.type === "discard" && record.consumer === undefined) continue;
    if (record.type === "discard" && story.deliveriesOf(record.app, record, at).length === 0)
      doubts.push("given up, and not received");
  }
  return doubts;
}
