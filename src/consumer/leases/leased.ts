/**
 * Workers that share the lanes by a lease table, after the published behaviour of the KCL (KDG/kcl-concepts, kcl-configuration,
 * kinesis-record-processor-duplicates). A worker renews its leases three times per failover time and looks every two failover times what
 * there is to take; a lease that was not renewed for the failover time is anybody's. Who loses a lease learns of it at its next renewal or
 * checkpoint, and works on until then: for a while two workers read one lane. A worker that stood still is such a zombie.
 */
import type { Instance } from "../../broker/instance.ts";
import type { ResolvedLeased } from "../../scenario/resolved.ts";
import type { ConsumerStrategy } from "../consumer.ts";
import { type Choice, chooseLeases } from "./choose-leases.ts";
import { LeasedApplication } from "./leased-application.ts";
import { ReadLane } from "./read-lane.ts";

export const leased: ConsumerStrategy<ResolvedLeased> = async (context) => {
  const application = new LeasedApplication(context);
  await application.find();
  await context.members.all(async (number) => {
    let birth = 0;
    while (!context.signal.aborted) {
      const instance = await context.members.alive(number);
      if (instance === undefined) return;
      birth += 1;
      const worker = new LeasedWorker(instance, `${instance.name}@${birth}`, application);
      await instance.life.until(worker.work());
      if (!instance.life.isDead) return;
    }
  });
};

/** When a worker last saw a lease's counter move. */
interface Sighting {
  readonly counter: number;
  readonly sinceMs: number;
}

/** One worker from its start to its death. Its id is new each time, so that it is no heir of its forerunner. */
class LeasedWorker {
  readonly #instance: Instance;
  readonly #id: string;
  readonly #application: LeasedApplication;
  readonly #held = new Map<string, ReadLane>();
  readonly #seen = new Map<string, Sighting>();
  readonly #reading = new Set<Promise<void>>();
  readonly #failure = Promise.withResolvers<never>();

  constructor(instance: Instance, id: string, application: LeasedApplication) {
    this.#instance = instance;
    this.#id = id;
    this.#application = application;
  }

  async work(): Promise<void> {
    await Promise.race([Promise.all([this.#renewing(), this.#taking()]), this.#failure.promise]);
    for (const lane of this.#held.values()) lane.leave();
    await Promise.all(this.#reading);
  }

  get #isOver(): boolean {
    return this.#instance.signal.aborted || this.#instance.life.leaving.aborted;
  }

  async #renewing(): Promise<void> {
    const { table, context } = this.#application;
    const everyMs = (context.spec.failoverS * 1000) / 3;
    while (!this.#isOver) {
      await this.#sleep(everyMs);
      for (const [lane, reading] of this.#held) {
        if (!table.renew(lane, this.#id)) reading.lose();
        else if (table.askedBy(lane) !== undefined) reading.leave();
      }
    }
  }

  async #taking(): Promise<void> {
    const { failoverS } = this.#application.context.spec;
    while (!this.#isOver) {
      this.#take(this.#choice(failoverS * 1000));
      this.#readWhatIsOurs();
      // What was asked for is looked for more often.
      for (let waits = 0; waits < 6 && !this.#isOver; waits += 1) {
        await this.#sleep((failoverS * 1000) / 3);
        this.#readWhatIsOurs();
      }
      if (!this.#isOver) await this.#application.find();
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { clock, signal, life } = this.#instance;
    await clock.sleep(ms, AbortSignal.any([signal, life.leaving]));
  }

  #choice(failoverMs: number): Choice {
    const { table, context } = this.#application;
    const nowMs = this.#instance.clock.nowMs();
    const leases = table.readable(context.spec.children === "after-parents").map((lease) => {
      const { lane, counter, holder } = lease;
      const before = this.#seen.get(lane);
      const hasMoved = before === undefined || before.counter !== counter;
      const sighting = hasMoved ? { counter, sinceMs: nowMs } : before;
      this.#seen.set(lane, sighting);
      return { ...lease, isFree: holder === undefined || nowMs - sighting.sinceMs > failoverMs };
    });
    return chooseLeases(leases, this.#id, this.#instance.random);
  }

  #take({ free, stolen }: Choice): void {
    const { table, context } = this.#application;
    for (const lease of free) table.take(lease, this.#id);
    for (const lease of stolen) {
      if (context.spec.handOver === "graceful") table.ask(lease.lane, this.#id);
      else table.take(lease, this.#id);
    }
  }

  #readWhatIsOurs(): void {
    const { table, lanes } = this.#application;
    if (this.#isOver) return;
    for (const [id, lane] of lanes) {
      if (!table.holds(id, this.#id) || this.#held.has(id)) continue;
      const reading = new ReadLane(lane, this.#instance, this.#id, this.#application);
      this.#held.set(id, reading);
      const ending = this.#readToItsEnd(id, reading);
      ending.catch(this.#failure.reject);
      this.#reading.add(ending);
    }
  }

  async #readToItsEnd(lane: string, reading: ReadLane): Promise<void> {
    await reading.read();
    this.#held.delete(lane);
  }
}
