/**
 * The tap on the SDK client: whatever is sent, received or deleted through a client of a run stands in the run's history, whoever
 * called it: a strategy, a user's own code, a library.
 *
 * One middleware around everything else of the SDK sees each request once, however often the SDK tries: it writes the sends before the
 * request leaves, and their fates, deliveries and commits when it is over. A second one, inside the SDK's retry loop, watches the
 * attempts (see attempts.ts). Requests that move no events are watched for throttles and retries only.
 */
import { onAbort } from "../../on-abort.ts";
import type { Codec } from "../../workload/codec.ts";
import type { Fate } from "../fate.ts";
import type { Life } from "../life.ts";
import { type Sent, watchAttempts } from "./attempts.ts";
import { EventBook } from "./event-book.ts";
import { kinesisOperations } from "./kinesis-operations.ts";
import { actionOf, middlewaresOf, type Next, type Tappable } from "./middleware.ts";
import type { Operation, Operations } from "./operation.ts";
import { type EventInHand, type Place, RunTraffic, type Sending } from "./run-traffic.ts";
import type { Seal } from "./seal.ts";
import { ShardFamilies } from "./shard-families.ts";
import { sqsOperations } from "./sqs-operations.ts";
import type { TapContext, Tapped } from "./tap-context.ts";

export interface TapOptions {
  /** Intended send time of the event at this place in the order of the fleet, if it is known. */
  readonly dueMs: (index: number) => number | undefined;
  /** Tells which event a body is. */
  readonly decode: Codec["decode"];
  readonly seal?: Seal;
  /** Whether the producer puts several events into one record. */
  readonly isAggregated?: boolean;
  /** The application that a queue's events are for. */
  readonly app?: string;
}

/** An event that the service put into a dead-letter queue. */
export interface DeadLetter {
  /** The queue that it was in. */
  readonly lane: string;
  readonly body: string;
  /** Where it was, if that is known. */
  readonly position?: string | undefined;
}

const tapped = new WeakSet<object>();

/** Whether it is a client whose requests stand in the history of a run. */
export function isTapped(client: object): boolean {
  return tapped.has(client);
}

export class Tap {
  /** Of the stream. */
  readonly families: ShardFamilies;
  readonly #context: TapContext;
  readonly #traffic: RunTraffic;
  readonly #operations: Operations;
  readonly #options: TapOptions;
  readonly #fates = new WeakMap<object, readonly Fate[]>();
  /** By the input as it leaves. */
  readonly #sendings = new WeakMap<object, readonly Sending[]>();

  constructor(context: TapContext, options: TapOptions) {
    this.#context = context;
    this.#options = options;
    this.families = new ShardFamilies(context);
    this.#traffic = new RunTraffic(context, new EventBook(options.decode), options.dueMs);
    this.#operations = {
      ...kinesisOperations(this.#traffic, {
        families: this.families,
        seal: options.seal,
        isAggregated: options.isAggregated === true,
      }),
      ...sqsOperations(this.#traffic, options.seal),
    };
  }

  /** What became of each event of a send with this input; only once it is over. */
  fatesOf(input: object): readonly Fate[] {
    return this.#fates.get(input) ?? [];
  }

  /** From now on `inHand` knows what this consumer has received. */
  followHands(consumer: string): void {
    this.#traffic.followHands(consumer);
  }

  /** The event that the consumer received, last, with this body; or at this place. */
  inHand(consumer: string, body: string, place?: Place): EventInHand {
    return this.#traffic.inHand(consumer, body, place);
  }

  /** The service put an event aside by itself. */
  deadLettered({ lane, body, position }: DeadLetter): void {
    const { seal, app = "" } = this.#options;
    this.#traffic.deadLettered({ lane, body: seal?.open(body) ?? body, position }, app);
  }

  /** Taps a client, once and for good. */
  install(client: Tappable, user: Tapped): void {
    const { life } = user;
    tapped.add(client);
    const stack = middlewaresOf(client);
    const context = life === undefined ? this.#context : whileAlive(this.#context, life);
    const attemptsOf = watchAttempts(stack, context, (input) => this.#sentWith(input), life);
    const tap = (next: Next, execution: { readonly commandName?: string }): Next => {
      const operation = this.#operations[actionOf(execution)];
      const carryOut =
        operation === undefined
          ? next
          : (args: { input: object }) => this.#follow(operation, args, next, user, attemptsOf);
      return life === undefined ? carryOut : (args) => life.live(() => carryOut(args));
    };
    stack.add(tap, { name: "convoyTap", step: "initialize", priority: "high" });
  }

  #sentWith(input: object): Sent | undefined {
    const [first, ...others] = this.#sendings.get(input) ?? [];
    if (first === undefined) return undefined;
    const { key, seq } = first.event;
    return others.every(({ event }) => event.key === key) ? { key, seq } : undefined;
  }

  async #follow(
    operation: Operation,
    args: { input: object },
    next: Next,
    user: Tapped,
    attemptsOf: ReturnType<typeof watchAttempts>,
  ): Promise<{ output: object }> {
    const { life } = user;
    const exchange = operation(args.input, user);
    const input = exchange.input ?? args.input;
    const { sendings = [] } = exchange;
    if (exchange.sendings !== undefined) this.#sendings.set(input, sendings);
    // What a producer that dies has under way may be with the broker or not: nobody will tell.
    const survive =
      life && sendings.length > 0
        ? onAbort(life.death, () => this.#traffic.orphan(sendings))
        : undefined;
    try {
      const result = await next({ ...args, input });
      if (life?.isPaused === true) await life.whilePaused();
      // What comes back to the dead was never received.
      if (life?.isDead === true) return result;
      const { output, fates } = exchange.answered(result.output);
      if (fates !== undefined) this.#fates.set(args.input, fates);
      return output === undefined ? result : { ...result, output };
    } catch (error) {
      if (life?.isPaused === true) await life.whilePaused();
      if (life?.isDead !== true) {
        const fates = exchange.failed?.(error, attemptsOf(input));
        if (fates !== undefined) this.#fates.set(args.input, fates);
      }
      throw error;
    } finally {
      survive?.();
    }
  }
}

function whileAlive(context: TapContext, life: Life): TapContext {
  return {
    ...context,
    record: (record) => {
      if (!life.isDead) context.record(record);
    },
    lostResponse: () => {
      if (!life.isDead) context.lostResponse();
    },
  };
}
