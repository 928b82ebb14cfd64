import { bornInstance, type Instance } from "../broker/instance.ts";
import { Members } from "../broker/members.ts";
import { seededRandom } from "../random.ts";
import type { Target } from "../targets/target.ts";
import type { Run } from "./run.ts";

/** The consumers of an application, or a producer of the user's own, as what happens to them: they start, crash, stand still, come back. */
export class Workers {
  /** The application; `producer` for the producer. */
  readonly app: string;
  readonly members: Members;
  readonly #run: Run;

  constructor(app: string, count: number, run: Run, target: Target) {
    this.app = app;
    this.#run = run;
    this.members = new Members(count, (number) => this.#born(number, target), run.stop.signal);
  }

  /** Name of a worker by its number, from 1. */
  nameOf(number: number): string {
    return `${this.app}-${number}`;
  }

  startAll(): void {
    for (let number = 1; number <= this.members.count; number += 1) this.start(number);
  }

  start(number: number): void {
    if (this.members.living(number) === undefined) this.members.start(number);
  }

  crash(number: number): void {
    const instance = this.members.living(number);
    if (instance === undefined) return;
    const { app } = this;
    const atMs = this.#run.clock.nowMs();
    instance.record({ type: "crash", app, consumer: instance.name, atMs });
    instance.life.die();
  }

  pause(number: number, forMs: number): void {
    const { clock, stop } = this.#run;
    this.members.living(number)?.life.pauseUntil(clock.sleep(forMs, stop.signal));
  }

  #born(number: number, target: Target): Instance {
    const { clock, record, seed, stop } = this.#run;
    const { app } = this;
    return bornInstance({
      name: this.nameOf(number),
      connectionOf: (name, life) => this.#run.connectionOf(target, app, name, life),
      clock,
      random: seededRandom(seed, this.nameOf(number)),
      record,
      signal: stop.signal,
    });
  }
}
