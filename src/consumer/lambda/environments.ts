/**
 * The execution environments of a function: each has one invocation at a time, and is frozen between two: what the function left undone goes on
 * with the next. One that takes longer than the timeout, or crashes, is gone with all that it had in hand, and another takes its number
 * (LDG/lambda-runtime-environment).
 */
import type { Delivery } from "../../broker/broker.ts";
import type { Instance } from "../../broker/instance.ts";
import { InputError } from "../../errors.ts";
import type { ResolvedLambda } from "../../scenario/resolved.ts";
import type { ConsumerContext } from "../consumer.ts";
import { mostIdleAnswers } from "./assumed.ts";
import { callFunction } from "./invocation.ts";

/** How an invocation ended. */
export type Ended =
  | { readonly type: "answered"; readonly response: unknown }
  | { readonly type: "failed"; readonly reason: string }
  /** It did not begin: as many environments as are reserved are at work. */
  | { readonly type: "throttled" }
  /** The run is over. */
  | { readonly type: "stopped" };

export class Environments {
  readonly mapping: Instance;
  readonly #context: ConsumerContext<ResolvedLambda>;
  readonly #busy = new Set<number>();
  readonly #thaw = new WeakMap<Instance, () => void>();
  readonly #deaths = new WeakMap<Instance, Promise<Ended>>();
  /** Of the invocations under way: aborts when one is over, or the run. */
  readonly #underWay = new Set<AbortController>();
  #works = 0;
  #answers = 0;

  constructor(context: ConsumerContext<ResolvedLambda>) {
    this.#context = context;
    this.mapping = context.members.start(0);
    const stop = (): void => {
      for (const over of this.#underWay) over.abort();
    };
    context.signal.addEventListener("abort", stop, { once: true });
  }

  async invoke(batch: readonly Delivery[]): Promise<Ended> {
    const { spec, signal } = this.#context;
    if (signal.aborted) return { type: "stopped" };
    if (this.#busy.size >= (spec.reservedConcurrency ?? Infinity)) return { type: "throttled" };
    const number = this.#lowestFree();
    this.#busy.add(number);
    try {
      return await this.#run(batch, await this.#awake(number));
    } finally {
      this.#busy.delete(number);
    }
  }

  #lowestFree(): number {
    let number = 1;
    while (this.#busy.has(number)) number += 1;
    return number;
  }

  async #awake(number: number): Promise<Instance> {
    const { members, clock, spec, signal } = this.#context;
    const living = members.living(number);
    if (living === undefined) {
      const started = members.start(number);
      if (spec.coldStartMs > 0) await clock.sleep(spec.coldStartMs, signal);
      return started;
    }
    this.#thaw.get(living)?.();
    if (living.life.isPaused) await Promise.race([living.life.whilePaused(), aborted(signal)]);
    return living;
  }

  async #run(batch: readonly Delivery[], instance: Instance): Promise<Ended> {
    const { spec, clock } = this.#context;
    const over = new AbortController();
    const onWork = (): void => {
      this.#works += 1;
    };
    const calling = callFunction({ batch, instance, mapping: this.mapping, onWork }, this.#context);
    const answered = calling.then(
      (response): Ended => this.#answered(response),
      (error: unknown): Ended => this.#threw(error),
    );
    // Once something else has ended it, nobody waits for its answer any more.
    answered.catch(() => {});
    this.#underWay.add(over);
    const late = clock.sleep(spec.timeoutS * 1000, over.signal).then((): Ended => {
      return over.signal.aborted ? { type: "stopped" } : this.#timedOut(instance);
    });
    try {
      return await Promise.race([answered, this.#deathOf(instance), late]);
    } finally {
      over.abort();
      this.#underWay.delete(over);
      this.#freeze(instance);
    }
  }

  /** Cut off in the middle: nothing that it still does leaves a trace. */
  #timedOut(instance: Instance): Ended {
    const { spec, clock } = this.#context;
    const { app, timeoutS } = spec;
    instance.record({ type: "crash", app, consumer: instance.name, atMs: clock.nowMs() });
    instance.life.die();
    return { type: "failed", reason: `the function took longer than its ${timeoutS} s` };
  }

  /** One promise for all invocations of an environment. */
  #deathOf(instance: Instance): Promise<Ended> {
    let death = this.#deaths.get(instance);
    if (death === undefined) {
      death = aborted(instance.life.death).then(() => ({
        type: "failed",
        reason: "the environment crashed",
      }));
      this.#deaths.set(instance, death);
    }
    return death;
  }

  #answered(response: unknown): Ended {
    this.#answers += 1;
    if (this.#works === 0 && this.#answers >= mostIdleAnswers) {
      const { app } = this.#context.spec;
      throw new InputError(
        `${app}: the function has answered ${mostIdleAnswers} times and never called context.work(record): what it did with an event is not known (docs/LAMBDA.md)`,
      );
    }
    return { type: "answered", response };
  }

  /** An error of the function is part of the run; what is wrong with the scenario, or cannot have been meant, ends it. */
  #threw(error: unknown): Ended {
    const isBug = error instanceof TypeError || error instanceof ReferenceError;
    if (error instanceof InputError || (isBug && this.#works === 0)) throw error;
    return { type: "failed", reason: String(error) };
  }

  #freeze(instance: Instance): void {
    if (instance.life.isDead) return;
    const frozen = Promise.withResolvers<void>();
    instance.life.pauseUntil(frozen.promise);
    this.#thaw.set(instance, frozen.resolve);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
