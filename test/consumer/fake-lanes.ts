/** Lanes in memory, and consumers of them in virtual time: what a strategy does with them can be looked up afterwards. */
import type {
  Channel,
  Connection,
  Delivery,
  Lane,
  Reader,
  Reading,
} from "../../src/broker/broker.ts";
import { bornInstance, type Instance } from "../../src/broker/instance.ts";
import { Members } from "../../src/broker/members.ts";
import type { Fate } from "../../src/client/fate.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { Checkpoints } from "../../src/consumer/checkpoints.ts";
import { DoneEvents } from "../../src/consumer/done-events.ts";
import { startConsumers } from "../../src/consumer/start-consumers.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { seededRandom } from "../../src/random.ts";
import type { ResolvedReader } from "../../src/scenario/resolved.ts";
import { decodePayload, encodePayload } from "../../src/workload/payload.ts";
import { event } from "../producer/fake-run.ts";

type RecordOf<Type extends HistoryRecord["type"]> = Extract<HistoryRecord, { readonly type: Type }>;

interface Stored {
  readonly delivery: Delivery;
  readonly atMs: number;
  /** Queues only: nobody gets it before. */
  visibleAtMs: number;
}

interface FakeOptions {
  readonly parents?: readonly string[];
  /** From then on nothing is added; absent: never. */
  readonly closedAtMs?: number;
}

/** `a#0`, `a#1` … of a body. */
export function nameOf(body: string): string {
  const { event: one } = decodePayload(body);
  return one === undefined ? "unreadable" : `${one.truckId}#${one.seq}`;
}

/** A lane with a log: events at positions 1, 2, 3 …, each there from its time on. */
export class FakeLane implements Lane {
  readonly id: string;
  readonly access: Lane["access"] = "exclusive";
  readonly parents: readonly string[];
  /** One for each reader that was opened, in their order. */
  readonly readings: Reading[] = [];
  /** Names of the events of each call of `settle`, and when. */
  readonly settled: { readonly names: readonly string[]; readonly atMs: number }[] = [];
  protected readonly stored: Stored[] = [];
  readonly #closedAtMs: number;
  readonly #now: () => number;

  constructor(id: string, now: () => number, { parents = [], closedAtMs = Infinity }: FakeOptions) {
    this.id = id;
    this.parents = parents;
    this.#closedAtMs = closedAtMs;
    this.#now = now;
  }

  get isClosed(): boolean {
    return this.#now() >= this.#closedAtMs;
  }

  /** Adds `a#0 b#0 a#1` …, all there from this time on. */
  add(names: string, atMs = 0): this {
    for (const name of names.split(" ")) {
      const [truckId = "", seq = ""] = name.split("#");
      const isReadable = name !== "unreadable";
      const body = isReadable ? encodePayload(event(truckId, Number(seq)), 200) : "{";
      const position = String(this.stored.length + 1);
      const delivery = { body, lane: this.id, position, handle: position };
      this.stored.push({ delivery, atMs, visibleAtMs: atMs });
    }
    return this;
  }

  open(reading: Reading): Reader {
    this.readings.push(reading);
    const { from } = reading;
    let next = from.type === "after-position" ? Number(from.position) : 0;
    if (from.type === "latest") {
      next = this.stored.filter(({ atMs }) => atMs <= this.#now()).length;
      reading.begun();
    }
    if (from.type === "at-timestamp") {
      next = this.stored.filter(({ atMs }) => atMs < from.atMs).length;
    }
    return {
      receive: async (signal) => {
        await reading.pacing.sleep(reading.pollMs, signal);
        if (signal.aborted) return [];
        const there = this.stored.filter(({ atMs }) => atMs <= this.#now());
        const taken = there.slice(next, next + reading.maxEvents);
        next += taken.length;
        return taken.map(({ delivery }) => delivery);
      },
      settle: async (deliveries) => {
        this.noteSettled(deliveries);
        const last = deliveries.at(-1);
        if (last !== undefined) reading.checkpoint(last.position);
      },
      ended: () => this.isClosed && next === this.stored.length,
    };
  }

  protected noteSettled(deliveries: readonly Delivery[]): void {
    this.settled.push({
      names: deliveries.map(({ body }) => nameOf(body)),
      atMs: this.#now(),
    });
  }
}

/** The one lane of a queue: what is received is nobody else's for 5 s, and gone when it is settled. */
export class FakeQueue extends FakeLane {
  override readonly access = "shared";

  override open(reading: Reading): Reader {
    this.readings.push(reading);
    const { pacing, pollMs, maxEvents } = reading;
    return {
      receive: async (signal) => {
        await pacing.sleep(pollMs, signal);
        if (signal.aborted) return [];
        const visible = this.stored.filter((one) => one.visibleAtMs <= pacing.nowMs());
        const taken = visible.slice(0, maxEvents);
        for (const one of taken) one.visibleAtMs = pacing.nowMs() + 5000;
        return taken.map(({ delivery }) => delivery);
      },
      settle: async (deliveries) => {
        this.noteSettled(deliveries);
        for (const one of this.stored) {
          if (deliveries.includes(one.delivery)) one.visibleAtMs = Infinity;
        }
      },
      ended: () => false,
    };
  }
}

/** Lanes that are found as soon as they are there. */
export class FakeChannel implements Channel {
  readonly address = { kind: "queue", url: "nowhere" } as const;
  readonly maxBatchEntries = 1;
  readonly maxBatchBytes = 1;
  readonly #found: () => readonly Lane[];

  constructor(found: () => readonly Lane[]) {
    this.#found = found;
  }

  async publish(): Promise<readonly Fate[]> {
    throw new Error("nothing is sent here");
  }

  /** How often somebody asked what lanes there are. */
  asked = 0;

  async lanes(): Promise<readonly Lane[]> {
    this.asked += 1;
    return this.#found();
  }

  async reshard(): Promise<void> {}

  costUsd(): number {
    return 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const nobodys: Connection = {
  kinesis: () => {
    throw new Error("there is no Kinesis here");
  },
  sqs: () => {
    throw new Error("there is no SQS here");
  },
  configFor: () => ({}),
  inPlaceOf: () => {
    throw new Error("nobody makes a client here");
  },
};

/** What a test can use to make lanes, and to let things happen while they are read. */
export interface World {
  readonly nowMs: () => number;
  readonly lane: (id: string, options?: FakeOptions) => FakeLane;
  readonly queue: () => FakeQueue;
  readonly members: Members;
}

export interface Consumed {
  readonly history: readonly HistoryRecord[];
  readonly of: <Type extends HistoryRecord["type"]>(type: Type) => RecordOf<Type>[];
  /** `a#0`, `a#1` … in the order in which they were completed. */
  readonly done: readonly string[];
  /** How often the lanes were asked for. */
  readonly asked: number;
}

/** The work on an event, by its name: `a#0`. */
export type Work = (name: string, instance: Instance) => Promise<void>;

interface Consuming {
  readonly handler?: Work;
  /** Sees every record when it is made. */
  readonly watch?: (record: HistoryRecord, world: World) => void;
  /** The run is over then. */
  readonly untilMs?: number;
}

const everyConsumer = {
  app: "map",
  count: 1,
  serviceMs: 0,
  maxEvents: 100,
  pollMs: 10,
  settle: "receive",
  startAtS: 0,
  start: "TRIM_HORIZON",
  checkpointEveryS: 0,
  children: "after-parents",
  whenExpired: "go-on",
  idempotent: false,
  attempts: 1,
  onFailure: "leave",
} as const;

export type SpecChanges = { readonly kind: ResolvedReader["kind"] } & Partial<
  Omit<ResolvedReader, "kind"> & { readonly keysAtOnce: number; readonly threads: number }
>;

/** Runs the consumers of a strategy over the lanes that `found` gives, until time is up, and gives what is in the history. */
export function consume(
  changes: SpecChanges,
  found: (world: World) => () => readonly Lane[],
  { handler = async () => {}, watch = () => {}, untilMs = 10_000 }: Consuming = {},
): Promise<Consumed> {
  return inVirtualTime(1, async () => {
    const clock = startClock("virtual");
    const stop = new AbortController();
    const { signal } = stop;
    const history: HistoryRecord[] = [];
    let begun = "";
    const record = (one: HistoryRecord): void => {
      history.push(one);
      // Its handler is called next, before anything else can happen.
      if (one.type === "start") begun = `${one.key}#${one.seq}`;
      watch(one, world);
    };
    const spec = { ...everyConsumer, keysAtOnce: 10, threads: 10, ...changes } as ResolvedReader;
    const born = (number: number) =>
      bornInstance({
        name: `${spec.app}-${number}`,
        connectionOf: () => nobodys,
        clock,
        random: seededRandom(number, "instance"),
        record,
        signal,
      });
    const members = new Members(spec.count, born, signal);
    const world: World = {
      nowMs: clock.nowMs,
      lane: (id, options = {}) => new FakeLane(id, clock.nowMs, options),
      queue: () => new FakeQueue("queue", clock.nowMs, {}),
      members,
    };
    const channel = new FakeChannel(found(world));
    for (let number = 1; number <= spec.count; number += 1) members.start(number);
    setTimeout(() => stop.abort(), untilMs);
    const everyMs = spec.checkpointEveryS * 1000;
    const checkpoints = new Checkpoints({ app: spec.app, everyMs, record });
    await startConsumers({
      spec,
      channel,
      clock,
      members,
      checkpoints,
      done: new DoneEvents(),
      decode: decodePayload,
      handler: (instance) => handler(begun, instance),
      within: (_, code) => code(),
      inHand: () => {
        throw new Error("only custom code asks for that");
      },
      signal,
    });
    const of = <Type extends HistoryRecord["type"]>(type: Type) =>
      history.filter((one): one is RecordOf<Type> => one.type === type);
    const done = of("effect").map(({ key, seq }) => `${key}#${seq}`);
    return { history, of, done, asked: channel.asked };
  });
}

/** A handler that takes its time. */
export function taking(ms: number): Work {
  return (_, { clock, signal }) => clock.sleep(ms, signal);
}

/** A handler that fails so many times at one event, and takes its time. */
export function failingAt(name: string, times: number, ms = 0): Work {
  let failures = 0;
  return async (asked, { clock, signal }) => {
    await clock.sleep(ms, signal);
    if (asked !== name || failures === times) return;
    failures += 1;
    throw new Error("not now");
  };
}

/** What became of each lane: `taken` and `ended`, with the times. */
export function leasesOf({ of }: Consumed) {
  return of("lease").map(({ lane, action, from, atMs }) => [
    lane,
    action === "taken" ? from : action,
    atMs,
  ]);
}

/** Whatever is there: parents, and children from the time when these are closed. */
export function split({ lane, nowMs }: World): () => readonly Lane[] {
  const parent = lane("p", { closedAtMs: 1000 }).add("a#0 b#0").add("a#1", 900);
  const options = { parents: ["p"] };
  const children = [lane("c1", options).add("a#2", 1000), lane("c2", options).add("b#1", 1000)];
  return () => (nowMs() < 1000 ? [parent] : [parent, ...children]);
}
