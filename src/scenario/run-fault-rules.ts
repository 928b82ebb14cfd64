/** Faults of the run that name what the design does not have, or ask a stream for more than a call can do. */
import { counted } from "../counted.ts";
import { publishedControl } from "../emulator/assumed/latency-profiles.ts";
import { hint } from "./did-you-mean.ts";
import { isRunFault } from "./faults-of.ts";
import type { Objection } from "./objection.ts";
import type { ResolvedRunFault, ResolvedScenario } from "./resolved.ts";
import { noSuchTruck } from "./truck-names.ts";

export function runFaultFaults(scenario: ResolvedScenario): readonly Objection[] {
  const reshards = reshardFaults(scenario);
  return scenario.faults.flatMap((fault, index) => {
    if (!isRunFault(fault)) return [];
    return [
      ...appFaults(fault, scenario),
      ...whenFaults(fault, scenario),
      ...timeFaults(fault, scenario),
      ...(reshards.get(index) ?? []),
    ].map(({ path, message }) => ({ path: ["faults", index, ...path], message }));
  });
}

/**
 * A stream has its new shards when the call is over: what was sent before that went to the old ones, and code that forgets the new
 * ones looks right. `reshardMs` is how long a call takes in the model that is used.
 */
export function runFaultDoubts(
  { faults, workload }: ResolvedScenario,
  reshardMs = publishedControl.reshardMs,
): readonly Objection[] {
  if (workload.kind === "trace") return [];
  const { durationS } = workload;
  const takesS = reshardMs / 1000;
  return faults.flatMap((fault, index) => {
    if (fault.kind !== "reshard" || fault.atS === undefined) return [];
    const readyS = fault.atS + takesS;
    if (readyS < durationS) return [];
    const message = `the new shards are there about ${takesS} s later (docs/ASSUMPTIONS.md), at ${readyS} s, and nothing is sent after ${durationS} s: none of it goes to them. Let workload.durationS be ${Math.ceil(readyS) + 10} or more`;
    return [{ path: ["faults", index, "atS"], message }];
  });
}

function appFaults(fault: ResolvedRunFault, { design }: ResolvedScenario): readonly Objection[] {
  if (fault.kind === "reshard") return [];
  if (fault.kind === "redrive") {
    if (design.service !== "kinesis" && design.redrivePolicy !== undefined) return [];
    const message = "redrive needs a dead-letter queue: a queue with a redrivePolicy";
    return [{ path: ["kind"], message }];
  }
  if (fault.app === "producer" && (fault.kind === "crash" || fault.kind === "pause")) {
    if (!mayCrash(design.producer)) {
      const message = "a producer that is to crash or stand still needs a checkpointEveryS";
      return [{ path: ["app"], message }];
    }
    if (fault.consumer === 1) return [];
    return [{ path: ["consumer"], message: "there is one producer, 1" }];
  }
  const spec = design.consumers.find(({ app }) => app === fault.app);
  if (spec === undefined) return [{ path: ["app"], message: noApplication(fault.app, design) }];
  const { app, count, kind } = spec;
  if ((fault.kind === "crash" || fault.kind === "pause") && fault.consumer > count) {
    return [
      {
        path: ["consumer"],
        message: `${app} has ${count === 1 ? "one consumer: 1" : `${count} consumers: 1 … ${count}`}`,
      },
    ];
  }
  if (
    (fault.kind === "join" || fault.kind === "leave") &&
    kind !== "leased" &&
    kind !== "competing"
  ) {
    const message = `consumers that ${fault.kind} are leased workers or competing: those of kind ${kind} stay as they were started`;
    return [{ path: ["kind"], message }];
  }
  return [];
}

/** One of Convoy's own must know how to go on. */
function mayCrash(producer: ResolvedScenario["design"]["producer"]): boolean {
  return producer.kind === "custom" || producer.checkpointEveryS !== undefined;
}

function noApplication(name: string, { consumers }: ResolvedScenario["design"]): string {
  return `${name} is no application of this design${hint(
    name,
    consumers.map(({ app }) => app),
  )}`;
}

function whenFaults(fault: ResolvedRunFault, scenario: ResolvedScenario): readonly Objection[] {
  const { when } = fault;
  if (when === undefined) return [];
  const { app, key } = when;
  const { design } = scenario;
  const faults: Objection[] = [];
  if (app !== undefined && design.consumers.every((spec) => spec.app !== app)) {
    faults.push({ path: ["when", "app"], message: noApplication(app, design) });
  }
  const stranger = key === undefined ? undefined : noSuchTruck(key, scenario);
  if (stranger !== undefined) faults.push({ path: ["when", "key"], message: stranger });
  return faults;
}

function timeFaults(
  { atS }: ResolvedRunFault,
  { workload, drainS }: ResolvedScenario,
): readonly Objection[] {
  if (atS === undefined || workload.kind === "trace" || atS < workload.durationS + drainS)
    return [];
  return [{ path: ["atS"], message: `the run is over after ${workload.durationS + drainS} s` }];
}

/** By index of the fault. UpdateShardCount goes at most to twice and at least to half of what there is (K-SDK UpdateShardCount). */
function reshardFaults({
  design,
  faults,
}: ResolvedScenario): ReadonlyMap<number, readonly Objection[]> {
  const found = new Map<number, readonly Objection[]>();
  const reshards = [...faults.entries()].flatMap(([index, fault]) =>
    fault.kind === "reshard" ? [{ index, fault }] : [],
  );
  if (design.service !== "kinesis") {
    const message = `reshard needs a stream: ${design.service} has no shards`;
    for (const { index } of reshards) found.set(index, [{ path: ["kind"], message }]);
    return found;
  }
  if (design.onDemand) {
    const message = "an on-demand stream has its shards by itself: UpdateShardCount is refused";
    for (const { index } of reshards) found.set(index, [{ path: ["kind"], message }]);
    return found;
  }
  let shards = design.shards;
  // Those with a condition come when they come: they are taken in the order of the list, after those with a time.
  reshards.sort(
    (a, b) => (a.fault.atS ?? Infinity) - (b.fault.atS ?? Infinity) || a.index - b.index,
  );
  for (const { index, fault } of reshards) {
    if (fault.toShards > 2 * shards || 2 * fault.toShards < shards) {
      const message = `one call goes from ${counted(shards, "shard")} to ${Math.ceil(shards / 2)} … ${2 * shards}`;
      found.set(index, [{ path: ["toShards"], message }]);
    }
    shards = fault.toShards;
  }
  return found;
}
