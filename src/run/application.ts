/** A consumer application of a run: starts its consumers when it is time, lets them die, stand still and come back. */
import type { Channel } from "../broker/broker.ts";
import { Checkpoints } from "../consumer/checkpoints.ts";
import { bornInstance, type Instance } from "../consumer/instance.ts";
import { Members } from "../consumer/members.ts";
import { startConsumers } from "../consumer/start-consumers.ts";
import type { ResolvedConsumer } from "../scenario/resolved.ts";
import type { Target } from "../targets/target.ts";
import type { Run } from "./run.ts";

/** How often to look whether the application that this one waits for is done, in milliseconds. */
const lookMs = 100;

export class Application {
  readonly spec: ResolvedConsumer;
  readonly #run: Run;
  readonly #target: Target;
  readonly #members: Members;

  constructor(spec: ResolvedConsumer, run: Run, target: Target) {
    this.spec = spec;
    this.#run = run;
    this.#target = target;
    this.#members = new Members(spec.count, (number) => this.#born(number), run.stop.signal);
  }

  /** Name of a consumer by its number, from 1. */
  nameOf(number: number): string {
    return `${this.spec.app}-${number}`;
  }

  /** Consumes until the run is over. */
  async consume(channel: Channel): Promise<void> {
    const { spec } = this;
    const { clock, outstanding, plan, stop, record } = this.#run;
    const { signal } = stop;
    await clock.sleep(spec.startAtS * 1000, signal);
    if (spec.startAfter !== undefined) {
      await clock.sleep(plan.durationMs - clock.nowMs(), signal);
      while (!outstanding.caughtUp(spec.startAfter) && !signal.aborted) {
        await clock.sleep(lookMs, signal);
      }
    }
    if (signal.aborted) return;
    for (let number = 1; number <= spec.count; number += 1) this.start(number);
    const everyMs = spec.checkpointEveryS * 1000;
    await startConsumers({
      spec,
      channel,
      clock,
      members: this.#members,
      checkpoints: new Checkpoints({ app: spec.app, everyMs, record }),
      handler: (_, instance) => this.#serve(instance),
      signal,
    });
  }

  start(number: number): void {
    if (this.#members.living(number) === undefined) this.#members.start(number);
  }

  crash(number: number): void {
    const instance = this.#members.living(number);
    if (instance === undefined) return;
    instance.record({
      type: "crash",
      app: this.spec.app,
      consumer: instance.name,
      atMs: this.#run.clock.nowMs(),
    });
    instance.life.die();
  }

  pause(number: number, forMs: number): void {
    const { clock, stop } = this.#run;
    this.#members.living(number)?.life.pauseUntil(clock.sleep(forMs, stop.signal));
  }

  /** Whether a consumer is gone that something waits for. */
  get isMissed(): boolean {
    return this.#members.isMissed;
  }

  #born(number: number): Instance {
    const { clock, record, stop } = this.#run;
    return bornInstance({
      name: this.nameOf(number),
      connectionOf: (name, life) => this.#run.connectionOf(this.#target, this.spec.app, name, life),
      clock,
      record,
      signal: stop.signal,
    });
  }

  async #serve({ clock, signal }: Instance): Promise<void> {
    const { serviceMs } = this.spec;
    if (serviceMs > 0) await clock.sleep(serviceMs, signal);
  }
}
