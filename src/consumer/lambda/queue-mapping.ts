/**
 * The event source mapping of a queue: pollers receive, call the function and delete what it has done. What it has not done they leave
 * alone: it comes again when its visibility timeout is over (LDG/services-sqs-errorhandling).
 *
 * Five pollers at first; while all are at work, 300 more a minute; one that finds nothing goes again (LDG/services-sqs-scaling; that all of it
 * holds for FIFO queues too is assumed). A throttled batch is tried again until it is visible again.
 */
import type { Delivery, Reader } from "../../broker/broker.ts";
import { itemIdentifier } from "../../broker/lambda-records.ts";
import type { ResolvedQueueLambda } from "../../scenario/resolved.ts";
import { mostReceived } from "../../scenario/service-limits.ts";
import type { ConsumerContext } from "../consumer.ts";
import { newPollerEveryMs, retryPauseMs } from "./assumed.ts";
import { batchLength, isFull } from "./batch.ts";
import { type Ended, Environments } from "./environments.ts";
import { readAnswer } from "./read-answer.ts";

/** LDG/services-sqs-scaling. */
const firstPollers = 5;
const longPollMs = 20_000;
/** While a batch is gathered: the shortest long poll. */
const gatherPollMs = 1000;

export async function mapQueue(context: ConsumerContext<ResolvedQueueLambda>): Promise<void> {
  const mapping = await QueueMapping.open(context);
  await mapping.poll();
}

class QueueMapping {
  readonly #context: ConsumerContext<ResolvedQueueLambda>;
  readonly #environments: Environments;
  readonly #openReader: (pollMs: number) => Reader;
  readonly #failure = Promise.withResolvers<never>();
  readonly #pollers = new Set<Promise<void>>();
  #busy = 0;

  private constructor(
    context: ConsumerContext<ResolvedQueueLambda>,
    environments: Environments,
    open: (pollMs: number) => Reader,
  ) {
    this.#context = context;
    this.#environments = environments;
    this.#openReader = open;
  }

  static async open(context: ConsumerContext<ResolvedQueueLambda>): Promise<QueueMapping> {
    const { channel, spec, signal } = context;
    const [lane] = await channel.lanes(signal);
    const environments = new Environments(context);
    const { connection, clock } = environments.mapping;
    return new QueueMapping(context, environments, (pollMs) =>
      lane!.open({
        app: spec.app,
        connection,
        pacing: clock,
        from: { type: "trim-horizon" },
        begun: () => {},
        checkpoint: () => {},
        wholeMessages: true,
        maxEvents: Math.min(mostReceived, spec.batchSize),
        pollMs,
      }),
    );
  }

  /** Until the run is over; rejects as soon as a poller fails. */
  async poll(): Promise<void> {
    const { spec, clock, signal } = this.#context;
    while (this.#pollers.size < Math.min(firstPollers, spec.maximumConcurrency)) this.#addPoller();
    const scaling = async (): Promise<void> => {
      while (!signal.aborted) {
        await clock.sleep(newPollerEveryMs, signal);
        const allBusy = this.#busy === this.#pollers.size;
        if (allBusy && this.#busy < spec.maximumConcurrency && !signal.aborted) this.#addPoller();
      }
    };
    await Promise.race([scaling(), this.#failure.promise]);
    await Promise.all(this.#pollers);
  }

  #addPoller(): void {
    const poller = this.#pollAndCall().then(
      () => void this.#pollers.delete(poller),
      this.#failure.reject,
    );
    this.#pollers.add(poller);
  }

  async #pollAndCall(): Promise<void> {
    const { spec, signal } = this.#context;
    const reader = this.#openReader(longPollMs);
    const gatherer = this.#openReader(gatherPollMs);
    let waiting: readonly Delivery[] = [];
    while (!signal.aborted) {
      if (waiting.length === 0) {
        waiting = await reader.receive(signal);
        if (waiting.length === 0) {
          if (this.#pollers.size > firstPollers) return;
          continue;
        }
      }
      this.#busy += 1;
      try {
        waiting = await this.#gather(waiting, gatherer);
        const length = batchLength(waiting, spec.batchSize);
        await this.#process(waiting.slice(0, length), reader);
        waiting = waiting.slice(length);
      } finally {
        this.#busy -= 1;
      }
    }
  }

  async #gather(first: readonly Delivery[], gatherer: Reader): Promise<readonly Delivery[]> {
    const { spec, clock, signal } = this.#context;
    const { batchSize, maximumBatchingWindowS } = spec;
    const endsAtMs = clock.nowMs() + maximumBatchingWindowS * 1000;
    let gathered = first;
    while (
      clock.nowMs() + gatherPollMs <= endsAtMs &&
      !isFull(gathered, batchSize) &&
      !signal.aborted
    ) {
      gathered = [...gathered, ...(await gatherer.receive(signal))];
    }
    return gathered;
  }

  async #process(batch: readonly Delivery[], reader: Reader): Promise<void> {
    const { spec, signal } = this.#context;
    const ended = await this.#invoke(batch);
    if (ended.type !== "answered") return;
    const identifiers = batch.map(itemIdentifier);
    const answer = readAnswer(ended.response, identifiers, spec.reportBatchItemFailures);
    if (answer.type === "failed") return;
    const failed = new Set(answer.type === "partly" ? answer.failed : []);
    await reader.settle(
      batch.filter((_, place) => !failed.has(place)),
      signal,
    );
  }

  /** Throttled is not failed: again, as long as the messages are not visible to others. */
  async #invoke(batch: readonly Delivery[]): Promise<Ended> {
    const { spec, clock, signal } = this.#context;
    const visibleAtMs = clock.nowMs() + spec.visibilityTimeoutS * 1000;
    for (let throttles = 1; ; throttles += 1) {
      const ended = await this.#environments.invoke(batch);
      const pauseMs = retryPauseMs(throttles);
      if (ended.type !== "throttled" || clock.nowMs() + pauseMs >= visibleAtMs) return ended;
      await clock.sleep(pauseMs, signal);
    }
  }
}
