import { QuotaWindow } from "../../quota-window.ts";
import type { StreamConsumer } from "./stream-consumer.ts";

/** The registered consumers of one stream. */
export class StreamConsumers {
  /** Per second and stream: ListStreamConsumers 5, DescribeStreamConsumer 20, DeregisterStreamConsumer 5 (K-SDK, each command). */
  readonly lists = new QuotaWindow(5);
  readonly describes = new QuotaWindow(20);
  readonly deregistrations = new QuotaWindow(5);
  readonly #byName = new Map<string, StreamConsumer>();

  add(consumer: StreamConsumer): void {
    this.#byName.set(consumer.name, consumer);
  }

  named(name: string, nowMs: number): StreamConsumer | undefined {
    const consumer = this.#byName.get(name);
    if (consumer === undefined || consumer.exists(nowMs)) return consumer;
    this.#byName.delete(name);
    return undefined;
  }

  /** All that exist at this instant, by name. */
  list(nowMs: number): readonly StreamConsumer[] {
    return [...this.#byName.values()]
      .filter((consumer) => consumer.exists(nowMs))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
