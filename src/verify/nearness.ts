import type { ConsumerEvent, CrashRecord } from "../history/record.ts";
import type { EventOrder } from "./event-order.ts";
import type { RunFacts } from "./run-facts.ts";

/**
 * Counts what two clocks cannot put in order: a consumer's work on a truck so near to what another recorder wrote of the same truck and
 * application that either may have come first. Two deliveries need no order between them.
 */
export class Nearness {
  readonly #run: RunFacts;
  /** By application and consumer: its last record. */
  readonly #lastOf = new Map<string, { readonly recorder: string; readonly atMs: number }>();
  readonly #crashes = new Map<string, { readonly recorder: string; readonly atMs: number }>();

  constructor(run: RunFacts) {
    this.#run = run;
  }

  note(
    order: EventOrder,
    { type, app, consumer, key, seq, recorder = "", atMs }: ConsumerEvent,
  ): void {
    const { clocks } = this.#run;
    const isWork = type !== "delivery";
    const lastBy = (order.lastBy ??= new Map());
    for (const [other, last] of lastBy) {
      const otherMs = isWork ? last.atMs : last.workMs;
      if (otherMs === -Infinity) continue;
      if (clocks.isNear(recorder, atMs, other, otherMs))
        this.#run.noteNear(`${type} of ${key} #${seq}`);
    }
    const own = lastBy.get(recorder);
    if (own === undefined) lastBy.set(recorder, { atMs, workMs: isWork ? atMs : -Infinity });
    else {
      own.atMs = atMs;
      if (isWork) own.workMs = atMs;
    }
    const name = `${app} ${consumer.split("/")[0]}`;
    const crash = this.#crashes.get(name);
    if (crash !== undefined && clocks.isNear(recorder, atMs, crash.recorder, crash.atMs)) {
      this.#run.noteNear(`${type} of ${key} #${seq}, and the crash of ${consumer}`);
    }
    this.#lastOf.set(name, { recorder, atMs });
  }

  crash({ app, consumer, recorder = "", atMs }: CrashRecord): void {
    const name = `${app} ${consumer.split("/")[0]}`;
    const last = this.#lastOf.get(name);
    if (last !== undefined && this.#run.clocks.isNear(recorder, atMs, last.recorder, last.atMs)) {
      this.#run.noteNear(`the crash of ${consumer}`);
    }
    this.#crashes.set(name, { recorder, atMs });
  }
}
