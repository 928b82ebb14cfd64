/** Faults of the service that this design's service cannot have, and faults that can hit nothing. */
import type { Fault } from "../emulator/faults.ts";
import { kinesisActions } from "../emulator/kinesis/action-names.ts";
import { sqsActions } from "../emulator/sqs/action-names.ts";
import { hint } from "./did-you-mean.ts";
import { isRunFault } from "./faults-of.ts";
import type { Objection } from "./objection.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { noSuchTruck } from "./truck-names.ts";

type Rule = (fault: Fault, scenario: ResolvedScenario) => readonly Objection[];

export function serviceFaultFaults(scenario: ResolvedScenario): readonly Objection[] {
  return judged(scenario, [serviceFaultOf, actionFaults, kindFaults, shardFaults]);
}

export function serviceFaultDoubts(scenario: ResolvedScenario): readonly Objection[] {
  return judged(scenario, [keyDoubts, batchDoubts, timeDoubts]);
}

function judged(scenario: ResolvedScenario, rules: readonly Rule[]): readonly Objection[] {
  return scenario.faults.flatMap((fault, index) => {
    if (isRunFault(fault)) return [];
    return rules
      .flatMap((rule) => rule(fault, scenario))
      .map(({ path, message }) => ({ path: ["faults", index, ...path], message }));
  });
}

const serviceFaultOf: Rule = ({ service }, { design }) => {
  const own = design.service === "kinesis" ? "kinesis" : "sqs";
  if (service === undefined || service === own) return [];
  return [
    { path: ["service"], message: `the design is on ${design.service}: it never asks ${service}` },
  ];
};

const actionFaults: Rule = ({ actions = [] }, { design }) => {
  const own: readonly string[] = design.service === "kinesis" ? kinesisActions : sqsActions;
  return actions.flatMap((action, index) =>
    own.includes(action)
      ? []
      : [
          {
            path: ["actions", index],
            message: `${action} is no action of ${design.service}${hint(action, own)}`,
          },
        ],
  );
};

const kindFaults: Rule = ({ kind }, { design }) => {
  if (kind === "stuck-shard" && design.service !== "kinesis") {
    return [
      { path: ["kind"], message: `stuck-shard needs a stream: ${design.service} has no shards` },
    ];
  }
  if (kind === "duplicate-delivery" && design.service !== "sqs-standard") {
    return [
      {
        path: ["kind"],
        message: `duplicate-delivery needs a standard queue: ${design.service} gives nothing again that was committed`,
      },
    ];
  }
  return [];
};

const shardFaults: Rule = ({ shard }, { design, faults }) => {
  if (shard === undefined) return [];
  if (design.service !== "kinesis") {
    return [{ path: ["shard"], message: `${design.service} has no shards` }];
  }
  const index = /^shardId-(\d{12})$/.exec(shard)?.[1];
  const isResharded = design.onDemand || faults.some(({ kind }) => kind === "reshard");
  if (index !== undefined && (isResharded || Number(index) < design.shards)) return [];
  const last = `shardId-${String(design.shards - 1).padStart(12, "0")}`;
  return [
    {
      path: ["shard"],
      message: `there is no shard ${shard}: they are shardId-000000000000 … ${last}`,
    },
  ];
};

const keyDoubts: Rule = ({ key }, scenario) => {
  const { design } = scenario;
  if (key === undefined) return [];
  if (design.service === "sqs-standard") {
    return [
      {
        path: ["key"],
        message: "the messages of this queue have no group: the fault hits nothing",
      },
    ];
  }
  const routing = design.service === "kinesis" ? design.partitionKey : design.groupId;
  if (routing === "one") {
    if (key === "fleet") return [];
    return [{ path: ["key"], message: 'all events have the key "fleet": the fault hits nothing' }];
  }
  if (routing !== "truck") return [];
  const stranger = noSuchTruck(key, scenario);
  return stranger === undefined
    ? []
    : [{ path: ["key"], message: `${stranger}: the fault hits nothing` }];
};

const batchDoubts: Rule = ({ kind }, { design }) => {
  const isBatching = design.producer.kind === "batched" || design.producer.kind === "custom";
  if (kind !== "record-failure" || isBatching) return [];
  const message = `record-failure is of batch calls, a ${design.producer.kind} producer makes none: the fault hits nothing`;
  return [{ path: ["kind"], message }];
};

const timeDoubts: Rule = ({ fromS = 0 }, { workload, drainS }) => {
  if (workload.kind === "trace" || fromS < workload.durationS + drainS) return [];
  return [
    {
      path: ["fromS"],
      message: `the run is over after ${workload.durationS + drainS} s: the fault hits nothing`,
    },
  ];
};
