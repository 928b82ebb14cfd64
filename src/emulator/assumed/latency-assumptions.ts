import {
  asQuantiles,
  type ControlTimes,
  type LatencyProfile,
  type LatencyQuantiles,
  type QueueKind,
} from "../latency.ts";
/** How long things take: the assumptions behind the latency profiles. */
import type { Assumption, Figure } from "./assumption.ts";
import { quickControl } from "./latency-profiles.ts";
import type { Model } from "./model.ts";

/** The first source for what others saw; docs/ASSUMPTIONS.md shows how the profile compares. */
const published2022 =
  'bitesizedserverless.com, "serverless messaging latency compared", 2022: 1,024 messages each to a Lambda handler, eu-west-1';
const endToEnd: readonly Figure[] = ["e2e_p50_ms", "e2e_p99_ms", "e2e_max_ms"];
const putting: readonly Figure[] = [
  "put_p50_ms",
  "put_p99_ms",
  "produce_events_per_s",
  ...endToEnd,
];

export const latencyAssumptions: readonly Assumption[] = [
  action("kinesis.PutRecord", {
    name: "kinesis-put-record",
    what: "a PutRecord takes there and back",
    source:
      "20 to 30 ms in Stack Overflow 50914393 (2018), 35 ms for small PutRecords in brandur.org/kinesis-in-production (2015); no source has Kinesis puts faster than SQS sends",
    confidence: "medium-low",
    figures: putting,
    designs: ["kinesis"],
  }),
  action("kinesis.PutRecords", {
    name: "kinesis-put-records",
    what: "a PutRecords takes there and back",
    source:
      "p50 35, p95 100, p99 below 300 ms for 1 to 10 records in brandur.org/kinesis-in-production (2015)",
    confidence: "medium-low",
    figures: putting,
    designs: ["kinesis"],
  }),
  action("kinesis.GetRecords", {
    name: "kinesis-get-records",
    what: "a GetRecords takes there and back",
    source: `fitted to ${published2022}`,
    confidence: "medium-low",
    figures: [...endToEnd, "consume_events_per_s"],
    designs: ["kinesis-polling"],
  }),
  {
    name: "kinesis-propagation",
    what: "a record that was accepted can be read by GetRecords",
    unit: "ms",
    value: ({ latency }) => quantilesText(latency.kinesisPropagationMs),
    source: `fitted to ${published2022}; agrees with "average 200 ms with one consumer" at five polls a second (KDG/enhanced-consumers)`,
    confidence: "medium-low",
    figures: endToEnd,
    designs: ["kinesis-polling"],
    scale: (model, factor) =>
      withLatency(model, ({ kinesisPropagationMs }) => ({
        kinesisPropagationMs: scaled(asQuantiles(kinesisPropagationMs), factor),
      })),
  },
  {
    name: "kinesis-fan-out",
    what: "a record that was accepted reaches an enhanced fan-out consumer",
    unit: "ms",
    value: ({ latency }) => quantilesText(latency.kinesisFanOutPropagationMs),
    source: `fitted to ${published2022}; "typically an average of 70 ms" (KDG/enhanced-consumers)`,
    confidence: "medium",
    figures: endToEnd,
    designs: ["kinesis-fan-out"],
    scale: (model, factor) =>
      withLatency(model, ({ kinesisFanOutPropagationMs }) => ({
        kinesisFanOutPropagationMs: scaled(asQuantiles(kinesisFanOutPropagationMs), factor),
      })),
  },
  queueCalls("standard", "10 ms on a standard queue"),
  queueCalls("fifo", "15 ms on a FIFO queue"),
  queuePropagation("standard", "low-medium"),
  queuePropagation("fifo", "low-medium"),
  {
    name: "sqs-fifo-slow-share",
    what: "the share of what is sent to a FIFO queue that takes 300 to 1,000 ms until it can be received",
    unit: "share",
    value: ({ latency }) => String(latency.sqsPropagation?.fifo.slow?.share ?? 0),
    source: `the p99 of 645 ms in ${published2022}, ten samples`,
    confidence: "low-medium",
    figures: ["e2e_p99_ms", "e2e_max_ms"],
    designs: ["sqs-fifo"],
    scale: (model, factor) =>
      withQueue(model, "fifo", (quantiles) => {
        const { slow } = quantiles;
        return slow === undefined
          ? quantiles
          : { ...quantiles, slow: { ...slow, share: Math.min(1, slow.share * factor) } };
      }),
  },
  {
    name: "other-calls",
    what: "any other call takes there and back",
    unit: "ms",
    value: ({ latency }) =>
      `kinesis ${quantilesText(latency.services.kinesis)}, sqs ${quantilesText(latency.services.sqs)}`,
    source: "nobody's measurement: between the calls that were measured",
    confidence: "low",
    figures: [],
    designs: ["kinesis", "sqs-standard", "sqs-fifo"],
    scale: (model, factor) =>
      withLatency(model, ({ services }) => ({
        services: {
          kinesis: scaled(services.kinesis, factor),
          sqs: scaled(services.sqs, factor),
        },
      })),
  },
  {
    name: "request-share",
    what: "the share of a round trip before the service sees the request",
    unit: "choice",
    value: ({ latency: { requestShare } }) => `${requestShare.min} to ${requestShare.max}`,
    source: "nobody's measurement: it decides how often concurrent requests overtake each other",
    confidence: "low",
    figures: ["nonmonotonic_send", ...endToEnd],
    designs: ["kinesis", "sqs-standard", "sqs-fifo"],
    alternatives: [
      {
        label: "always half",
        change: (model) => withLatency(model, () => ({ requestShare: { min: 0.5, max: 0.5 } })),
      },
      {
        label: "anything",
        change: (model) => withLatency(model, () => ({ requestShare: { min: 0, max: 1 } })),
      },
    ],
  },
  control(
    "stream-creation",
    "streamCreationMs",
    "a stream is CREATING",
    "under 6 s in public reports",
  ),
  control(
    "consumer-registration",
    "consumerRegistrationMs",
    "a fan-out consumer is CREATING",
    "under 4 s in public reports",
  ),
  control(
    "reshard",
    "reshardMs",
    "a stream is UPDATING after a split, a merge or UpdateShardCount",
    '"around 30 s" in awslabs/amazon-kinesis-scaling-utils; a few seconds in 2015, minutes for UpdateShardCount elsewhere',
  ),
];

type Described = Pick<
  Assumption,
  "name" | "what" | "source" | "confidence" | "figures" | "designs"
>;

function action(key: string, described: Described): Assumption {
  const of = ({ actions, services }: LatencyProfile) => actions[key] ?? services.kinesis;
  return {
    ...described,
    unit: "ms",
    value: ({ latency }) => quantilesText(of(latency)),
    scale: (model, factor) =>
      withLatency(model, (latency) => ({
        actions: { ...latency.actions, [key]: scaled(of(latency), factor) },
      })),
  };
}

function queueCalls(kind: QueueKind, found: string): Assumption {
  const of = ({ queues, services }: LatencyProfile) => queues?.[kind] ?? services.sqs;
  return {
    name: `sqs-${kind}-calls`,
    what: `a call on a ${kind === "fifo" ? "FIFO" : "standard"} queue takes there and back`,
    unit: "ms",
    value: ({ latency }) => quantilesText(of(latency)),
    source: `${found} fits ${published2022}; 16 ms for a send of 1 KB in Amazon's own run of 2012 (paperzz 8847683), 25 ms a receive cycle in triggermesh/aws-event-sources #223 (2020)`,
    confidence: "medium",
    figures: [...putting, "consume_events_per_s"],
    designs: [kind === "fifo" ? "sqs-fifo" : "sqs-standard"],
    scale: (model, factor) =>
      withLatency(model, (latency) => ({
        queues: { ...latency.queues, [kind]: scaled(of(latency), factor) },
        actions: Object.fromEntries(
          Object.entries(latency.actions).map(([key, quantiles]) => [
            key,
            key.startsWith(`sqs.${kind}.`) ? scaled(quantiles, factor) : quantiles,
          ]),
        ),
      })),
  };
}

function queuePropagation(kind: QueueKind, confidence: Assumption["confidence"]): Assumption {
  return {
    name: `sqs-${kind}-propagation`,
    what: `a message that a ${kind === "fifo" ? "FIFO" : "standard"} queue accepted can be received`,
    unit: "ms",
    value: ({ latency }) =>
      latency.sqsPropagation === undefined
        ? "at once"
        : quantilesText(latency.sqsPropagation[kind]),
    source: `fitted to ${published2022}`,
    confidence,
    figures: endToEnd,
    designs: [kind === "fifo" ? "sqs-fifo" : "sqs-standard"],
    scale: (model, factor) => withQueue(model, kind, (quantiles) => scaled(quantiles, factor)),
  };
}

function control(name: string, key: keyof ControlTimes, what: string, source: string): Assumption {
  const of = ({ control: times }: LatencyProfile) => times ?? quickControl;
  return {
    name,
    what,
    unit: "s",
    value: ({ latency }) => `${of(latency)[key] / 1000} s`,
    source,
    confidence: "medium",
    figures: name === "reshard" ? endToEnd : [],
    designs: [name === "consumer-registration" ? "kinesis-fan-out" : "kinesis"],
    scale: (model, factor) =>
      withLatency(model, (latency) => ({
        control: { ...of(latency), [key]: of(latency)[key] * factor },
      })),
  };
}

function withLatency(
  model: Model,
  change: (latency: LatencyProfile) => Partial<LatencyProfile>,
): Model {
  return { ...model, latency: { ...model.latency, ...change(model.latency) } };
}

function withQueue(
  model: Model,
  kind: QueueKind,
  change: (quantiles: LatencyQuantiles) => LatencyQuantiles,
): Model {
  const { sqsPropagation } = model.latency;
  if (sqsPropagation === undefined) return model;
  return withLatency(model, () => ({
    sqsPropagation: { ...sqsPropagation, [kind]: change(sqsPropagation[kind]) },
  }));
}

/** All its times so many times as long. */
function scaled(quantiles: LatencyQuantiles, factor: number): LatencyQuantiles {
  const { p10Ms, p50Ms, p90Ms, p99Ms, slow } = quantiles;
  return {
    ...(p10Ms !== undefined && { p10Ms: p10Ms * factor }),
    p50Ms: p50Ms * factor,
    ...(p90Ms !== undefined && { p90Ms: p90Ms * factor }),
    p99Ms: p99Ms * factor,
    ...(slow && { slow: { ...slow, minMs: slow.minMs * factor, maxMs: slow.maxMs * factor } }),
  };
}

/** As `p50 12, p99 60 ms`. */
function quantilesText(value: number | LatencyQuantiles): string {
  const { p10Ms, p50Ms, p90Ms, p99Ms } = asQuantiles(value);
  if (p50Ms === p99Ms) return `${p50Ms} ms`;
  const parts = [
    p10Ms === undefined ? "" : `p10 ${p10Ms}, `,
    `p50 ${p50Ms}, `,
    p90Ms === undefined ? "" : `p90 ${p90Ms}, `,
    `p99 ${p99Ms} ms`,
  ];
  return parts.join("");
}
