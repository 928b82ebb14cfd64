/** What waits of a shard for one batch at a time, and what becomes of a batch that fails. */
import type { Delivery } from "../../broker/broker.ts";
import { itemIdentifier, streamFacts } from "../../broker/lambda-records.ts";
import type { ResolvedStreamLambda } from "../../scenario/resolved.ts";
import type { ConsumerContext } from "../consumer.ts";
import { retryPauseMs } from "./assumed.ts";
import { batchLength, isFull } from "./batch.ts";
import type { Ended, Environments } from "./environments.ts";
import type { Progress } from "./progress.ts";
import { type Answer, readAnswer } from "./read-answer.ts";

export class Row {
  readonly #environments: Environments;
  readonly #progress: Progress;
  readonly #context: ConsumerContext<ResolvedStreamLambda>;
  #waiting: Delivery[] = [];
  #isClosed = false;
  #news = new AbortController();

  constructor(
    environments: Environments,
    progress: Progress,
    context: ConsumerContext<ResolvedStreamLambda>,
  ) {
    this.#environments = environments;
    this.#progress = progress;
    this.#context = context;
    context.signal.addEventListener("abort", () => this.#news.abort(), { once: true });
  }

  add(deliveries: readonly Delivery[]): void {
    this.#waiting.push(...deliveries);
    this.#tell();
  }

  close(): void {
    this.#isClosed = true;
    this.#tell();
  }

  async work(): Promise<void> {
    const { spec, signal } = this.#context;
    for (;;) {
      await this.#gather();
      if (signal.aborted || this.#waiting.length === 0) return;
      const batch = this.#waiting.splice(0, batchLength(this.#waiting, spec.batchSize));
      await this.#process(batch, 0);
    }
  }

  /** Waits for a first record, and then for company: until the batch is full or the window is over. */
  async #gather(): Promise<void> {
    const { spec, clock, signal } = this.#context;
    const { batchSize, maximumBatchingWindowS } = spec;
    while (this.#waiting.length === 0 && !this.#isClosed && !signal.aborted) {
      await clock.sleep(longMs, this.#next());
    }
    const endsAtMs = clock.nowMs() + maximumBatchingWindowS * 1000;
    while (clock.nowMs() < endsAtMs && !isFull(this.#waiting, batchSize) && !signal.aborted) {
      if (this.#isClosed) return;
      await clock.sleep(endsAtMs - clock.nowMs(), this.#next());
    }
  }

  /** Until each record is done or given up. `failures`: so often has the batch failed, alone or as a part of a larger one. */
  async #process(batch: readonly Delivery[], failures: number): Promise<void> {
    const { spec, clock, signal } = this.#context;
    let left = batch;
    let failed = failures;
    let throttles = 0;
    while (!signal.aborted) {
      left = await this.#withoutAged(left);
      if (left.length === 0) return;
      const ended = await this.#environments.invoke(left);
      if (ended.type === "stopped") return;
      if (ended.type === "throttled") {
        throttles += 1;
        await clock.sleep(retryPauseMs(throttles), signal);
        continue;
      }
      throttles = 0;
      const answer = this.#read(ended, left);
      if (answer.type === "done") {
        await this.#progress.done(left);
        return;
      }
      // The lowest of those reported is where it goes on; what was done behind it is done again.
      const from = answer.type === "partly" ? answer.failed[0]! : 0;
      if (from > 0) {
        await this.#progress.done(left.slice(0, from));
        left = left.slice(from);
      } else if (spec.bisectBatchOnFunctionError && left.length > 1) {
        // Splitting is no retry (LDG/services-kinesis-parameters).
        const middle = Math.ceil(left.length / 2);
        await this.#process(left.slice(0, middle), failed);
        await this.#process(left.slice(middle), failed);
        return;
      }
      failed += 1;
      if (failed > (spec.maximumRetryAttempts ?? Infinity)) {
        await this.#giveUp(left, `${failed} attempts failed: ${reasonOf(answer)}`);
        return;
      }
      await clock.sleep(retryPauseMs(failed), signal);
    }
  }

  #read(
    ended: Extract<Ended, { readonly type: "answered" | "failed" }>,
    batch: readonly Delivery[],
  ): Answer {
    if (ended.type === "failed") return ended;
    const { reportBatchItemFailures } = this.#context.spec;
    return readAnswer(ended.response, batch.map(itemIdentifier), reportBatchItemFailures);
  }

  async #withoutAged(batch: readonly Delivery[]): Promise<readonly Delivery[]> {
    const { maximumRecordAgeS } = this.#context.spec;
    if (maximumRecordAgeS === undefined) return batch;
    const oldestMs = Date.now() - maximumRecordAgeS * 1000;
    const isAged = (one: Delivery): boolean => streamFacts(one).arrivedAtMs < oldestMs;
    const aged = batch.filter(isAged);
    if (aged.length === 0) return batch;
    await this.#giveUp(aged, `older than ${maximumRecordAgeS} s`);
    return batch.filter((one) => !isAged(one));
  }

  /** What is given up is told to the on-failure destination, where there is one, and the row goes on. */
  async #giveUp(batch: readonly Delivery[], reason: string): Promise<void> {
    const { spec, inHand, clock } = this.#context;
    const { mapping } = this.#environments;
    const type = spec.onFailureDestination ? "dead-letter" : "discard";
    for (const delivery of batch) {
      const { app, lane, position, key, seq } = inHand(mapping.name, delivery.body, delivery);
      const { name: consumer } = mapping;
      const atMs = clock.nowMs();
      mapping.record({ type, app, consumer, lane, position, key, seq, reason, atMs });
    }
    await this.#progress.done(batch);
  }

  /** Aborts when something has come. */
  #next(): AbortSignal {
    return this.#news.signal;
  }

  #tell(): void {
    const before = this.#news;
    this.#news = new AbortController();
    before.abort();
  }
}

/** Until something comes. */
const longMs = 3_600_000;

function reasonOf(answer: Answer): string {
  return answer.type === "failed" ? answer.reason : "the function reported failures";
}
