/** A consumer application of a run: starts its consumers when it is time. */
import type { Channel } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import { Checkpoints } from "../consumer/checkpoints.ts";
import { DoneEvents } from "../consumer/done-events.ts";
import { Failures, type Named } from "../consumer/failures.ts";
import { startConsumers } from "../consumer/start-consumers.ts";
import { isOwnCode } from "../scenario/custom-code.ts";
import type { ResolvedConsumer } from "../scenario/resolved.ts";
import type { Target } from "../targets/target.ts";
import type { Run } from "./run.ts";
import { Workers } from "./workers.ts";

/** How often to look whether the application that this one waits for is done, in milliseconds. */
const lookMs = 100;

export class Application {
  readonly workers: Workers;
  readonly #spec: ResolvedConsumer;
  readonly #run: Run;
  readonly #failures: Failures;

  constructor(spec: ResolvedConsumer, run: Run, target: Target) {
    this.workers = new Workers(spec.app, spec.count, run, target);
    this.#spec = spec;
    this.#run = run;
    this.#failures = new Failures(spec.failing);
  }

  /** Consumes until the run is over. */
  async consume(channel: Channel): Promise<void> {
    const spec = this.#spec;
    const { clock, outstanding, plan, stop, record, tap, codec } = this.#run;
    const { members } = this.workers;
    const { signal } = stop;
    await clock.sleep(spec.startAtS * 1000, signal);
    this.workers.begin();
    if (spec.startAfter !== undefined) {
      await clock.sleep(plan.durationMs - clock.nowMs(), signal);
      while (!outstanding.caughtUp(spec.startAfter) && !signal.aborted) {
        await clock.sleep(lookMs, signal);
      }
    }
    if (signal.aborted) return;
    const isCustom = spec.kind === "custom";
    for (let number = 1; isCustom && number <= spec.count; number += 1) {
      tap.followHands(this.workers.nameOf(number));
    }
    // Environments of a function begin when they are needed.
    if (spec.kind !== "lambda") this.workers.startAll();
    const everyMs = isOwnCode(spec) ? 0 : spec.checkpointEveryS * 1000;
    await startConsumers({
      spec,
      channel,
      clock,
      members,
      checkpoints: new Checkpoints({ app: spec.app, everyMs, record }),
      done: new DoneEvents(),
      decode: codec.decode,
      handler: (instance, event) => this.#serve(instance, event),
      within: this.#run.within,
      inHand: (consumer, body, place) => ({
        app: spec.app,
        ...tap.inHand(consumer, body, place),
      }),
      signal,
    });
  }

  /** Fails, where it is to fail, when the time is over: the work was in vain. */
  async #serve({ clock, signal }: Instance, event: Named): Promise<void> {
    const { serviceMs } = this.#spec;
    if (serviceMs > 0) await clock.sleep(serviceMs, signal);
    if (!signal.aborted) this.#failures.check(event);
  }
}
