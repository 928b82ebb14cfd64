/**
 * Batch calls that keep order: a truck with events under way is held back until all of them are settled, and what the broker
 * refused goes first when the truck is next in a call. Several trucks share a call; several calls are under way at once. With the
 * whole fleet as scope, all trucks together are held back as one.
 */
import type { Fate } from "../client/fate.ts";
import type { ResolvedBatched } from "../scenario/resolved.ts";
import type { PlannedEvent } from "../workload/event.ts";
import type { Producer, ProducerContext } from "./producer.ts";
import { backOff, send, Tries } from "./send.ts";

interface Waiting {
  readonly event: PlannedEvent;
  readonly sinceMs: number;
  readonly accepted: () => void;
  readonly failed: (error: unknown) => void;
  readonly tries: Tries;
}

interface TruckQueue {
  readonly truckId: string;
  waiting: Waiting[];
  state: "idle" | "ready" | "under way";
  /** Calls in a row that refused something of this truck. */
  refusals: number;
}

/** What a call takes of a truck. */
interface Taken {
  readonly queue: TruckQueue;
  readonly entries: readonly Waiting[];
}

/** Room left in a call for the key of each entry. */
const keyRoomBytes = 256;

export function batched(spec: ResolvedBatched, context: ProducerContext): Producer {
  return new BatchedProducer(spec, context);
}

class BatchedProducer implements Producer {
  readonly #spec: ResolvedBatched;
  readonly #context: ProducerContext;
  readonly #lingerMs: number;
  readonly #maxPerTruck: number;
  readonly #maxCalls: number;
  readonly #maxEntries: number;
  readonly #queues = new Map<string, TruckQueue>();
  /** Trucks with something to send and nothing under way, in the order they became so. */
  #ready: TruckQueue[] = [];
  /** Of the ready trucks: entries that a call may take, and since when the first of them waits. */
  #readyEntries = 0;
  #oldestMs = Infinity;
  #calls = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(spec: ResolvedBatched, context: ProducerContext) {
    const { channel, payloadBytes, signal } = context;
    this.#spec = spec;
    this.#context = context;
    this.#lingerMs = spec.lingerMs;
    this.#maxPerTruck = spec.maxPerTruck;
    this.#maxCalls = spec.maxCalls;
    this.#maxEntries = Math.min(
      spec.maxEntries,
      channel.maxBatchEntries,
      Math.max(1, Math.floor(channel.maxBatchBytes / (payloadBytes + keyRoomBytes))),
    );
    signal.addEventListener("abort", () => this.#end());
  }

  offer(event: PlannedEvent): Promise<void> {
    const truckId = this.#spec.scope === "fleet" ? "fleet" : event.truckId;
    let queue = this.#queues.get(truckId);
    if (queue === undefined) {
      queue = { truckId, waiting: [], state: "idle", refusals: 0 };
      this.#queues.set(truckId, queue);
    }
    return new Promise((accepted, failed) => {
      const sinceMs = this.#context.clock.nowMs();
      const tries = new Tries(this.#spec.attempts ?? Infinity);
      const entry = { event, sinceMs, accepted, failed, tries };
      // A list that begins with one has room for one: most trucks of a large fleet have no more.
      if (queue.waiting.length === 0) queue.waiting = [entry];
      else queue.waiting.push(entry);
      if (queue.state === "idle") this.#makeReady(queue);
      else if (queue.state === "ready" && queue.waiting.length <= this.#maxPerTruck) {
        this.#readyEntries += 1;
      }
      this.#pump();
    });
  }

  /** Sends as many batches as are full, or whose first event has waited long enough; else comes back when one has. */
  #pump(): void {
    while (
      this.#calls < this.#maxCalls &&
      this.#ready.length > 0 &&
      !this.#context.signal.aborted
    ) {
      const restMs = this.#restMs();
      if (restMs > 0) {
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#pump();
        }, Math.ceil(restMs));
        return;
      }
      void this.#call(this.#take());
    }
  }

  /** How long the next batch may still wait for company; nothing when it is full. */
  #restMs(): number {
    if (this.#readyEntries >= this.#maxEntries) return 0;
    return this.#oldestMs + this.#lingerMs - this.#context.clock.nowMs();
  }

  #makeReady(queue: TruckQueue): void {
    queue.state = "ready";
    this.#ready.push(queue);
    this.#count(queue);
  }

  #count({ waiting }: TruckQueue): void {
    this.#readyEntries += Math.min(waiting.length, this.#maxPerTruck);
    this.#oldestMs = Math.min(this.#oldestMs, waiting[0]!.sinceMs);
  }

  #take(): readonly Taken[] {
    const batch: Taken[] = [];
    let room = this.#maxEntries;
    for (const queue of this.#ready) {
      if (room === 0) break;
      const entries = takeFrom(queue, Math.min(room, this.#maxPerTruck));
      queue.state = "under way";
      room -= entries.length;
      batch.push({ queue, entries });
    }
    this.#ready = this.#ready.slice(batch.length);
    this.#readyEntries = 0;
    this.#oldestMs = Infinity;
    for (const queue of this.#ready) {
      this.#count(queue);
      // More than a call takes: how much more, and since when, nobody asks.
      if (this.#readyEntries >= this.#maxEntries) break;
    }
    return batch;
  }

  async #call(batch: readonly Taken[]): Promise<void> {
    this.#calls += 1;
    const entries = batch.flatMap((taken) => taken.entries);
    const events = entries.map(({ event }) => event);
    let fates: readonly Fate[];
    try {
      fates = await send(events, this.#context);
    } catch (error) {
      for (const { failed } of entries) failed(error);
      return;
    }
    this.#calls -= 1;
    if (this.#context.signal.aborted) {
      for (const { accepted } of entries) accepted();
      return;
    }
    const refused = new Set(entries.filter((_, index) => fates[index]!.type !== "accepted"));
    this.#giveUp(entries, fates, refused);
    for (const { queue, entries: taken } of batch) {
      const left = this.#toSendAgain(taken, refused);
      for (const entry of taken) if (!left.includes(entry)) entry.accepted();
      if (left.length === 0) this.#settled(queue);
      else void this.#retry(queue, left);
    }
    this.#pump();
  }

  /** Takes those out of the refused that were tried as often as they may be. */
  #giveUp(entries: readonly Waiting[], fates: readonly Fate[], refused: Set<Waiting>): void {
    for (const [index, entry] of entries.entries()) {
      if (!refused.has(entry)) continue;
      const { tries, event } = entry;
      tries.failed(fates[index]!);
      if (!tries.areOver) continue;
      tries.giveUp(event, this.#context);
      refused.delete(entry);
    }
  }

  #toSendAgain(taken: readonly Waiting[], refused: ReadonlySet<Waiting>): readonly Waiting[] {
    switch (this.#spec.resend ?? "refused") {
      case "refused":
        return taken.filter((entry) => refused.has(entry));
      case "from-first-refused": {
        const first = taken.findIndex((entry) => refused.has(entry));
        return first < 0 ? [] : taken.slice(first);
      }
      case "whole-call":
        return refused.size > 0 ? taken : [];
    }
  }

  #settled(queue: TruckQueue): void {
    queue.refusals = 0;
    if (queue.waiting.length > 0) this.#makeReady(queue);
    else this.#queues.delete(queue.truckId);
  }

  /** What was refused goes first when the truck, after a pause, is next in a call. */
  async #retry(queue: TruckQueue, refused: readonly Waiting[]): Promise<void> {
    queue.waiting.unshift(...refused);
    queue.refusals += 1;
    await backOff(queue.refusals - 1, this.#context, this.#spec.backOffMs);
    this.#makeReady(queue);
    this.#pump();
  }

  /** The run is over: nobody waits for what was not sent. */
  #end(): void {
    clearTimeout(this.#timer);
    for (const { waiting } of this.#queues.values()) for (const { accepted } of waiting) accepted();
  }
}

/** The first entries that wait, at most so many. */
function takeFrom(queue: TruckQueue, most: number): Waiting[] {
  const { waiting } = queue;
  if (waiting.length > most) return waiting.splice(0, most);
  queue.waiting = [];
  return waiting;
}
