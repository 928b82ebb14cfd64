/** What a test asks of the results of a simulation, as plain functions: any test framework can throw their messages. */
import { diagnosisOf } from "../../result/diagnosis.ts";
import { shellText } from "../../result/replay.ts";
import { anomalyKinds, type AnomalyKind, type RunResult } from "../../result/run-result.ts";
import { timelineText } from "./timeline-text.ts";

export interface Judgement {
  readonly pass: boolean;
  /** What was found; says why it does not pass, or, for a negated assertion, why it does. */
  readonly message: string;
}

/** One result, or those of several seeds. */
export type Results = RunResult | readonly RunResult[];

/** Bounds on figures of every result. */
export interface Bounds {
  /** From the due time to the first effect, in milliseconds. */
  readonly e2eP50Ms?: number;
  readonly e2eP99Ms?: number;
  readonly e2eMaxMs?: number;
  readonly throttledRequests?: number;
  readonly costUsdPerMillionEvents?: number;
}

/** Every seed is valid by the guarantee of its scenario: nothing forbidden was found, and everything was checked. */
export function keepsOrder(results: Results): Judgement {
  return everyResult(results, "order is kept", "order was not kept", (result) => {
    const { verdict, reasons } = result.verdict;
    if (verdict === "valid") return undefined;
    return [...reasons, ...diagnosisOf(result)].join("\n  ");
  });
}

/** Everything that was acknowledged was delivered and processed, in every seed, and it was seen to be. */
export function losesNothing(results: Results): Judgement {
  const kinds = anomalyKinds.filter((kind) => lossKinds.has(kind));
  return everyResult(results, "nothing is lost", "something was lost", ({ verdict, metrics }) => {
    if (metrics.counts.acked === 0) return "nothing was acknowledged, so nothing could be lost";
    const found = kinds.filter((kind) => verdict.counts[kind] > 0);
    if (found.length > 0) return found.map((kind) => `${kind}: ${verdict.counts[kind]}`).join(", ");
    return verdict.verdict === "unknown" ? verdict.reasons.join("\n  ") : undefined;
  });
}

const lossKinds: ReadonlySet<string> = new Set(["lost", "unprocessed", "unseen"]);

/** At least one seed shows the anomaly. */
export function shows(results: Results, kind: AnomalyKind): Judgement {
  const all = listOf(results);
  const first = all.find(({ verdict }) => verdict.counts[kind] > 0);
  if (first === undefined) {
    const found = anomalyKinds.filter((one) => all.some(({ verdict }) => verdict.counts[one] > 0));
    const instead = found.length === 0 ? "no anomaly at all" : found.join(", ");
    return { pass: false, message: `no ${kind} in ${seedsText(all)}; found: ${instead}` };
  }
  return { pass: true, message: `${kind} was found\n${failureText(first, "", kind)}` };
}

/** Every seed stays under the bounds; a figure that is not there, of a saturated run, does not. */
export function staysUnder(results: Results, bounds: Bounds): Judgement {
  return everyResult(
    results,
    "figures are under their bounds",
    "figures are too high",
    (result) => {
      const figures = figuresOf(result);
      const broken = Object.entries(bounds).flatMap(([name, most]) => {
        const value = figures[name as keyof Bounds];
        if (value !== undefined && value <= most) return [];
        const shown = value === undefined ? "not known (the run is saturated)" : String(value);
        return [`${name} is ${shown}, at most ${most} allowed`];
      });
      return broken.length === 0 ? undefined : broken.join("; ");
    },
  );
}

function figuresOf({
  metrics,
  costUsd,
}: RunResult): Readonly<Record<keyof Bounds, number | undefined>> {
  const { endToEnd } = metrics.latency;
  const isKnown = !metrics.saturated;
  const { acked, throttledRequests } = metrics.counts;
  return {
    e2eP50Ms: isKnown ? endToEnd.p50Ms : undefined,
    e2eP99Ms: isKnown ? endToEnd.p99Ms : undefined,
    e2eMaxMs: isKnown ? endToEnd.maxMs : undefined,
    throttledRequests,
    costUsdPerMillionEvents: costUsd === undefined ? undefined : (costUsd / acked) * 1e6,
  };
}

function everyResult(
  results: Results,
  good: string,
  bad: string,
  fault: (result: RunResult) => string | undefined,
): Judgement {
  const all = listOf(results);
  if (all.length === 0) return { pass: false, message: "there are no results: nothing was run" };
  const failing = all.flatMap((result) => {
    const said = fault(result);
    return said === undefined ? [] : [{ result, said }];
  });
  const [first] = failing;
  if (first === undefined) return { pass: true, message: `${good} in ${seedsText(all)}` };
  const share = all.length === 1 ? "" : ` in ${failing.length} of ${all.length} seeds; the first`;
  return { pass: false, message: `${bad}${share}\n${failureText(first.result, first.said)}` };
}

/** One run that is not as it should be: which, why, what happened, and how to see it again. */
function failureText(result: RunResult, said: string, kind?: string): string {
  const { name, setup, brokenKeys, failure } = result;
  const broken = storyOf(brokenKeys, kind ?? kindIn(said));
  return [
    `${name}, seed ${setup?.seed ?? "unknown"}`,
    ...(failure === undefined ? [] : [`  the target failed: ${failure}`]),
    ...(said === "" ? [] : [`  ${said}`]),
    ...(broken === undefined
      ? []
      : [
          ...(said.includes(broken.detail) ? [] : [`  ${broken.kind}: ${broken.detail}`]),
          ...timelineText(broken).map((line) => `    ${line}`),
        ]),
    ...advice(result),
    `  again: ${againText(result)}`,
  ].join("\n");
}

/** The kind of anomaly that a text begins with, if any. */
function kindIn(said: string): string | undefined {
  return anomalyKinds.find((kind) => said.startsWith(`${kind}:`));
}

/** Of the kind that is spoken of; where that has none, any. */
function storyOf(
  brokenKeys: RunResult["brokenKeys"],
  kind: string | undefined,
): RunResult["brokenKeys"][number] | undefined {
  return brokenKeys.find((one) => one.kind === kind) ?? brokenKeys[0];
}

/** When time was up before everything had come: what to change. */
function advice({ verdict, setup, durationMs, state }: RunResult): readonly string[] {
  if (verdict.verdict !== "unknown" || setup === undefined || state !== "complete") return [];
  const { drainS, design } = setup.scenario;
  if (durationMs < setup.load.sendingMs + drainS * 1000) return [];
  const visibility =
    design.service === "kinesis"
      ? ""
      : `, or what failed come back sooner with a shorter visibilityTimeoutS (now ${design.visibilityTimeoutS})`;
  return [
    `  time was up ${drainS} s after the last event was due, while there was more to do: let the run last longer with drainS (now ${drainS})${visibility}`,
  ];
}

function againText({ setup }: RunResult): string {
  const replay = setup?.replay ?? [];
  if (replay.length > 0) return shellText(replay);
  return `simulate(scenario, { seeds: [${setup?.seed ?? 1}] })`;
}

function listOf(results: Results): readonly RunResult[] {
  return Array.isArray(results) ? (results as readonly RunResult[]) : [results as RunResult];
}

function seedsText(all: readonly RunResult[]): string {
  const [first] = all;
  return all.length === 1 ? `seed ${first?.setup?.seed ?? "unknown"}` : `${all.length} seeds`;
}
