/**
 * The lease table of an application, as the KCL keeps it in DynamoDB (KDG/kcl-concepts): one lease per lane, its holder, and a counter that
 * the holder moves on for as long as it lives. Every write is conditional on the holder being who it was. Part of the run, pure state:
 * reading and writing take no time and never fail.
 */

export interface Lease {
  readonly lane: string;
  readonly parents: readonly string[];
  readonly holder: string | undefined;
  /** Moves on with each renewal and each change of hands. */
  readonly counter: number;
  /** Who has asked the holder to hand it over. */
  readonly asked: string | undefined;
  /** The lane was read to its end. */
  readonly isEnded: boolean;
}

export class LeaseTable {
  readonly #leases = new Map<string, Lease>();

  /** A lease for a lane that has none yet. */
  add(lane: string, parents: readonly string[], isEnded = false): void {
    if (this.#leases.has(lane)) return;
    const free = { holder: undefined, asked: undefined, counter: 0 };
    this.#leases.set(lane, { lane, parents, ...free, isEnded });
  }

  /** Leases of lanes that may be read: not ended, and their parents, as far as they are known, are. */
  readable(waitsForParents: boolean): readonly Lease[] {
    const isOpen = (lane: string): boolean => this.#leases.get(lane)?.isEnded === false;
    return [...this.#leases.values()].filter(
      ({ isEnded, parents }) => !isEnded && !(waitsForParents && parents.some(isOpen)),
    );
  }

  holds(lane: string, worker: string): boolean {
    return this.#leases.get(lane)?.holder === worker;
  }

  /** Who has asked this worker for the lease. */
  askedBy(lane: string): string | undefined {
    return this.#leases.get(lane)?.asked;
  }

  /** Takes a lease that is as it was seen; false when somebody was quicker, or its holder has renewed it. */
  take({ lane, counter }: Lease, worker: string): boolean {
    const lease = this.#leases.get(lane);
    if (lease === undefined || lease.counter !== counter || lease.isEnded) return false;
    this.#put(lease, { holder: worker, asked: undefined });
    return true;
  }

  /** Asks the holder to hand the lease over when it can. */
  ask(lane: string, worker: string): void {
    const lease = this.#leases.get(lane);
    if (lease !== undefined) this.#leases.set(lane, { ...lease, asked: worker });
  }

  /** False: the lease is another's by now. */
  renew(lane: string, worker: string): boolean {
    return this.#byHolder(lane, worker, {});
  }

  /** Gives the lease to who has asked for it, or to nobody. */
  giveUp(lane: string, worker: string): boolean {
    const to = this.#leases.get(lane)?.asked;
    return this.#byHolder(lane, worker, { holder: to, asked: undefined });
  }

  end(lane: string, worker: string): boolean {
    return this.#byHolder(lane, worker, { isEnded: true, holder: undefined });
  }

  #byHolder(lane: string, worker: string, change: Partial<Lease>): boolean {
    const lease = this.#leases.get(lane);
    if (lease?.holder !== worker) return false;
    this.#put(lease, change);
    return true;
  }

  #put(lease: Lease, change: Partial<Lease>): void {
    this.#leases.set(lease.lane, { ...lease, ...change, counter: lease.counter + 1 });
  }
}
