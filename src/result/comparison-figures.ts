/** The designs of a comparison side by side: what is said of each, and what its runs showed. */
import type { RunResult, RunSetup } from "./run-result.ts";

/** One comparison of a suite. */
export interface ComparisonFigures {
  readonly name: string;
  readonly trucks: number;
  /** Due per second, of the whole fleet, in the steady phase. */
  readonly eventsPerS: number;
  readonly handlerMs: number;
  /** Consumers started. */
  readonly consumers: number;
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
  readonly e2eP50Ms: number | undefined;
  readonly e2eP99Ms: number | undefined;
  /** Seconds until consumers that came late had worked off what had gathered. */
  readonly drainS: number | undefined;
  /** Most consumers inside a handler at once, while they did. */
  readonly consumersActive: number | undefined;
  readonly ceilingPerS: number | undefined;
  readonly ceilingMbPerS: number | undefined;
  /** The highest rate of the fleet that was kept up, and what gave first. */
  readonly keptUpPerS: number | undefined;
  readonly gaveFirst: string | undefined;
  /** Whether a second application read the same bytes in the same order; `no`: a queue gives an event to one only. */
  readonly replay: "same" | "other" | "no" | undefined;
  readonly costUsdPerMillion: number | undefined;
  /** How many handlers can be at work at once, for the arithmetic of slower ones. */
  readonly workers: number;
}

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
  const { load, scenario } = steady.setup;
  const [consumer] = scenario.design.consumers;
  return {
    name,
    trucks: load.keyCount,
    eventsPerS: ((load.eventCount ?? steady.metrics.counts.offered) * 1000) / load.sendingMs,
    handlerMs: consumer?.serviceMs ?? 0,
    consumers: consumer?.count ?? 0,
    evidence: steady.evidence,
    designs: chosen.map(([design, phases]) => designFigures(design, phases)),
  };
}

function designFigures(design: string, phases: ByPhase): DesignFigures {
  const steady = phases.get("steady")!;
  const { scenario, load } = steady.setup!;
  const backlog = phases.get("backlog");
  const limit = phases.get("saturation")?.metrics.limit;
  const { endToEnd } = steady.metrics.latency;
  const isKnown = !steady.metrics.saturated;
  return {
    design,
    service: scenario.design.service,
    order: orderOf(phases),
    said: saidOf(scenario.design, load.keyCount),
    e2eP50Ms: isKnown ? endToEnd.p50Ms : undefined,
    e2eP99Ms: isKnown ? endToEnd.p99Ms : undefined,
    drainS: backlog && drainS(backlog),
    consumersActive: backlog?.metrics.parallelism.consumersActiveMax,
    ceilingPerS: phases.get("ceiling")?.metrics.rates.produceEventsPerSecond,
    ceilingMbPerS: phases.get("ceiling-8-kib")?.metrics.rates.produceMbPerSecond,
    keptUpPerS: limit && limit.perKeyHz * load.keyCount,
    gaveFirst: limit?.by,
    replay: replayOf(phases.get("replay")),
    costUsdPerMillion:
      steady.costUsd === undefined
        ? undefined
        : (steady.costUsd / steady.metrics.counts.acked) * 1e6,
    workers: workersOf(scenario.design, load.keyCount),
  };
}

function orderOf(phases: ByPhase): DesignFigures["order"] {
  const words = [...phases.values()].map(({ verdict }) => verdict.verdict);
  if (words.includes("invalid")) return "lost";
  return words.includes("unknown") ? "unknown" : "kept";
}

type PlainDesign = RunSetup["scenario"]["design"];

const batchEntries = 10;
const fifoCallsPerS = 300;
const shardEventsPerS = 1000;

function saidOf(design: PlainDesign, keyCount: number): Said {
  if (design.service === "kinesis") {
    const { shards } = design;
    return { consumers: shards, eventsPerS: shards * shardEventsPerS, mbPerS: shards };
  }
  if (design.service === "sqs-standard") {
    return { consumers: design.consumers[0]?.count ?? 0, eventsPerS: undefined, mbPerS: undefined };
  }
  const entries = design.producer.kind === "batched" ? batchEntries : 1;
  return {
    consumers: design.groupId === "one" ? 1 : keyCount,
    eventsPerS: design.highThroughput ? undefined : fifoCallsPerS * entries,
    mbPerS: undefined,
  };
}

function workersOf(design: PlainDesign, keyCount: number): number {
  const [consumer] = design.consumers;
  if (consumer === undefined || consumer.kind === "custom") return 1;
  if (design.service === "kinesis") {
    const perShard = consumer.kind === "by-key" ? consumer.keysAtOnce : 1;
    return Math.min(design.shards * perShard, keyCount);
  }
  const groups = design.service === "sqs-fifo" && design.groupId === "one" ? 1 : keyCount;
  return Math.min(consumer.count, design.service === "sqs-fifo" ? groups : consumer.count);
}

/** From the consumers' start until less than a second's load is left. */
function drainS({ setup, metrics }: RunResult): number | undefined {
  const startS = startOf(setup!.scenario.design);
  const { load } = setup!;
  const perS = ((load.eventCount ?? metrics.counts.offered) * 1000) / load.sendingMs;
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
