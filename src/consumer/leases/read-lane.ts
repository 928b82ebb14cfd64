import type { Lane, Reader } from "../../broker/broker.ts";
import type { Instance } from "../../broker/instance.ts";
import type { LeaseRecord } from "../../history/record.ts";
import { openReader, type ReaderContext } from "../consumer.ts";
import { leaseStart, startIn } from "../follow-lanes.ts";
import { handleAll, receiveWork, type Work } from "../work.ts";
import type { LeasedApplication } from "./leased-application.ts";

/** One worker's reading of one lane, from taking the lease to its end, its loss or its hand-over. */
export class ReadLane {
  readonly #lane: Lane;
  readonly #instance: Instance;
  readonly #worker: string;
  readonly #application: LeasedApplication;
  #state: "held" | "leaving" | "lost" = "held";

  constructor(lane: Lane, instance: Instance, worker: string, application: LeasedApplication) {
    this.#lane = lane;
    this.#instance = instance;
    this.#worker = worker;
    this.#application = application;
  }

  /** The worker has learnt that the lease is another's: nothing more is received. */
  lose(): void {
    if (this.#state === "lost") return;
    this.#state = "lost";
    this.#record("lost");
  }

  /** The lease is given up when the receive at hand is done. */
  leave(): void {
    if (this.#state === "held") this.#state = "leaving";
  }

  async read(): Promise<void> {
    const { context, table, original } = this.#application;
    const { signal, clock } = this.#instance;
    const lane = this.#lane;
    const from = startIn(lane, original.has(lane.id), context);
    const taken = (): void => this.#record("taken", leaseStart(from, clock.nowMs()));
    if (from.type !== "latest") taken();
    const reader = openReader(lane, from, this.#instance, this.#fenced(), taken);
    while (!signal.aborted && this.#state === "held" && !reader.ended()) {
      const works = await receiveWork(reader, this.#instance, context);
      await this.#handle(works, reader);
    }
    if (signal.aborted || this.#state === "lost") return;
    if (reader.ended()) {
      if (table.end(lane.id, this.#worker)) this.#record("ended");
      await this.#application.find();
    } else if (table.giveUp(lane.id, this.#worker)) this.#record("given-up");
  }

  async #handle(works: readonly Work[], reader: Reader): Promise<void> {
    const { context, table } = this.#application;
    if (!context.spec.checksLease) return handleAll(works, reader, this.#instance, context);
    for (const work of works) {
      if (!table.holds(this.#lane.id, this.#worker)) return this.lose();
      await handleAll([work], reader, this.#instance, context);
    }
  }

  /** A checkpoint is a conditional write: that of a zombie fails, and tells it what it is. */
  #fenced(): ReaderContext {
    const { context, table } = this.#application;
    const { checkpoints } = context;
    return {
      ...context,
      checkpoints: {
        positionIn: (lane) => checkpoints.positionIn(lane),
        reach: (lane, ...rest) => {
          if (table.holds(lane, this.#worker)) checkpoints.reach(lane, ...rest);
          else this.lose();
        },
      },
    };
  }

  #record(action: LeaseRecord["action"], start: Partial<LeaseRecord> = {}): void {
    const { name: consumer, clock, record } = this.#instance;
    const { app } = this.#application.context.spec;
    const lane = this.#lane.id;
    record({ type: "lease", app, consumer, lane, action, ...start, atMs: clock.nowMs() });
  }
}
