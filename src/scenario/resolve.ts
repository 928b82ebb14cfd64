/** The one home of every default of a scenario (those of its workload are in `workload/resolve-workload.ts`). */
import { resolveWorkload } from "../workload/resolve-workload.ts";
import type { ConsumerSpec, StartPosition } from "./consumer-spec.ts";
import { resolveQueueLambda, resolveStreamLambda } from "./resolve-lambda.ts";
import type {
  ResolvedConsumer,
  ResolvedDesign,
  ResolvedFault,
  ResolvedKinesisDesign,
  ResolvedProducer,
  ResolvedScenario,
  ResolvedSqsDesign,
} from "./resolved.ts";
import type {
  Design,
  KinesisDesign,
  ProducerSpec,
  Scenario,
  ScenarioFault,
  SqsDesign,
} from "./scenario.ts";
import { mostEntries, mostReceived } from "./service-limits.ts";

/** A new on-demand stream takes 4 MB/s and 4,000 records/s (KDG quotas): four shards' worth. */
const onDemandShards = 4;

/** A scenario with its defaults filled in; it must have passed the schema. */
export function resolve(scenario: Scenario): ResolvedScenario {
  const { expect, faults = [], guarantee = "ordered", drainS = 120 } = scenario;
  return {
    ...scenario,
    workload: resolveWorkload(scenario.workload),
    design: resolveDesign(scenario.design),
    faults: faults.map(resolveFault),
    guarantee,
    drainS,
    expect: { anomalies: [], figures: [], ...expect },
  };
}

export function resolveDesign(design: KinesisDesign): ResolvedKinesisDesign;
export function resolveDesign(design: SqsDesign): ResolvedSqsDesign;
export function resolveDesign(design: Design): ResolvedDesign;
export function resolveDesign(design: Design): ResolvedDesign {
  switch (design.service) {
    case "kinesis": {
      const capacity = capacityOf(design);
      return {
        sequenceNumberForOrdering: false,
        read: "shared",
        ...design,
        ...capacity,
        producer:
          design.producer.kind === "aggregated"
            ? { maxEvents: 10, lingerMs: 1000, across: "truck", ...design.producer }
            : resolveProducer(design.producer, mostEntries.kinesis),
        consumers: design.consumers.map(
          (spec) =>
            (spec.kind === "lambda"
              ? resolveStreamLambda(spec, capacity.shards)
              : resolveConsumer(spec, ofStream)) as ResolvedKinesisDesign["consumers"][number],
        ),
      };
    }
    case "sqs-fifo":
      return {
        groupId: "truck",
        deduplication: "id",
        highThroughput: false,
        ...design,
        ...resolveQueue(design),
      };
    case "sqs-standard":
      return { ...design, ...resolveQueue(design) };
  }
}

function capacityOf({ shards }: KinesisDesign): Pick<ResolvedKinesisDesign, "shards" | "onDemand"> {
  return shards === "on-demand" ? { shards: onDemandShards, onDemand: true } : { shards };
}

function resolveQueue(design: SqsDesign) {
  /** SDG/sqs-visibility-timeout. */
  const visibilityTimeoutS = design.visibilityTimeoutS ?? 30;
  return {
    visibilityTimeoutS,
    producer: resolveProducer(design.producer, mostEntries.sqs),
    consumers: design.consumers.map(
      (spec) =>
        (spec.kind === "lambda"
          ? resolveQueueLambda(spec, visibilityTimeoutS)
          : resolveConsumer(spec, ofQueue)) as ResolvedSqsDesign["consumers"][number],
    ),
  };
}

function resolveProducer<Context>(
  spec: ProducerSpec<Context>,
  maxEntries: number,
): ResolvedProducer<Context> {
  if (spec.kind !== "batched") return spec;
  return {
    maxEntries,
    lingerMs: 20,
    maxPerTruck: 1,
    scope: "truck",
    backOffMs: 100,
    maxCalls: 10,
    ...spec,
  };
}

/** Defaults that differ by service: a GetRecords of the KCL once a second, a long poll of SQS (LDG, SDG/quotas-messages). */
const ofStream = { maxEvents: 10_000, pollMs: 1000, onFailure: "retry" } as const;
const ofQueue = { maxEvents: mostReceived, pollMs: 20_000, onFailure: "leave" } as const;

function resolveConsumer(
  spec: Exclude<ConsumerSpec, { readonly kind: "lambda" }>,
  ofService: typeof ofStream | typeof ofQueue,
): ResolvedConsumer {
  if (spec.kind === "custom") {
    return { serviceMs: 0, startAtS: 0, ...spec };
  }
  const start: StartPosition = "TRIM_HORIZON";
  const common = {
    ...ofService,
    serviceMs: 0,
    settle: "receive",
    startAtS: 0,
    start,
    checkpointEveryS: 0,
    children: "after-parents",
    whenExpired: "go-on",
    idempotent: false,
    attempts: 1,
  } as const;
  // The most that Lambda's ParallelizationFactor allows (LDG/services-kinesis-parameters).
  if (spec.kind === "by-key") return { ...common, keysAtOnce: 10, ...spec };
  // KDG/kcl-configuration.
  if (spec.kind === "leased") {
    return { ...common, failoverS: 10, handOver: "steal", checksLease: false, ...spec };
  }
  if (spec.kind === "reordering") return { ...common, windowMs: 5000, keysAtOnce: 10, ...spec };
  if (spec.kind === "pooled") return { ...common, threads: 10, ...spec };
  return { ...common, ...spec };
}

function resolveFault(fault: ScenarioFault): ResolvedFault {
  if (!("when" in fault) || fault.when === undefined) return fault;
  return { ...fault, when: { count: 1, ...fault.when } };
}
