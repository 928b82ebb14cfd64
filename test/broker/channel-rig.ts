/** An open channel of a design at some place, with its history, and readers of it. */
import type {
  Channel,
  Delivery,
  Lane,
  Message,
  Reader,
  Reading as LaneReading,
  ReadingStart,
} from "../../src/broker/broker.ts";
import { openChannel } from "../../src/broker/open-channel.ts";
import { Life } from "../../src/client/life.ts";
import type { Clock, ClockKind } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { Fault } from "../../src/emulator/faults.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { Run } from "../../src/run/run.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Design } from "../../src/scenario/scenario.ts";
import type { Target, TargetOptions } from "../../src/targets/target.ts";
import { decodePayload, encodePayload } from "../../src/workload/payload.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import { event } from "../producer/fake-run.ts";

type RecordOf<Type extends HistoryRecord["type"]> = Extract<HistoryRecord, { readonly type: Type }>;

/** Where channels are opened. */
export interface Place {
  readonly clock: ClockKind;
  readonly connect: (options: TargetOptions) => Promise<Target>;
  /** Where only so many may be created at once: takes a turn, which ends with the promise that it gives. */
  readonly turn?: <T>(create: () => Promise<T>) => Promise<T>;
}

/** Lets so many create at once; the others wait. */
export function turns(most: number): NonNullable<Place["turn"]> {
  let creating = 0;
  const waiting: (() => void)[] = [];
  return async (create) => {
    if (creating >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    creating += 1;
    try {
      return await create();
    } finally {
      creating -= 1;
      waiting.shift()?.();
    }
  };
}

export interface OpenOptions {
  readonly faults?: readonly Fault[];
}

/** What a reader has read, and how far it was committed. */
export interface Reading {
  readonly reader: Reader;
  readonly checkpoints: string[];
  /** Whether it has its place in the lane, if it begins at the latest. */
  readonly hasBegun: () => boolean;
}

export class ChannelRig {
  readonly run: Run;
  readonly target: Target;
  readonly channel: Channel;
  readonly history: readonly HistoryRecord[];
  readonly #receiving = new Map<Reader, Promise<readonly Delivery[]>>();

  constructor(run: Run, target: Target, channel: Channel, history: readonly HistoryRecord[]) {
    this.run = run;
    this.target = target;
    this.channel = channel;
    this.history = history;
  }

  get clock(): Clock {
    return this.run.clock;
  }

  get signal(): AbortSignal {
    return this.run.stop.signal;
  }

  of<Type extends HistoryRecord["type"]>(type: Type): RecordOf<Type>[] {
    return this.history.filter((record): record is RecordOf<Type> => record.type === type);
  }

  /** Sends `a#0`, `a#1` …, each by itself, and expects that all are taken. */
  async send(...names: string[]): Promise<void> {
    for (const name of names) {
      const [fate] = await this.channel.publish([messageOf(name)]);
      if (fate?.type !== "accepted") throw new Error(`${name} was not taken: ${fate?.reason}`);
    }
  }

  lanes(): Promise<readonly Lane[]> {
    return this.channel.lanes(this.signal);
  }

  /** A reader of the lane for a consumer of the application `map`. */
  open(
    lane: Lane,
    from: ReadingStart = { type: "trim-horizon" },
    { consumer = "map-1", ...more }: { readonly consumer?: string } & Partial<LaneReading> = {},
  ): Reading {
    const checkpoints: string[] = [];
    let hasBegun = false;
    const reader = lane.open({
      app: "map",
      connection: this.run.connectionOf(this.target, "map", consumer, new Life()),
      pacing: this.clock,
      from,
      begun: () => {
        hasBegun = true;
      },
      checkpoint: (position) => checkpoints.push(position),
      maxEvents: 10,
      pollMs: lane.access === "shared" ? 1000 : 250,
      whenExpired: "go-on",
      ...more,
    });
    return { reader, checkpoints, hasBegun: () => hasBegun };
  }

  /** Receives until there are so many, or the time is over. */
  async read(reader: Reader, count: number, withinMs = 15_000): Promise<Delivery[]> {
    const untilMs = this.clock.nowMs() + withinMs;
    const deliveries: Delivery[] = [];
    while (deliveries.length < count && this.clock.nowMs() < untilMs && !reader.ended()) {
      deliveries.push(...(await this.#receive(reader, untilMs)));
    }
    return deliveries;
  }

  /** Receives from all lanes, each with a reader of its own, until there are so many different ones. */
  async readAll(count: number, withinMs = 15_000): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    const isDone = () => new Set(deliveries.map(({ body }) => body)).size >= count;
    const untilMs = this.clock.nowMs() + withinMs;
    const readers = (await this.lanes()).map((lane) => this.open(lane).reader);
    const follow = async (reader: Reader): Promise<void> => {
      while (!isDone() && this.clock.nowMs() < untilMs && !reader.ended()) {
        deliveries.push(...(await this.#receive(reader, untilMs)));
      }
    };
    await Promise.race([Promise.all(readers.map(follow)), this.#until(isDone, untilMs)]);
    return deliveries;
  }

  /** What is pushed may not come in time: whoever reads next gets it. */
  async #receive(reader: Reader, untilMs: number): Promise<readonly Delivery[]> {
    const receiving = this.#receiving.get(reader) ?? reader.receive(this.signal);
    this.#receiving.set(reader, receiving);
    const timeIsUp = this.clock.sleep(untilMs - this.clock.nowMs() + 1000).then(() => undefined);
    const received = await Promise.race([receiving, timeIsUp]);
    if (received === undefined) return [];
    this.#receiving.delete(reader);
    return received;
  }

  async #until(isSo: () => boolean, untilMs: number): Promise<void> {
    while (!isSo() && this.clock.nowMs() < untilMs) await this.clock.sleep(20);
  }
}

let opened = 0;

/** Opens a channel, lets the body use it, and disposes of it and of the connection. */
export function withChannel(
  place: Place,
  design: Design,
  body: (rig: ChannelRig) => Promise<void>,
  { faults = [] }: OpenOptions = {},
): Promise<void> {
  const main = async (): Promise<void> => {
    opened += 1;
    const history: HistoryRecord[] = [];
    const scenario = resolve({
      // What luck a run has depends on its name: that of a model is always the same, others must not have two alike.
      name: place.clock === "virtual" ? "contract" : `contract-${opened}`,
      summary: "A test.",
      workload: { kind: "fleet", trucks: 1, durationS: 1 },
      design,
      expect: { verdict: "valid" },
    });
    const plan = planWorkload(scenario.workload, 1, () => "");
    const sink = { add: (record: HistoryRecord) => history.push(record) };
    const run = new Run({ scenario, plan, seed: 1, clock: place.clock, sink });
    await using target = await place.connect({ seed: 1, faults, tap: run.tap });
    const context = run.channelContext(target);
    const { design: resolved } = scenario;
    const open = () =>
      openChannel(target, resolved, context, run.channelRun(target), run.stop.signal);
    await using channel = await (place.turn === undefined ? open() : place.turn(open));
    run.begin(target);
    try {
      await body(new ChannelRig(run, target, channel, history));
    } finally {
      run.stop.abort();
    }
  };
  return place.clock === "virtual" ? inVirtualTime(1, main) : main();
}

/** `a#3` is the event 3 of the truck a. */
export function messageOf(name: string, payloadBytes = 200): Message {
  const [routingKey = "", seq = "0"] = name.split("#");
  const body = encodePayload(event(routingKey, Number(seq)), payloadBytes);
  return { routingKey, id: name, body };
}

export function nameOf({ body }: Delivery): string {
  const { event: one } = decodePayload(body);
  return `${one?.truckId}#${one?.seq}`;
}
