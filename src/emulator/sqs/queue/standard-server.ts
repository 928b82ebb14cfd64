import { DeadlineHeap, type Timed } from "../../deadline-heap.ts";
import type { Message } from "./message.ts";
import type { Pile } from "./pile.ts";
import type { Tenants } from "./tenants.ts";

/** The messages of one tenant on one server; in a heap its `dueMs` is the order of the message in front. */
class TenantPile implements Timed {
  readonly tenant: string;
  readonly order: number;
  readonly pile: Pile;
  /** The heap it is in, or was taken out of last. */
  heap: DeadlineHeap<TenantPile> | undefined;
  dueMs = 0;
  slot = -1;

  constructor(tenant: string, order: number, pile: Pile) {
    this.tenant = tenant;
    this.order = order;
    this.pile = pile;
  }
}

/** One server of a standard queue: messages of no tenant and of quiet ones as they came, then those of noisy ones. */
export class StandardServer {
  readonly #tenants: Tenants;
  readonly #makePile: () => Pile;
  #ungrouped: Pile;
  readonly #byTenant = new Map<string, TenantPile>();
  readonly #quiet = new DeadlineHeap<TenantPile>();
  readonly #noisy = new DeadlineHeap<TenantPile>();
  #created = 0;

  constructor(tenants: Tenants, makePile: () => Pile) {
    this.#tenants = tenants;
    this.#makePile = makePile;
    this.#ungrouped = makePile();
  }

  get isEmpty(): boolean {
    return this.#ungrouped.size === 0 && this.#byTenant.size === 0;
  }

  push(message: Message): void {
    const { groupId } = message.content;
    if (groupId === undefined) {
      this.#ungrouped.push(message);
      return;
    }
    let tenantPile = this.#byTenant.get(groupId);
    if (tenantPile === undefined) {
      tenantPile = new TenantPile(groupId, (this.#created += 1), this.#makePile());
      this.#byTenant.set(groupId, tenantPile);
    }
    tenantPile.pile.push(message);
    this.#settle(tenantPile);
  }

  /** One of its messages has been removed. */
  drop({ content: { groupId } }: Message): void {
    if (groupId === undefined) {
      this.#ungrouped.drop();
      return;
    }
    const tenantPile = this.#byTenant.get(groupId);
    if (tenantPile?.pile.drop() === 0) this.#settle(tenantPile);
  }

  take(): Message | undefined {
    while (this.#byTenant.size > 0) {
      const quiet = this.#nextQuiet();
      const ungroupedOrder = this.#ungrouped.frontOrder() ?? Infinity;
      if (ungroupedOrder < (quiet?.dueMs ?? Infinity)) {
        if (quiet !== undefined) this.#settle(quiet);
        return this.#ungrouped.take();
      }
      const tenantPile = quiet ?? this.#noisy.popDue(Infinity);
      if (tenantPile === undefined) return undefined;
      const message = tenantPile.pile.take();
      this.#settle(tenantPile);
      // A pile whose messages were all removed gives none; others may.
      if (message !== undefined) return message;
    }
    return this.#ungrouped.take();
  }

  clear(): void {
    this.#ungrouped = this.#makePile();
    this.#byTenant.clear();
    this.#quiet.clear();
    this.#noisy.clear();
  }

  /** To be called when a tenant has fewer messages in flight. */
  reconsider(tenant: string): void {
    const tenantPile = this.#byTenant.get(tenant);
    if (tenantPile !== undefined) this.#settle(tenantPile);
  }

  #nextQuiet(): TenantPile | undefined {
    for (;;) {
      const first = this.#quiet.popDue(Infinity);
      if (first === undefined || !this.#tenants.isNoisy(first.tenant)) return first;
      this.#settle(first);
    }
  }

  /** Puts the tenant where it belongs now. */
  #settle(tenantPile: TenantPile): void {
    tenantPile.heap?.remove(tenantPile);
    const frontOrder = tenantPile.pile.frontOrder();
    if (frontOrder === undefined) {
      this.#byTenant.delete(tenantPile.tenant);
      return;
    }
    tenantPile.heap = this.#tenants.isNoisy(tenantPile.tenant) ? this.#noisy : this.#quiet;
    tenantPile.heap.set(tenantPile, frontOrder);
  }
}
