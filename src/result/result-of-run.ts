import { shardsNeeded } from "../cost/shards-needed.ts";
import type { RunOutcome } from "../run/run-outcome.ts";
import { isAsWritten, type Override } from "../scenario/overrides.ts";
import type { ResolvedDesign, ResolvedScenario } from "../scenario/resolved.ts";
import type { TargetAddress } from "../targets/target.ts";
import type { Plan } from "../workload/event.ts";
import { assumedIn } from "./assumed.ts";
import { judgeExpectations } from "./expectations.ts";
import { plainScenario } from "./plain-scenario.ts";
import {
  type Caveat,
  type PlannedLoad,
  type RunResult,
  type RunSetup,
  type RunState,
  resultVersion,
  type TargetFacts,
} from "./run-result.ts";
import { verdictResult } from "./verdict-result.ts";

/** A run that is over, and what was asked of it. */
export interface FinishedRun extends Pick<RunSetup, "overrides" | "seed" | "clock" | "replay"> {
  /** With the overrides. */
  readonly scenario: ResolvedScenario;
  readonly target: TargetAddress;
  readonly caveats: readonly Caveat[];
  readonly outcome: RunOutcome;
  readonly endedBy?: string;
}

export function resultOfRun(run: FinishedRun): RunResult {
  const { scenario, overrides, seed, clock, target, replay, caveats, outcome, endedBy } = run;
  const { plan, evidence, failure, durationMs, metrics, costUsd, client, leftOver } = outcome;
  const setup: RunSetup = {
    scenario: plainScenario(scenario),
    overrides,
    seed,
    clock,
    target: targetFacts(target),
    load: plannedLoad(scenario.design, plan),
    replay,
  };
  const assumptions = assumedIn({ evidence, setup }, target);
  const result: Omit<RunResult, "expectations"> = {
    version: resultVersion,
    name: scenario.name,
    setup: { ...setup, ...(assumptions.length > 0 && { assumptions }) },
    evidence,
    state: stateOf(outcome),
    ...(failure !== undefined && { failure }),
    ...(endedBy !== undefined && { endedBy }),
    durationMs,
    guarantee: scenario.guarantee,
    verdict: verdictResult(outcome.verdict),
    brokenKeys: outcome.brokenKeys,
    ...(outcome.tracks.length > 0 && { tracks: outcome.tracks }),
    metrics,
    costUsd,
    ...(client && { clientLoad: client }),
    caveats,
    leftOver,
  };
  const judgesFigures = isAsStated(target, overrides);
  return { ...result, expectations: judgeExpectations(result, { judgesFigures }) };
}

/** A scenario states its figures for itself as it is written, on a service with the quotas of AWS and the default latency. */
function isAsStated({ kind, latency }: TargetAddress, overrides: readonly Override[]): boolean {
  return kind === "embedded" && latency === undefined && isAsWritten(overrides);
}

function stateOf({ failure, interrupted }: RunOutcome): RunState {
  if (failure !== undefined) return "failed";
  return interrupted ? "interrupted" : "complete";
}

function targetFacts({ kind, label, latency }: TargetAddress): TargetFacts {
  if (latency === undefined) return { kind, label };
  return { kind, label, latency: { name: latency.name, source: latency.profile.source } };
}

function plannedLoad(design: ResolvedDesign, plan: Plan): PlannedLoad {
  const { trucks, payloadBytes, durationMs, arrival, events } = plan;
  const capacity = shardCapacity(design, plan);
  return {
    keyCount: trucks.length,
    payloadBytes,
    sendingMs: durationMs,
    arrival,
    ...(arrival === "open" && { eventCount: events.length }),
    ...(capacity && { shardsNeeded: capacity }),
  };
}

/** Only for an open loop with the truck as partition key, hashed by MD5, an event a record: else the load has no fixed place or rate. */
function shardCapacity(design: ResolvedDesign, plan: Plan): PlannedLoad["shardsNeeded"] {
  if (design.service !== "kinesis" || design.partitionKey !== "truck") return undefined;
  if (design.explicitHashKey !== undefined || design.producer.kind === "aggregated")
    return undefined;
  if (plan.arrival === "closed" || plan.events.length === 0) return undefined;
  const single = design.producer.kind !== "batched";
  const { forTheseKeys, forAnEvenSpread } = shardsNeeded({
    events: plan.events,
    recordBytes: ({ truckId }) => {
      const bytes = plan.payloadBytes + truckId.length;
      return single ? Math.ceil(bytes / 1024) * 1024 : bytes;
    },
  });
  return { ...(forTheseKeys !== undefined && { forTheseKeys }), forAnEvenSpread };
}
