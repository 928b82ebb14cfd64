/**
 * A history as docs/HISTORY.md reads it, for the oracle: every record is kept, every question is answered by looking at all of them.
 * Slow, and right for as long as it can be read; only what is asked again and again of the whole is remembered. Nothing here comes from
 * src/verify.
 */
import type {
  AckRecord,
  ConsumerEvent,
  HistoryRecord,
  LeaseRecord,
  SendRecord,
} from "../../../src/history/record.ts";

export type Scope = "key" | "fleet";
export type Typed<Type extends HistoryRecord["type"]> = Extract<HistoryRecord, { type: Type }>;

export interface Place {
  readonly lane: string;
  readonly position: string;
}

/** An event somewhere in the log of one application. */
export interface Standing extends Place {
  readonly key: string;
  readonly seq: number;
  readonly intent: number;
}

export function isConsumed(record: HistoryRecord): record is ConsumerEvent {
  return ["delivery", "start", "effect", "abandon"].includes(record.type);
}

/** What consumers wrote of events, and what was put aside for them. */
export function isOfConsumers(
  record: HistoryRecord,
): record is ConsumerEvent | Typed<"dead-letter"> | Typed<"discard"> {
  return isConsumed(record) || record.type === "dead-letter" || record.type === "discard";
}

interface Named {
  readonly key: string;
  readonly seq: number;
}

export function nameOf({ key, seq }: Named): string {
  return `${key} #${seq}`;
}

function isSame(one: Named, other: Named): boolean {
  return one.seq === other.seq && one.key === other.key;
}

export function isDecimal(position: string): boolean {
  return /^[0-9]+$/.test(position);
}

export class Story {
  /** As written. */
  readonly written: readonly HistoryRecord[];
  /** With sends before what consumers made of them. */
  readonly records: readonly HistoryRecord[];
  readonly scope: Scope;
  readonly #sends = new Map<string, SendRecord[]>();
  readonly #logOrders = new Map<string, boolean>();
  #byEvent: Map<string | undefined, [number, HistoryRecord][]> | undefined;
  readonly #ofType = new Map<HistoryRecord["type"], readonly HistoryRecord[]>();
  #keys: readonly string[] | undefined;
  #apps: readonly string[] | undefined;
  #events: readonly Named[] | undefined;

  constructor(records: readonly HistoryRecord[], scope: Scope) {
    // One that is written twice is two.
    const written = records.map((record) => ({ ...record }));
    this.written = written;
    this.scope = scope;
    for (const send of written) {
      if (send.type !== "send") continue;
      this.#sends.set(nameOf(send), [...(this.#sends.get(nameOf(send)) ?? []), send]);
    }
    this.records = this.#inJudgedOrder();
  }

  all<Type extends HistoryRecord["type"]>(type: Type): readonly Typed<Type>[] {
    const known = this.#ofType.get(type) ?? this.records.filter((record) => record.type === type);
    this.#ofType.set(type, known);
    return known as readonly Typed<Type>[];
  }

  get keys(): readonly string[] {
    return (this.#keys ??= this.#findKeys());
  }

  #findKeys(): readonly string[] {
    return [
      ...new Set(
        this.records.flatMap((record) =>
          "key" in record && record.key !== undefined ? [record.key] : [],
        ),
      ),
    ];
  }

  get apps(): readonly string[] {
    return (this.#apps ??= this.#findApps());
  }

  #findApps(): readonly string[] {
    const named = this.all("header").flatMap(({ apps = [] }) => apps);
    const appearing = this.records.flatMap((record) => ("app" in record ? [record.app] : []));
    return [...new Set([...named, ...appearing])];
  }

  sendsOf(event: Named): readonly SendRecord[] {
    return this.#sends.get(nameOf(event)) ?? [];
  }

  isSent(event: Named): boolean {
    return this.sendsOf(event).length > 0;
  }

  /** Place in the intended order, as far as a record and the first send know it. */
  intentOf(record: {
    readonly key: string;
    readonly seq: number;
    readonly index?: number;
  }): number | undefined {
    if (!this.isSent(record)) return undefined;
    if (this.scope === "key") return record.seq;
    return this.sendsOf(record)[0]!.index ?? record.index;
  }

  /** What one order holds together. */
  orderOf({ key }: { readonly key: string }): string {
    return this.scope === "key" ? key : "fleet";
  }

  /** From the first record about an event that is not sent yet, consumers wait until the send is there. */
  #inJudgedOrder(): HistoryRecord[] {
    const judged: HistoryRecord[] = [];
    const sent = new Set<string>();
    let waiting: HistoryRecord[] = [];
    const mustWait = (record: HistoryRecord): boolean =>
      isConsumed(record) && record.seq >= 0 && !sent.has(nameOf(record));
    for (const record of this.written) {
      if (["header", "send", "ack", "refused", "uncertain", "end"].includes(record.type))
        judged.push(record);
      else waiting.push(record);
      if (record.type === "send") sent.add(nameOf(record));
      const first = waiting.findIndex(mustWait);
      judged.push(...waiting.splice(0, first < 0 ? waiting.length : first));
    }
    return [...judged, ...waiting];
  }

  // --- lanes ---

  /** Lanes that came of a lane or were made of it, by the records before an index (default: all). */
  descends(lane: string, ancestor: string, before = this.records.length): boolean {
    const steps: [string, string][] = [];
    for (const [at, record] of this.records.entries()) {
      if (record.type === "header") {
        for (const { lane: child, parents = [] } of record.lanes ?? []) {
          for (const parent of parents) steps.push([parent, child]);
        }
      }
      if (record.type === "reshard" && at < before) {
        for (const parent of record.parents)
          for (const child of record.children) steps.push([parent, child]);
      }
    }
    const reached = new Set<string>();
    const from = [lane];
    for (const name of from) {
      for (const [parent, child] of steps) {
        if (child !== name || reached.has(parent)) continue;
        reached.add(parent);
        from.push(parent);
      }
    }
    return reached.has(ancestor);
  }

  hasLogOrder(lane: string): boolean {
    const known = this.#logOrders.get(lane) ?? this.#findLogOrder(lane);
    this.#logOrders.set(lane, known);
    return known;
  }

  #findLogOrder(lane: string): boolean {
    const declared = this.all("header").flatMap(({ lanes = [] }) =>
      lanes.filter((one) => one.lane === lane),
    );
    if (declared.some(({ hasLogOrder }) => hasLogOrder === false)) return false;
    return this.positionsOf(lane).every(isDecimal);
  }

  /** What acknowledgements and deliveries say of a lane, and work on what was not delivered. */
  positionsOf(lane: string): string[] {
    return this.records.flatMap((record, at) => {
      if (record.type === "ack" || record.type === "delivery") {
        return record.lane === lane ? [record.position] : [];
      }
      if (!isConsumed(record) || record.lane !== lane || record.position === undefined) return [];
      if (this.intentOf(record) === undefined) return [];
      return this.deliveriesOf(record.app, record, at).length === 0 ? [record.position] : [];
    });
  }

  isHigher(left: string, right: string): boolean {
    return BigInt(left) > BigInt(right);
  }

  /** Whether one event stands before another, by what is known before an index. */
  isBefore(left: Standing, right: Standing, before = this.records.length): boolean {
    if (left.lane === right.lane) {
      const isLog = this.hasLogOrder(left.lane);
      if (isLog && BigInt(left.position) !== BigInt(right.position)) {
        return this.isHigher(right.position, left.position);
      }
      return left.intent < right.intent;
    }
    if (this.descends(right.lane, left.lane, before)) return true;
    if (this.descends(left.lane, right.lane, before)) return false;
    return left.intent < right.intent;
  }

  // --- events of one application ---

  deliveriesOf(app: string, event: Named, before = this.records.length) {
    return this.records.filter(
      (record, at) =>
        at < before && record.type === "delivery" && record.app === app && isSame(record, event),
    ) as Typed<"delivery">[];
  }

  /** Where an event stands for an application, by its deliveries before an index. */
  entryOf(app: string, event: Named, before?: number): Place | undefined {
    const [first, ...others] = this.deliveriesOf(app, event, before);
    if (first === undefined) return undefined;
    let { position } = first;
    for (const { lane, position: other } of others) {
      if (lane === first.lane && this.hasLogOrder(lane) && this.isHigher(position, other))
        position = other;
    }
    return { lane: first.lane, position };
  }

  /** Index of the first effect of an event, or undefined. */
  doneAt(app: string, event: Named, before = this.records.length): number | undefined {
    const at = this.records.findIndex(
      (record) => record.type === "effect" && record.app === app && isSame(record, event),
    );
    return at >= 0 && at < before ? at : undefined;
  }

  isAside(app: string, event: Named, before = this.records.length): boolean {
    return this.records
      .slice(0, before)
      .some(
        (record) =>
          (record.type === "dead-letter" || record.type === "discard") &&
          record.app === app &&
          isSame(record, event),
      );
  }

  // --- fates ---

  /** The sends and fates of an event in order: attempts without a fate after each step, and fates of no attempt. */
  attempts(event: Named, before = this.records.length) {
    const ids = new Set<string>();
    let [pending, strange] = [0, 0];
    let isRefused = false;
    let isDoubtful = false;
    let liveSinceMs: number | undefined;
    let ack: AckRecord | undefined;
    const acks: AckRecord[] = [];
    for (const [at, record] of this.#about(event)) {
      if (at >= before) break;
      if (record.type === "send") {
        if (isRefused || liveSinceMs === undefined) liveSinceMs = record.atMs;
        isRefused = false;
        pending += 1;
        if (record.attemptId !== undefined) ids.add(record.attemptId);
      } else if (
        record.type === "ack" ||
        record.type === "refused" ||
        record.type === "uncertain"
      ) {
        const isKnown =
          record.attemptId === undefined || (pending > 0 && ids.delete(record.attemptId));
        if (pending > 0 && isKnown) pending -= 1;
        else strange += 1;
        if (record.type === "ack") {
          if (liveSinceMs !== undefined) {
            ack ??= record;
            acks.push(record);
          }
          isDoubtful = true;
          isRefused = false;
        }
        if (record.type === "uncertain") {
          isDoubtful = true;
          isRefused = false;
        }
        if (record.type === "refused" && liveSinceMs !== undefined && pending === 0 && !isDoubtful)
          isRefused = true;
      }
    }
    return { pending, strange, isRefused, liveSinceMs, ack, acks };
  }

  /** The records that name an event, each with its index. */
  #about(event: Named): readonly (readonly [number, HistoryRecord])[] {
    this.#byEvent ??= Map.groupBy(this.records.entries(), ([, record]) =>
      "seq" in record && record.key !== undefined ? nameOf(record as Named) : undefined,
    );
    return this.#byEvent.get(nameOf(event)) ?? [];
  }

  /** Events that any record names as sent, acknowledged or received. */
  get events(): readonly Named[] {
    return (this.#events ??= this.#findEvents());
  }

  #findEvents(): readonly Named[] {
    const events = new Map<string, { key: string; seq: number }>();
    for (const record of this.records) {
      if (
        !("seq" in record) ||
        record.key === undefined ||
        record.seq === undefined ||
        record.seq < 0
      )
        continue;
      events.set(`${record.key} #${record.seq}`, { key: record.key, seq: record.seq });
    }
    return [...events.values()];
  }

  // --- where an application begins ---

  isReader(app: string): boolean {
    return (
      this.all("header").some(({ apps = [] }) => apps.includes(app)) ||
      this.records.some(
        (record) =>
          (record.type === "delivery" || (record.type === "lease" && record.action === "taken")) &&
          record.app === app,
      )
    );
  }

  /** Whether an acknowledged event is for the application; undefined where clocks do not tell. */
  isDue(app: string, ack: AckRecord, sentAtMs: number, clockErrorMs: number): boolean | undefined {
    const firsts = this.#firstLeases(app);
    const own = firsts.find(({ lane }) => lane === ack.lane);
    const lease = own ?? firsts.find(({ lane }) => this.descends(lane, ack.lane));
    if (lease === undefined || (lease.from ?? "trim-horizon") === "trim-horizon") return true;
    const canCompare = (start: string | undefined): start is string =>
      start !== undefined && isDecimal(start) && this.hasLogOrder(ack.lane);
    const isBehind = (start: string | undefined): boolean =>
      own !== undefined && canCompare(start) && this.isHigher(ack.position, start);
    if (lease.from === "after-position") {
      // All positions of a lane precede those of what came of it.
      if (own === undefined) return false;
      return canCompare(lease.fromPosition) ? isBehind(lease.fromPosition) : undefined;
    }
    const taken = this.records.indexOf(lease);
    const first = this.records.find(
      (record, at) =>
        record.type === "delivery" && record.app === app && record.lane === ack.lane && at > taken,
    ) as Typed<"delivery"> | undefined;
    if (isBehind(first?.position)) return true;
    const startMs = lease.from === "latest" ? lease.atMs : (lease.fromMs ?? lease.atMs);
    if (clockErrorMs > 0 && Math.abs(sentAtMs - startMs) <= clockErrorMs) return undefined;
    return sentAtMs >= startMs;
  }

  #firstLeases(app: string): LeaseRecord[] {
    const taken = this.all("lease").filter(
      (lease) => lease.app === app && lease.action === "taken",
    );
    return taken.filter((lease, at) => taken.findIndex(({ lane }) => lane === lease.lane) === at);
  }
}
