/**
 * The user's own producer: it is given the events as an async iterable, each when it is due, and sends them as it likes. A producer that
 * comes back from a crash is given again, first, what its forerunner was given and the broker is not known to have.
 */
import { accessTo } from "../broker/access.ts";
import { untilOver } from "../broker/instance.ts";
import type { HistoryRecord } from "../history/record.ts";
import { onAbort } from "../on-abort.ts";
import type { CustomProducer, DueEvent } from "../scenario/custom-code.ts";
import type { ResolvedCustomProducer } from "../scenario/resolved.ts";
import type { PlannedEvent } from "../workload/event.ts";
import type { Producer, ProducerContext } from "./producer.ts";

export function custom(spec: ResolvedCustomProducer, context: ProducerContext): Producer {
  return new CustomProducing(spec, context);
}

const nameOf = ({ truckId, seq }: PlannedEvent): string => `${truckId}#${seq}`;

class CustomProducing implements Producer {
  readonly #start: CustomProducer<object>;
  readonly #context: ProducerContext;
  readonly #waiting: PlannedEvent[] = [];
  /** Given to the producer, and not known to be with the broker. */
  readonly #given = new Map<string, PlannedEvent>();
  readonly #running: Promise<void>;
  #failure: unknown;
  #wake = (): void => {};
  #allOffered = false;

  constructor(spec: ResolvedCustomProducer, context: ProducerContext) {
    this.#start = spec.start as CustomProducer<object>;
    this.#context = context;
    context.follow({ add: (record) => this.#see(record) });
    this.#running = this.#run();
    this.#running.catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** Resolves at once: when it is sent is the user's affair. */
  async offer(event: PlannedEvent): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#waiting.push(event);
    this.#wake();
  }

  finish(): Promise<void> {
    this.#allOffered = true;
    this.#wake();
    return this.#running;
  }

  /** Runs the user's code until it has sent everything; again after each crash. */
  async #run(): Promise<void> {
    const { members, signal, within } = this.#context;
    while (!signal.aborted) {
      const instance = await members.alive(1);
      if (instance === undefined) return;
      const again = [...this.#given.values()];
      this.#given.clear();
      this.#waiting.unshift(...again);
      const { clock, random, connection } = instance;
      const given = {
        ...accessTo(this.#context.channel.address, connection),
        clock: { nowMs: clock.nowMs, sleep: clock.sleep },
        random,
        signal: instance.signal,
        events: this.#events(instance.signal),
      };
      const sending = within(instance, () => this.#start(given));
      await untilOver(instance, Promise.resolve(sending));
      if (!instance.life.isDead) return;
    }
  }

  #see(record: HistoryRecord): void {
    if (record.type === "ack") this.#given.delete(`${record.key}#${record.seq}`);
  }

  async *#events(signal: AbortSignal): AsyncGenerator<DueEvent> {
    while (!signal.aborted) {
      const event = this.#waiting.shift();
      if (event !== undefined) {
        this.#given.set(nameOf(event), event);
        yield this.#due(event);
        continue;
      }
      if (this.#allOffered) return;
      await this.#more(signal);
    }
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const unwatch = onAbort(signal, resolve);
      this.#wake = () => {
        unwatch();
        resolve();
      };
    });
  }

  #due(event: PlannedEvent): DueEvent {
    const { routingKey, encode } = this.#context;
    return {
      event,
      routingKey: routingKey(event),
      id: nameOf(event),
      body: encode(event),
    };
  }
}
