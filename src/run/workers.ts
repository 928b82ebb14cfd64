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
  /** Workers that come back or go on by themselves after a while. */
  #away = 0;
  #hasBegun = false;

  constructor(app: string, count: number, run: Run, target: Target) {
    this.app = app;
    this.#run = run;
    this.members = new Members(count, (number) => this.#born(number, target), run.stop.signal);
  }

  /** Name of a worker by its number, from 1. 0 is whoever receives for a function: its event source mapping. */
  nameOf(number: number): string {
    return number === 0 ? `${this.app}-mapping` : `${this.app}-${number}`;
  }

  /** It is time for them, whatever they wait for besides. */
  begin(): void {
    this.#hasBegun = true;
  }

  startAll(): void {
    for (let number = 1; number <= this.members.count; number += 1) this.start(number);
  }

  start(number: number): void {
    if (this.members.living(number) === undefined) this.members.start(number);
  }

  /** It dies, and comes back after so many milliseconds, if at all. Who is not alive cannot die. */
  crash(number: number, restartAfterMs: number | undefined): void {
    const { clock, stop } = this.#run;
    const instance = this.members.living(number);
    if (instance === undefined) return;
    const { app } = this;
    instance.record({ type: "crash", app, consumer: instance.name, atMs: clock.nowMs() });
    instance.life.die();
    if (restartAfterMs === undefined) return;
    void this.#whileAway(clock.sleep(restartAfterMs, stop.signal)).then(() => {
      if (!stop.signal.aborted) this.start(number);
    });
  }

  /** So many more come. */
  join(count: number): void {
    for (let left = count; left > 0; left -= 1) this.members.join();
  }

  /** So many go in good order, those first that came last. */
  leave(count: number): void {
    let left = count;
    for (let number = this.members.count; number > 0 && left > 0; number -= 1) {
      const instance = this.members.living(number);
      if (instance === undefined || instance.life.leaving.aborted) continue;
      instance.life.leave();
      left -= 1;
    }
  }

  /** It stands still for so long. Who is not alive cannot. */
  pause(number: number, forMs: number): void {
    const { clock, stop } = this.#run;
    const instance = this.members.living(number);
    if (instance === undefined) return;
    const { app } = this;
    instance.record({ type: "pause", app, consumer: instance.name, atMs: clock.nowMs(), forMs });
    instance.life.pauseUntil(this.#whileAway(clock.sleep(forMs, stop.signal)));
  }

  /** Whether a worker will begin, come back or go on by itself: quiet until then means nothing. */
  get isAwaited(): boolean {
    return !this.#hasBegun || this.#away > 0;
  }

  async #whileAway(absence: Promise<void>): Promise<void> {
    this.#away += 1;
    await absence;
    this.#away -= 1;
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
