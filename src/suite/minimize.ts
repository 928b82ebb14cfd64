/**
 * The smallest scenario that still shows what is wrong: fewer trucks, a shorter time, fewer events in it, fewer and earlier faults, fewer
 * consumers.
 *
 * Method: one thing is made smaller at a time, by overrides of the scenario; the change stays if the same anomaly still shows, with the
 * seed that was given or one of the first few others, since a smaller fleet has other luck. A crash at a time is first tried at a moment
 * instead: fewer events are rarely in hand at the same time. When nothing can be made smaller any more, it is
 * done. Deterministic: the same scenario and seed give the same answer on any machine.
 */
import { availableParallelism } from "node:os";

import type { PlainScenario } from "../result/plain-scenario.ts";
import type { AnomalyKind, RunResult } from "../result/run-result.ts";
import { anomalyKinds } from "../result/run-result.ts";
import type { Override } from "../scenario/overrides.ts";
import type { Job } from "./job.ts";
import type { Pool } from "./pool.ts";

export interface MinimizeOptions {
  readonly job: Omit<Job, "overrides">;
  /** Of the scenario as it is given. */
  readonly overrides: readonly Override[];
  readonly pool: Pool;
  /** Hears of each step that stays. */
  readonly onSmaller: (what: string) => void;
}

export interface Minimum {
  /** The anomaly that it shows. */
  readonly kind: AnomalyKind;
  /** Besides those of the scenario as it was given. */
  readonly overrides: readonly Override[];
  readonly result: RunResult;
  readonly triedCount: number;
}

/** Other seeds that a smaller scenario is tried with: from 1 on, so many; and while it is more than somebody reads. */
const fewSeeds = 4;
const manySeeds = 30;
const readable = { trucks: 3, eventsOfTruck: 10 };
/** Events of a truck per second: one in ten seconds. */
const leastHz = 0.1;
/** Smaller values of a quantity that are tried, as shares of it. */
const shares = [0, 0.1, 0.25, 0.5, 0.75, 0.9];
/** Moments in place of a time, the earliest first. */
const momentEvents = ["begun", "handled", "handled-not-committed"] as const;

/** Undefined: the seed shows no anomaly. */
export async function minimize(options: MinimizeOptions): Promise<Minimum | undefined> {
  const search = new Search(options);
  return search.run();
}

class Search {
  readonly #options: MinimizeOptions;
  #kept: readonly Override[] = [];
  #seed: number;
  #best: RunResult | undefined;
  #kind: AnomalyKind | undefined;
  #triedCount = 0;

  constructor(options: MinimizeOptions) {
    this.#options = options;
    this.#seed = options.job.seed;
  }

  async run(): Promise<Minimum | undefined> {
    const first = await this.#try([], this.#seed);
    if (first === undefined) return undefined;
    const kind = worstOf(first);
    if (kind === undefined) return undefined;
    this.#kind = kind;
    this.#best = first;
    while ((await this.#pass()) && !this.#isOver()) this.#options.onSmaller("again");
    const { drainS } = this.#scenario;
    await this.#shrink({ path: "drainS", value: drainS, least: 30, isWhole: true });
    return {
      kind,
      overrides: this.#kept,
      result: this.#best,
      triedCount: this.#triedCount,
    };
  }

  #isOver(): boolean {
    return this.#triedCount > 2000;
  }

  /** Tries to make each thing smaller once; true if anything was. */
  async #pass(): Promise<boolean> {
    let isSmaller = false;
    for (let index = this.#scenario.faults.length - 1; index >= 0; index -= 1) {
      isSmaller = (await this.#change(`faults.${index}`, null)) || isSmaller;
    }
    for (const [index, fault] of this.#scenario.faults.entries()) {
      if (fault.kind !== "crash" || fault.atS === undefined) continue;
      isSmaller = (await this.#atMoment(`faults.${index}`)) || isSmaller;
    }
    for (const quantity of this.#quantities()) {
      isSmaller = (await this.#shrink(quantity)) || isSmaller;
    }
    return isSmaller;
  }

  /** A crash at a time becomes one at a moment. */
  async #atMoment(path: string): Promise<boolean> {
    for (const event of momentEvents) {
      const changes = [
        { path: `${path}.atS`, value: null },
        { path: `${path}.when`, value: { event, count: 1 } },
      ];
      if (await this.#keepIf(`${path} when ${event}`, changes, fewSeeds)) return true;
    }
    return false;
  }

  get #isLarge(): boolean {
    const { setup, metrics } = this.#best!;
    const { keyCount } = setup!.load;
    if (keyCount > readable.trucks) return true;
    return metrics.counts.sent > keyCount * readable.eventsOfTruck;
  }

  get #scenario(): PlainScenario {
    return this.#best!.setup!.scenario;
  }

  #quantities(): readonly Quantity[] {
    const { workload, faults, design } = this.#scenario;
    const ofWorkload: Quantity[] =
      workload.kind === "fleet"
        ? [
            { path: "workload.trucks", value: workload.trucks, least: 1, isWhole: true },
            { path: "workload.durationS", value: workload.durationS, least: 1, isWhole: true },
          ]
        : [];
    const ofFaults = faults.flatMap((fault, index) => [
      ...Object.entries(fault)
        .filter(([name, value]) => faultQuantities.has(name) && typeof value === "number")
        .map(([name, value]) => ({
          path: `faults.${index}.${name}`,
          value: value as number,
          least: name === "consumer" || name === "nth" ? 1 : 0,
          isWhole: true,
        })),
      ...("when" in fault && fault.when !== undefined
        ? [
            {
              path: `faults.${index}.when.count`,
              value: fault.when.count ?? 1,
              least: 1,
              isWhole: true,
            },
          ]
        : []),
    ]);
    const ofConsumers = design.consumers.flatMap((consumer, index): readonly Quantity[] => {
      if (consumer.kind === "lambda") return [];
      const { count, failing: { everyNth, seq } = {} } = consumer;
      const path = `design.consumers.${index}`;
      return [
        { path: `${path}.failing.everyNth`, value: everyNth, least: 1, isWhole: true },
        { path: `${path}.failing.seq`, value: seq, least: 0, isWhole: true },
        { path: `${path}.count`, value: count, least: 1, isWhole: true },
      ].filter((one): one is Quantity => one.value !== undefined);
    });
    const rate: Quantity[] =
      workload.kind === "fleet"
        ? [{ path: "workload.hz", value: workload.hz, least: leastHz, isWhole: false }]
        : [];
    return [...ofConsumers, ...ofWorkload, ...ofFaults, ...ofConsumers, ...ofWorkload, ...rate];
  }

  /** The smallest value that still shows it, by shares of what it is and then one by one. */
  async #shrink({ path, value, least, isWhole }: Quantity): Promise<boolean> {
    const rounded = (one: number): number => (isWhole ? Math.floor(one) : Number(one.toFixed(2)));
    const values = shares.map((share) => rounded(least + (value - least) * share));
    if (isWhole) values.push(value - 1);
    for (const smaller of [...new Set(values)].toSorted((a, b) => a - b)) {
      if (smaller < least || smaller >= value) continue;
      if (await this.#change(path, smaller)) return true;
    }
    return false;
  }

  #change(path: string, value: number | null): Promise<boolean> {
    const seedCount = path.startsWith("workload.") && this.#isLarge ? manySeeds : fewSeeds;
    const what = value === null ? `without ${path}` : `${path} ${value}`;
    return this.#keepIf(what, [{ path, value }], seedCount);
  }

  /** With the first of the seeds that shows it; as many at once as there are cores. */
  async #keepIf(what: string, changes: readonly Override[], seedCount: number): Promise<boolean> {
    const overrides = [...this.#kept, ...changes];
    const others = Array.from({ length: seedCount }, (_, index) => index + 1);
    const seeds = [...new Set([this.#seed, ...others])];
    while (seeds.length > 0) {
      const some = seeds.splice(0, availableParallelism());
      const results = await Promise.all(some.map((seed) => this.#try(overrides, seed)));
      const found = results.findIndex((one) => (one?.verdict.counts[this.#kind!] ?? 0) > 0);
      this.#triedCount += found < 0 ? some.length : found + 1;
      if (found < 0) continue;
      this.#kept = overrides;
      this.#seed = some[found]!;
      this.#best = results[found]!;
      this.#options.onSmaller(what);
      return true;
    }
    return false;
  }

  /** Undefined: there is no such scenario, or the search was stopped. */
  async #try(overrides: readonly Override[], seed: number): Promise<RunResult | undefined> {
    const { job, pool, overrides: given } = this.#options;
    try {
      const ran = await pool.run({ ...job, seed, overrides: [...given, ...overrides] });
      return ran?.result;
    } catch (error) {
      // A change that makes the scenario contradict itself is none that can stay.
      if (error instanceof Error && "exitCode" in error && error.exitCode === 2) return undefined;
      throw error;
    }
  }
}

interface Quantity {
  readonly path: string;
  readonly value: number;
  readonly least: number;
  readonly isWhole: boolean;
}

const faultQuantities: ReadonlySet<string> = new Set([
  "atS",
  "restartAfterS",
  "forS",
  "fromS",
  "toS",
  "consumer",
  "nth",
]);

/** The first anomaly that the verdict forbids; of a scenario that is to show some, the first of those. */
function worstOf({ verdict, expectations }: RunResult): AnomalyKind | undefined {
  const asked = expectations.find((one) => one.kind === "anomaly");
  if (asked?.kind === "anomaly" && verdict.counts[asked.anomaly] > 0) return asked.anomaly;
  const named = anomalyKinds.filter((kind) =>
    verdict.reasons.some((reason) => reason.startsWith(`${kind}:`)),
  );
  return named[0] ?? anomalyKinds.find((kind) => verdict.counts[kind] > 0);
}
