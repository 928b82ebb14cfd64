import type {
  ConsumerEvent,
  EndRecord,
  HeaderRecord,
  NotJudged,
  SendRecord,
} from "../history/record.ts";
import type { GuaranteeProfile } from "./anomaly.ts";
import { AppFacts } from "./app-facts.ts";
import { AppRun } from "./app-run.ts";
import { Clocks } from "./clocks.ts";
import { Contradictions } from "./contradictions.ts";
import { Crashes } from "./crashes.ts";
import { EventOrder } from "./event-order.ts";
import { difference, type IntervalSet } from "./interval-set.ts";
import type { KeyFacts } from "./key-facts.ts";
import { Keys } from "./keys.ts";
import { Lanes } from "./lanes.ts";
import { LogPlaces } from "./log-places.ts";
import { Memory } from "./memory.ts";
import { Nearness } from "./nearness.ts";
import { isAfter } from "./position.ts";
import type { Place, SentEvent } from "./sent-event.ts";
import { hasSeq, intervalsOf, isNewSeq, type Seqs, withSeq } from "./seqs.ts";
import type { StraightKey } from "./straight-key.ts";

/** What is known of the run. Everything in it is proportional to trucks and to what is under way, never to events. */
export class RunFacts {
  readonly keys = new Keys(this);
  readonly apps = new Map<string, AppRun>();
  readonly #appsById: AppRun[] = [];
  readonly lanes = new Lanes();
  readonly crashes = new Crashes();
  /** What recorders say that they cannot bear out: anomalies (undefined: any of them) by the reason. */
  readonly leftOpen = new Map<string, Set<string | undefined>>();
  readonly contradictions = new Contradictions();
  readonly clocks = new Clocks(this.contradictions);
  readonly nearness = new Nearness(this);
  readonly memory: Memory;
  readonly places = new LogPlaces(this);
  readonly scope: GuaranteeProfile["scope"];
  readonly counts = { sends: 0, acks: 0, deliveries: 0, starts: 0, effects: 0, commits: 0 };
  /** Events that were sent. */
  events = 0;
  /** Attempts to send that have no fate yet. */
  withoutFate = 0;
  readonly setAside = { deadLettered: 0, discarded: 0 };
  /** Records so far: the number of the one in hand. */
  at = 0;
  end: EndRecord | undefined;
  /** How far the history was read when memory ran out. */
  stoppedAt: { readonly records: number; readonly keys: number } | undefined;
  /** Records of consumers that came before their sends, further than could be waited for. */
  early = 0;
  /** Records of which clocks do not tell which came first, and one of them. */
  readonly near = { count: 0, first: "" };
  /** Records of events whose place in the order of the fleet is not known. */
  unplaced = 0;
  /** Work on events of which it is not remembered any more from where, or in which delivery, they came. */
  unknownWork = 0;
  /** Acknowledgements of events of which it is not remembered any more where they were delivered from. */
  unknownDeliveries = 0;
  /** Without any acknowledgement: events that nobody received. */
  unacknowledged = 0;
  /** Events that were delivered and not completed, without proof that they were passed by. */
  undone = 0;
  /** Repeated effects after which the consumer might still have caught up. */
  staleAtEnd = 0;
  /** Handlers that had not ended when the history did. */
  atWork = 0;
  /** Positions of which it is not known any more what stood there. */
  unjudgedPlaces = 0;
  readonly #fleetOrders = new Map<AppRun, EventOrder>();
  #fleet: Seqs = 0;
  #declaresApps = false;

  constructor(scope: GuaranteeProfile["scope"], memory: Memory) {
    this.scope = scope;
    this.memory = memory;
  }

  key(name: string): KeyFacts {
    return this.keys.get(name);
  }

  isSent(name: string, seq: number): boolean {
    const key = this.keys.find(name);
    return key !== undefined && hasSeq(key.sent, seq);
  }

  appRun(name: string): AppRun {
    let app = this.apps.get(name);
    if (app === undefined) {
      app = new AppRun(name, this.#appsById.length, this.crashes);
      this.apps.set(name, app);
      this.#appsById.push(app);
      if (this.#declaresApps) this.contradictions.add("applications that no header names", name);
    }
    return app;
  }

  /** An application by its number. */
  appAt(id: number): AppRun {
    return this.#appsById[id]!;
  }

  app(key: KeyFacts, name: string): AppFacts {
    let last: AppFacts | undefined;
    for (let { app } = key; app !== undefined; app = app.next) {
      if (app.app.app === name) return app;
      last = app;
    }
    const run = this.appRun(name);
    const facts = new AppFacts(run, this.#order(run));
    if (last === undefined) key.app = facts;
    else last.next = facts;
    return facts;
  }

  /** Takes what a recorder says of the run. Applications of several headers are one list. */
  declare({ apps, lanes, notJudged }: HeaderRecord): void {
    this.#leaveOpen(notJudged);
    if (apps !== undefined) {
      this.#declaresApps = false;
      for (const name of apps) this.appRun(name).isDeclared = true;
      this.#declaresApps = true;
    }
    if (lanes !== undefined) this.lanes.declare(lanes);
  }

  /** Takes a recorder's end. The run is drained when it is by all, and interrupted when it is by any. */
  finish(end: EndRecord): void {
    this.#leaveOpen(end.notJudged);
    const before = this.end;
    if (before === undefined) {
      this.end = end;
      return;
    }
    this.end = {
      type: "end",
      atMs: Math.max(before.atMs, end.atMs),
      offered: before.offered + end.offered,
      ...(before.sent === undefined || end.sent === undefined
        ? {}
        : { sent: before.sent + end.sent }),
      sendingMs: Math.max(before.sendingMs, end.sendingMs),
      drained: before.drained && end.drained,
      interrupted: before.interrupted || end.interrupted,
    };
  }

  /** The history is over: what of it cannot be true together. */
  contradict(): void {
    this.lanes.contradict(this.contradictions, this.clocks.errorMs);
    for (const key of this.keys.unfinished()) {
      for (let { app } = key; app !== undefined; app = app.next) {
        this.places.contradict(key, app);
        if (this.counts.sends > 0 && app.aside !== undefined) this.#contradictAside(key, app.aside);
        if (this.scope === "key") this.#countAtWork(app.order);
      }
    }
    for (const order of this.#fleetOrders.values()) this.#countAtWork(order);
  }

  #contradictAside({ key, sent }: KeyFacts, aside: IntervalSet): void {
    for (const { from } of difference(aside, intervalsOf(sent))) {
      this.contradictions.add("events put aside that were not sent", `${key} #${from}`);
    }
  }

  /** Of an application without any effect, nobody can tell. */
  #countAtWork({ app, inside }: EventOrder): void {
    if (app.seen.effects > 0) this.atWork += inside.atWork(app);
  }

  noteNear(example: string): void {
    if (this.near.count === 0) this.near.first = example;
    this.near.count += 1;
  }

  /** Takes note of an event's place in the order of the fleet, which is its own. */
  placeInFleet({ key }: KeyFacts, { index, seq }: SendRecord | ConsumerEvent): void {
    if (this.scope === "key" || index === undefined) return;
    if (!isNewSeq(this.#fleet, index)) {
      this.contradictions.add("two events with one index", `${key} #${seq}, index ${index}`);
    }
    this.#fleet = withSeq(this.#fleet, index);
  }

  /** Place of an event in the intended order; undefined in a fleet when it is not known. */
  intentOf(seq: number, index: number | undefined): number | undefined {
    return this.scope === "key" ? seq : index;
  }

  /** Whether nobody waits for an event any more, once any application is known. */
  isSettled(key: KeyFacts, event: SentEvent): boolean {
    const { seq } = event;
    const { more } = event;
    if (event.pending > 0 || more?.places !== undefined || more?.payloads !== undefined) {
      return false;
    }
    // It may be sent again; as long as there is room for it, it is kept for that.
    if (event.isRefused) return this.memory.isTight;
    const { app: first } = key;
    if (this.apps.size === 1 && first !== undefined) {
      if (first.isDoneWith(seq)) return first.strays === undefined || !first.strays.has(seq);
      if (!first.app.isPartial) return false;
    }
    for (const app of this.apps.values()) {
      const facts = factsOf(key, app);
      if (facts?.strays?.has(seq) === true) return false;
      if (facts !== undefined && facts.isDoneWith(seq)) continue;
      if (event.lane === undefined) return false;
      if (app.isDue(event, this.lanes, this.clocks.errorMs) !== false) return false;
    }
    return this.apps.size > 0;
  }

  /** Whether all of a truck was sent, stored, received and completed, each thing once, by all applications. */
  isFinished({ sent, acked, events, refused, app: first }: KeyFacts): boolean {
    if (typeof sent !== "number" || acked !== sent || events.length > 0 || refused !== undefined) {
      return false;
    }
    let apps = 0;
    for (let app = first; app !== undefined; app = app.next) {
      if (app.delivered !== sent || app.completed !== sent || app.size > 0) return false;
      if (app.order.size > 0 || app.aside !== undefined || app.unbidden !== undefined) return false;
      apps += 1;
    }
    return apps > 0 && apps === this.apps.size;
  }

  /** The same of a truck that went the straight way, to the one application there is. */
  hasArrived({ sent, acked, delivered, completed, start, app }: StraightKey): boolean {
    if (app === undefined || this.apps.size > 1 || start !== undefined) return false;
    return acked === sent && delivered === sent && completed === sent;
  }

  /** Whether an application has read past a place, or everything. */
  hasRead(place: Place, app: AppFacts | undefined): boolean {
    return this.end?.drained === true || (app !== undefined && this.hasPassed(place, app));
  }

  /** Whether an application has read on from behind this place, in its lane or in what came of that. */
  hasPassed({ lane, position }: Place, app: AppFacts): boolean {
    for (const [other, top] of app.reached.entries()) {
      if (this.lanes.descends(other, lane)) return true;
      if (other === lane && lane.hasLogOrder && isAfter(top, position)) return true;
    }
    return false;
  }

  /** Intervals, events and entries held, for tests of the memory bound. */
  get size(): number {
    const orders = new Set<EventOrder>();
    let size = 0;
    for (const key of this.keys.values()) {
      size += key.size;
      for (const { order } of key.apps()) orders.add(order);
    }
    for (const order of orders) size += order.size;
    return size;
  }

  #leaveOpen(notJudged: readonly NotJudged[] = []): void {
    for (const { anomaly, reason } of notJudged) {
      const anomalies = this.leftOpen.get(reason) ?? new Set();
      this.leftOpen.set(reason, anomalies);
      anomalies.add(anomaly);
    }
  }

  #order(app: AppRun): EventOrder {
    if (this.scope === "key") return new EventOrder(app);
    const order = this.#fleetOrders.get(app) ?? new EventOrder(app);
    this.#fleetOrders.set(app, order);
    return order;
  }
}

/** What an application has seen of a truck, if anything. */
export function factsOf(key: KeyFacts, run: AppRun): AppFacts | undefined {
  for (let { app } = key; app !== undefined; app = app.next) if (app.app === run) return app;
  return undefined;
}
