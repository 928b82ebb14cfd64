/**
 * A producer that may crash: it writes every event into a journal before it sends it, and every so often a checkpoint, up to which each
 * truck's events are with the broker. When it is back it sends again what stands behind the checkpoint, in order, and so what it had sent
 * since then a second time. Journal and checkpoint are part of the run: writing takes no time and never fails.
 */
import type { Instance } from "../broker/instance.ts";
import { onAbort } from "../on-abort.ts";
import type { PlannedEvent } from "../workload/event.ts";
import type { Producer, ProducerContext } from "./producer.ts";

interface Entry {
  readonly event: PlannedEvent;
  /** The broker has it, or it was given up. */
  isDone: boolean;
  readonly accepted: () => void;
  readonly failed: (error: unknown) => void;
}

/** `start` begins the producer anew, with what an instance of it may use. */
export function journaled(
  start: (context: ProducerContext) => Producer,
  everyMs: number,
  context: ProducerContext,
): Producer {
  return new JournaledProducer(start, everyMs, context);
}

class JournaledProducer implements Producer {
  readonly #start: (context: ProducerContext) => Producer;
  readonly #everyMs: number;
  readonly #context: ProducerContext;
  /** What stands behind the checkpoint, by truck. */
  readonly #journal = new Map<string, Entry[]>();
  #storedAtMs = 0;
  /** Of the last instance: what a dead one is given goes nowhere, and stands in the journal. */
  #send: ((entry: Entry) => void) | undefined;

  constructor(
    start: (context: ProducerContext) => Producer,
    everyMs: number,
    context: ProducerContext,
  ) {
    this.#start = start;
    this.#everyMs = everyMs;
    this.#context = context;
    void this.#live();
  }

  offer(event: PlannedEvent): Promise<void> {
    const { signal } = this.#context;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve, failed) => {
      // Nobody waits for what was not sent when the run is over.
      const stopWaiting = onAbort(signal, resolve);
      const accepted = (): void => {
        stopWaiting();
        resolve();
      };
      const entry: Entry = { event, isDone: false, accepted, failed };
      const entries = this.#journal.get(event.truckId) ?? [];
      this.#journal.set(event.truckId, entries);
      entries.push(entry);
      this.#send?.(entry);
    });
  }

  async #live(): Promise<void> {
    const { members, signal } = this.#context;
    while (!signal.aborted) {
      const instance = await members.alive(1);
      if (instance === undefined) return;
      this.#begin(instance);
      await instance.life.until(new Promise(() => {}));
    }
  }

  /** Everything behind the checkpoint goes out again, as it was due. */
  #begin(instance: Instance): void {
    const { channel } = this.#context;
    const { address, maxBatchEntries, maxBatchBytes } = channel;
    const { life, signal, clock } = instance;
    const producer = this.#start({
      ...this.#context,
      clock,
      signal,
      channel: {
        address,
        maxBatchEntries,
        maxBatchBytes,
        publish: (messages) => life.live(() => channel.publish(messages)),
        publishTogether: (messages) => life.live(() => channel.publishTogether!(messages)),
      },
    });
    this.#send = (entry) => {
      producer.offer(entry.event).then(() => {
        if (!signal.aborted) this.#done(entry);
      }, entry.failed);
    };
    const again = [...this.#journal.values()].flat();
    again.sort((a, b) => a.event.index - b.event.index);
    for (const entry of again) this.#send(entry);
  }

  #done(entry: Entry): void {
    entry.isDone = true;
    entry.accepted();
    const nowMs = this.#context.clock.nowMs();
    if (nowMs - this.#storedAtMs < this.#everyMs) return;
    this.#storedAtMs = nowMs;
    for (const entries of this.#journal.values()) {
      const open = entries.findIndex(({ isDone }) => !isDone);
      entries.splice(0, open < 0 ? entries.length : open);
    }
  }
}
