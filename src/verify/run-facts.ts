import type { EndRecord } from "../history/record.ts";
import type { GuaranteeProfile } from "./anomaly.ts";
import { AppRun } from "./app-run.ts";
import { Crashes } from "./crashes.ts";
import { EventOrder } from "./event-order.ts";
import { IntervalSet } from "./interval-set.ts";
import { Lineage } from "./lineage.ts";
import { SendFacts } from "./send-facts.ts";
import { type SentEvent, SentEvents } from "./sent-events.ts";

/** What one application has seen of one truck. */
export interface AppFacts {
  readonly app: string;
  readonly run: AppRun;
  readonly delivered: IntervalSet;
  readonly completed: IntervalSet;
  /** How far it has come in each lane with this truck. */
  readonly reached: Map<string, Reached>;
  /** Of this truck, or with scope `fleet` of all trucks together. */
  readonly order: EventOrder;
}

/** Of one truck's deliveries from a lane to one application, the one highest in the log. */
export interface Reached {
  /** Undefined where positions do not compare. */
  position: string | undefined;
}

/** What is known of one truck. */
export interface KeyFacts {
  readonly key: string;
  readonly sends: SendFacts;
  readonly events: SentEvents;
  /** Delivered to any application. */
  readonly delivered: IntervalSet;
  readonly apps: AppFacts[];
}

/** What is known of the run. Everything in it is proportional to trucks, never to events: see each part for its bound. */
export class RunFacts {
  readonly keys = new Map<string, KeyFacts>();
  readonly apps = new Map<string, AppRun>();
  readonly lineage = new Lineage();
  readonly crashes = new Crashes();
  /** Records so far: the number of the one in hand. */
  at = 0;
  end: EndRecord | undefined;
  readonly scope: GuaranteeProfile["scope"];
  readonly #fleetOrders = new Map<string, EventOrder>();

  constructor(scope: GuaranteeProfile["scope"]) {
    this.scope = scope;
  }

  key(key: string): KeyFacts {
    let facts = this.keys.get(key);
    if (facts === undefined) {
      facts = {
        key,
        sends: new SendFacts(),
        events: new SentEvents(),
        delivered: new IntervalSet(),
        apps: [],
      };
      this.keys.set(key, facts);
    }
    return facts;
  }

  appRun(app: string): AppRun {
    let run = this.apps.get(app);
    if (run === undefined) this.apps.set(app, (run = new AppRun(app)));
    return run;
  }

  app(key: KeyFacts, app: string): AppFacts {
    for (const facts of key.apps) if (facts.app === app) return facts;
    const facts = {
      app,
      run: this.appRun(app),
      delivered: new IntervalSet(),
      completed: new IntervalSet(),
      reached: new Map(),
      order: this.#order(app),
    };
    key.apps.push(facts);
    return facts;
  }

  /** Whether an event is not waited for any more: by nobody, once any application is known. */
  isSettled(key: KeyFacts, event: SentEvent): boolean {
    if (event.isRefused) return true;
    for (const run of this.apps.values()) {
      const facts = key.apps.find(({ app }) => app === run.app);
      if (facts?.delivered.has(event.seq) === true) continue;
      const { ack } = event;
      if (ack === undefined || run.isDue({ ...ack, sentAtMs: event.sentAtMs }, this.lineage)) {
        return false;
      }
    }
    return this.apps.size > 0;
  }

  /** Intervals and records held, for tests of the memory bound. */
  get size(): number {
    const orders = new Set<EventOrder>();
    let size = 0;
    for (const { sends, events, delivered, apps } of this.keys.values()) {
      size += sends.size + events.size + delivered.intervalCount;
      for (const app of apps) {
        size += app.delivered.intervalCount + app.completed.intervalCount + app.reached.size;
        orders.add(app.order);
      }
    }
    for (const order of orders) size += order.size;
    return size;
  }

  #order(app: string): EventOrder {
    if (this.scope === "key") return new EventOrder("key", app, this.crashes);
    const order = this.#fleetOrders.get(app) ?? new EventOrder("fleet", app, this.crashes);
    this.#fleetOrders.set(app, order);
    return order;
  }
}
