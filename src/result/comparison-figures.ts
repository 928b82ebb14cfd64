/** The designs of a comparison side by side: what is said of each, and what its runs showed. */
import { groupsAtMost, workersOf } from "../cost/capacity.ts";
import { entriesPerCall, fifoCallsPerS, shardRecordsPerS } from "../cost/quotas.ts";
import type { Figure } from "../emulator/assumed/assumptions.ts";
import { isOwnCode } from "../scenario/custom-code.ts";
import { assumptionsBehind, orderFigures } from "./rests-on.ts";
import type { RunResult, RunSetup } from "./run-result.ts";

/** One comparison of a suite. */
export interface ComparisonFigures {
  readonly name: string;
  readonly trucks: number;
  /** Due per second, of the whole fleet, in the steady phase. */
  readonly eventsPerS: number;
  /** The same in the busiest five seconds, where that is a fifth more: what a design must keep up with. Else the mean. */
  readonly busyPerS: number;
  readonly handlerMs: number;
  /** Consumers started. */
  readonly consumers: number;
  /** By how much the consumers came late in the backlog's phase. */
  readonly lateS: number | undefined;
  readonly evidence: RunResult["evidence"];
  readonly designs: readonly DesignFigures[];
}

/** Undefined: there is no such run, or it has no such figure. */
export interface DesignFigures {
  readonly design: string;
  readonly service: RunSetup["scenario"]["design"]["service"];
  /** Whether every run kept what its guarantee says; `unknown` where one was not judged to its end. */
  readonly order: "kept" | "lost" | "unknown";
  readonly said: Said;
  /** Trucks of a lane: of a shard, or of a message group. */
  readonly keysPerLane: { readonly least: number; readonly most: number } | undefined;
  /** Whether it fell ever further behind in the steady phase, so that there is no latency to speak of. */
  readonly isBehind: boolean;
  readonly e2eP50Ms: number | undefined;
  readonly e2eP99Ms: number | undefined;
  /** Seconds until consumers that came late had worked off what had gathered. */
  readonly drainS: number | undefined;
  /** Most consumers inside a handler at once, while they did. */
  readonly consumersActive: number | undefined;
  readonly ceilingPerS: number | undefined;
  /** The same in the least of its whole seconds, where there are several: what a pause had saved up is spent by then. */
  readonly sustainedPerS: number | undefined;
  /** Whether a quota held it there; else the producers could do no more, and the service might. */
  readonly isCeilingQuota: boolean;
  readonly ceilingMbPerS: number | undefined;
  /** The highest rate of the fleet that was kept up, and what gave first. */
  readonly keptUpPerS: number | undefined;
  readonly gaveFirst: string | undefined;
  /** Whether a second application read the same bytes in the same order; `no`: a queue gives an event to one only. */
  readonly replay: "same" | "other" | "no" | undefined;
  readonly costUsdPerMillion: number | undefined;
  /** Names of the assumptions (see `emulator/assumed`) that each figure rests on; none where it was measured. */
  readonly restsOn: Readonly<Record<RestingFigure, readonly string[]>>;
  /** How many handlers can be at work at once, for the arithmetic of slower ones. */
  readonly workers: number;
  /** Whether a consumer of a queue may get several messages at once, which it then works on one after the other. */
  readonly receivesSeveral: boolean;
}

/** Figures that the model's assumptions may change. */
export type RestingFigure = keyof typeof columnsOf;

/** The columns of summary.csv that say the same; where the assumptions behind them are known. */
const columnsOf = {
  order: orderFigures,
  e2eP50Ms: ["e2e_p50_ms"],
  e2eP99Ms: ["e2e_p99_ms"],
  drainS: ["consume_events_per_s"],
  consumersActive: ["consume_events_per_s"],
  ceilingPerS: ["produce_events_per_s"],
  ceilingMbPerS: ["produce_events_per_s", "produce_mb_per_s"],
  keptUpPerS: ["produce_events_per_s", "consume_events_per_s", "saturated"],
} as const satisfies Readonly<Record<string, readonly Figure[]>>;

/** What lectures and guides say (KDG/service-sizes-and-limits, SDG/quotas-messages). */
export interface Said {
  readonly consumers: number;
  readonly eventsPerS: number | undefined;
  readonly mbPerS: number | undefined;
}

/** Every comparison that the runs belong to; of several seeds, the first. */
export function comparisonsOf(runs: readonly RunResult[]): readonly ComparisonFigures[] {
  const names = new Set(runs.flatMap(({ setup }) => setup?.scenario.compared?.comparison ?? []));
  return [...names].map((name) => figuresOf(name, runs)).filter((one) => one !== undefined);
}

type ByPhase = ReadonlyMap<string, RunResult>;

function figuresOf(name: string, runs: readonly RunResult[]): ComparisonFigures | undefined {
  const designs = new Map<string, Map<string, RunResult>>();
  for (const run of runs) {
    const compared = run.setup?.scenario.compared;
    if (compared?.comparison !== name) continue;
    const phases = designs.get(compared.design) ?? new Map<string, RunResult>();
    designs.set(compared.design, phases);
    if (!phases.has(compared.phase)) phases.set(compared.phase, run);
  }
  // What takes part in the phase `wrong` alone is not to be chosen.
  const chosen = [...designs].filter(([, phases]) => phases.has("steady"));
  const steady = chosen[0]?.[1].get("steady");
  if (steady?.setup === undefined) return undefined;
  const { load } = steady.setup;
  const started = chosen.flatMap(([, phases]) => firstConsumerOf(phases.get("steady")!) ?? []);
  // A function has as many environments as it needs: the comparison's number is that of the others.
  const consumer = started.find(({ kind }) => kind !== "lambda") ?? started[0];
  return {
    name,
    trucks: load.keyCount,
    eventsPerS: offeredPerS(steady),
    busyPerS: busyPerS(steady),
    handlerMs: consumer?.serviceMs ?? 0,
    consumers: consumer?.count ?? 0,
    lateS: lateS(chosen.map(([, phases]) => phases)),
    evidence: steady.evidence,
    designs: chosen.map(([design, phases]) => designFigures(design, phases)),
  };
}

interface Started {
  readonly kind: string;
  readonly count: number;
  readonly serviceMs: number;
}

function firstConsumerOf({ setup }: RunResult): Started | undefined {
  return setup!.scenario.design.consumers[0];
}

function designFigures(design: string, phases: ByPhase): DesignFigures {
  const steady = phases.get("steady")!;
  const { scenario, load } = steady.setup!;
  const backlog = phases.get("backlog");
  const ceiling = phases.get("ceiling");
  const limit = phases.get("saturation")?.metrics.limit;
  const { endToEnd } = steady.metrics.latency;
  const isKnown = !steady.metrics.saturated;
  return {
    design,
    service: scenario.design.service,
    order: orderOf(phases),
    said: saidOf(scenario.design, load.keyCount),
    keysPerLane: keysPerLaneOf(steady),
    isBehind: !isKnown,
    e2eP50Ms: isKnown ? endToEnd.p50Ms : undefined,
    e2eP99Ms: isKnown ? endToEnd.p99Ms : undefined,
    drainS: backlog && drainS(backlog),
    consumersActive: backlog?.metrics.parallelism.consumersActiveMax,
    ceilingPerS: ceiling?.metrics.rates.produceEventsPerSecond,
    sustainedPerS: ceiling && sustainedPerS(ceiling),
    isCeilingQuota: (ceiling?.metrics.counts.throttledRequests ?? 0) > 0,
    ceilingMbPerS: phases.get("ceiling-8-kib")?.metrics.rates.produceMbPerSecond,
    keptUpPerS: limit && limit.perKeyHz * load.keyCount,
    gaveFirst: limit?.by,
    replay: replayOf(phases.get("replay")),
    costUsdPerMillion:
      steady.costUsd === undefined
        ? undefined
        : (steady.costUsd / steady.metrics.counts.acked) * 1e6,
    restsOn: restsOn(steady),
    workers: workersOf(scenario.design, load.keyCount),
    receivesSeveral: receivesSeveral(scenario.design),
  };
}

function restsOn(run: RunResult): DesignFigures["restsOn"] {
  const names = Object.entries(columnsOf).map(([figure, columns]) => [
    figure,
    assumptionsBehind(run, columns).map(({ name }) => name),
  ]);
  return Object.fromEntries(names) as DesignFigures["restsOn"];
}

function orderOf(phases: ByPhase): DesignFigures["order"] {
  const words = [...phases.values()].map(({ verdict }) => verdict.verdict);
  if (words.includes("invalid")) return "lost";
  return words.includes("unknown") ? "unknown" : "kept";
}

function keysPerLaneOf({ setup, metrics }: RunResult): DesignFigures["keysPerLane"] {
  const { design } = setup!.scenario;
  // A group of a queue is a lane of its own; a standard queue has none.
  if (design.service === "sqs-standard") return undefined;
  if (design.service === "sqs-fifo") {
    switch (design.groupId) {
      case "truck":
        return { least: 1, most: 1 };
      case "one":
        return { least: setup!.load.keyCount, most: setup!.load.keyCount };
      case "depot":
      case "region":
      case "random":
        return undefined;
    }
  }
  const counts = metrics.keysPerLane.map(({ keyCount }) => keyCount);
  if (counts.length === 0) return undefined;
  return { least: Math.min(...counts), most: Math.max(...counts) };
}

type PlainDesign = RunSetup["scenario"]["design"];

function saidOf(design: PlainDesign, keyCount: number): Said {
  const started = design.consumers[0]?.count ?? 0;
  if (design.service === "kinesis") {
    const { shards } = design;
    return {
      consumers: Math.min(shards, started),
      eventsPerS: shards * shardRecordsPerS,
      mbPerS: shards,
    };
  }
  if (design.service === "sqs-standard") {
    return { consumers: started, eventsPerS: undefined, mbPerS: undefined };
  }
  return {
    consumers: Math.min(started, groupsAtMost(design.groupId, keyCount)),
    eventsPerS: design.highThroughput ? undefined : fifoCallsPerS * entriesPerCall(design),
    mbPerS: undefined,
  };
}

function receivesSeveral({ service, consumers: [consumer] }: PlainDesign): boolean {
  if (service === "kinesis" || consumer === undefined || isOwnCode(consumer)) return false;
  return consumer.kind === "competing" && consumer.maxEvents > 1;
}

function offeredPerS({ setup, metrics }: RunResult): number {
  const { eventCount, sendingMs } = setup!.load;
  return ((eventCount ?? metrics.counts.offered) * 1000) / sendingMs;
}

const busySeconds = 5;
const busyFactor = 1.2;

/** A trace has quiet and busy times; the jitter of a fleet is none. */
function busyPerS(steady: RunResult): number {
  const due = steady.metrics.seconds.map((one) => one.due);
  const mean = offeredPerS(steady);
  let most = 0;
  for (let from = 0; from + busySeconds <= due.length; from += 1) {
    const sum = due.slice(from, from + busySeconds).reduce((all, one) => all + one, 0);
    most = Math.max(most, sum / busySeconds);
  }
  return most > mean * busyFactor ? most : mean;
}

function sustainedPerS({ setup, metrics }: RunResult): number {
  const whole = Math.floor(setup!.load.sendingMs / 1000);
  if (whole < 2) return metrics.rates.produceEventsPerSecond;
  return Math.min(...metrics.seconds.slice(0, whole).map(({ acked }) => acked));
}

function lateS(designs: readonly ByPhase[]): number | undefined {
  const backlog = designs[0]?.get("backlog")?.setup;
  return backlog && startOf(backlog.scenario.design);
}

/** From the consumers' start until less than a second's load is left. */
function drainS(run: RunResult): number | undefined {
  const { setup, metrics } = run;
  const startS = startOf(setup!.scenario.design);
  const perS = offeredPerS(run);
  const drained = metrics.seconds.find(
    ({ second, backlog, sendBacklog }) => second >= startS && backlog + sendBacklog < perS,
  );
  return drained && drained.second + 1 - startS;
}

function startOf(design: PlainDesign): number {
  return design.consumers[0]?.startAtS ?? 0;
}

function replayOf(run: RunResult | undefined): DesignFigures["replay"] {
  if (run === undefined) return undefined;
  const read = run.metrics.apps.filter(({ deliveredCount }) => deliveredCount > 0);
  if (read.length < 2) return "no";
  return new Set(read.map(({ digest }) => digest)).size === 1 ? "same" : "other";
}
