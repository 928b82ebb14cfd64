import type { EndRecord, ReshardRecord } from "../history/record.ts";
import { AckOrder } from "./ack-order.ts";
import type { GuaranteeProfile } from "./anomaly.ts";
import { EventOrder } from "./event-order.ts";
import { IntervalSet } from "./interval-set.ts";
import { PayloadWindow } from "./payload-window.ts";
import { SendFacts } from "./send-facts.ts";

/** What one application has seen of one truck. */
export interface AppFacts {
  readonly app: string;
  readonly delivered: IntervalSet;
  readonly completed: IntervalSet;
  /** Of this truck, or with scope `fleet` of all trucks together. */
  readonly order: EventOrder;
}

/** What is known of one truck. */
export interface KeyFacts {
  readonly key: string;
  readonly sends: SendFacts;
  readonly acks: AckOrder;
  readonly payloads: PayloadWindow;
  /** Delivered to any application. */
  readonly delivered: IntervalSet;
  readonly apps: AppFacts[];
}

/** What is known of the run. Everything in it is proportional to trucks, never to events: see each part for its bound. */
export class RunFacts {
  readonly keys = new Map<string, KeyFacts>();
  end: EndRecord | undefined;
  readonly scope: GuaranteeProfile["scope"];
  readonly #fleetOrders = new Map<string, EventOrder>();
  readonly #parents = new Map<string, Set<string>>();

  constructor(scope: GuaranteeProfile["scope"]) {
    this.scope = scope;
  }

  key(key: string): KeyFacts {
    let facts = this.keys.get(key);
    if (facts === undefined) {
      facts = {
        key,
        sends: new SendFacts(),
        acks: new AckOrder(),
        payloads: new PayloadWindow(),
        delivered: new IntervalSet(),
        apps: [],
      };
      this.keys.set(key, facts);
    }
    return facts;
  }

  app(key: KeyFacts, app: string): AppFacts {
    for (const facts of key.apps) if (facts.app === app) return facts;
    const facts = {
      app,
      delivered: new IntervalSet(),
      completed: new IntervalSet(),
      order: this.#order(app),
    };
    key.apps.push(facts);
    return facts;
  }

  reshard(record: ReshardRecord): void {
    for (const child of record.children) {
      const parents = this.#parents.get(child) ?? new Set();
      for (const parent of record.parents) parents.add(parent);
      this.#parents.set(child, parents);
    }
  }

  /** Whether resharding made one lane out of another, in any number of steps. */
  descends(lane: string, ancestor: string): boolean {
    const seen = new Set([lane]);
    for (const name of seen) {
      if (name === ancestor) return true;
      for (const parent of this.#parents.get(name) ?? []) seen.add(parent);
    }
    return false;
  }

  /** Applications that received anything. */
  get receivingApps(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const { apps } of this.keys.values()) {
      for (const { app, delivered } of apps) if (delivered.intervalCount > 0) names.add(app);
    }
    return names;
  }

  /** Intervals and records held, for tests of the memory bound. */
  get size(): number {
    const orders = new Set<EventOrder>();
    let size = 0;
    for (const { sends, acks, payloads, delivered, apps } of this.keys.values()) {
      size += sends.size + acks.size + payloads.size + delivered.intervalCount;
      for (const app of apps) {
        size += app.delivered.intervalCount + app.completed.intervalCount;
        orders.add(app.order);
      }
    }
    for (const order of orders) size += order.size;
    return size;
  }

  #order(app: string): EventOrder {
    if (this.scope === "key") return new EventOrder("key");
    const order = this.#fleetOrders.get(app) ?? new EventOrder("fleet");
    this.#fleetOrders.set(app, order);
    return order;
  }
}
