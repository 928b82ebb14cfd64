import { sampledFifoQueue } from "../sqs/queue/fifo-queue-profile.ts";
import type { StandardQueueProfile } from "../sqs/queue/standard-shelf.ts";
/** How the services behave where AWS leaves it open: the assumptions behind quotas, orders and adversity. */
import { adverseAdversity, type AdversityProfile } from "./adversity.ts";
import type { Assumption } from "./assumption.ts";
import type { Model } from "./model.ts";

export const ruleAssumptions: readonly Assumption[] = [
  {
    name: "quota-window",
    what: "how a quota per second is counted",
    unit: "choice",
    value: ({ quotaWindow }) => quotaWindow,
    source:
      'nobody measured it: "micro spikes" throttle though the minute looks fine, and AWS\'s advisor for hot shards sums seconds of the clock (awslabs/kinesis-hot-shard-advisor)',
    confidence: "low",
    figures: [
      "throttled_requests",
      "retries",
      "produce_events_per_s",
      "e2e_p99_ms",
      "e2e_max_ms",
      "saturated",
    ],
    designs: ["kinesis", "sqs-fifo"],
    alternatives: (["clock-aligned", "one-second-bucket"] as const).map((quotaWindow) => ({
      label: quotaWindow,
      change: (model) => ({ ...model, quotaWindow }),
    })),
  },
  {
    name: "write-refusal",
    what: "which records of a PutRecords call a shard refuses that cannot take all",
    unit: "choice",
    value: ({ adversity }) =>
      adversity.writeRefusal === "prefix"
        ? "the first that does not fit and all after it"
        : "some, whichever",
    source:
      "three raw answers of the live service: crccheck/kinesis-streams wiki (2017), mhart/kinesalite pull request 87 (2019), fluent/fluent-bit #3410 (2021)",
    confidence: "high",
    figures: ["nonmonotonic_send", "retries"],
    designs: ["kinesis"],
    alternatives: [
      { label: "random", change: (model) => withAdversity(model, { writeRefusal: "random" }) },
    ],
  },
  {
    name: "read-quota",
    what: "reads of a shard may run a second ahead of 2 MB/s, then throw until the rate has caught up",
    unit: "choice",
    value: () => "a second ahead",
    source: "makes both documented rules at once (K-SDK GetRecords); nobody measured it",
    confidence: "low",
    figures: ["throttled_requests", "consume_events_per_s"],
    designs: ["kinesis-polling"],
  },
  {
    name: "fifo-group-order",
    what: "a receive serves groups in the order in which their first message last became visible",
    unit: "choice",
    value: () => "a delete does not renew a group's place",
    source: "two orders that LocalStack recorded on AWS, after a delete and after an expiry",
    confidence: "medium-high",
    figures: ["e2e_p99_ms", "e2e_max_ms"],
    designs: ["sqs-fifo"],
  },
  {
    name: "adversity",
    what: "how unruly the services are",
    unit: "choice",
    value: ({ adversity }) => adversity.source,
    source: "no rate of repeats or disorder was ever measured; 1 % and 4 % are adversity",
    confidence: "high",
    figures: ["duplicate_effect", "nonmonotonic_effect", "overtake", "e2e_max_ms"],
    designs: ["sqs-standard"],
    alternatives: [
      { label: "adverse", change: (model) => ({ ...model, adversity: adverseAdversity }) },
    ],
  },
  standard("standard-duplicates", "a standard queue delivers a message twice", "share", {
    key: "duplicateProbability",
    most: 1,
    source: "production hints say one in ten million; nobody measured it",
    confidence: "high",
    figures: ["duplicate_effect"],
  }),
  standard("standard-late", "a message comes late on a standard queue", "share", {
    key: "lateProbability",
    most: 1,
    source: "nobody measured it: none in the typical profile",
    confidence: "low",
    figures: ["nonmonotonic_effect", "overtake", "e2e_max_ms"],
  }),
  standard("standard-servers", "a standard queue is spread over servers", "servers", {
    key: "servers",
    most: 1000,
    source: '"a subset of its servers" (SDG/sqs-short-and-long-polling); how many is not said',
    confidence: "low",
    figures: ["nonmonotonic_effect", "overtake"],
  }),
  {
    name: "fifo-short-polls",
    what: "a short poll of a FIFO queue asks only some servers",
    unit: "choice",
    value: ({ adversity: { fifoQueue } }) =>
      fifoQueue.shortPollShare === 1
        ? "no: it finds what is there"
        : `${fifoQueue.shortPollShare} of them`,
    source:
      "about 30 short polls right after a send in tests recorded on AWS were never empty; the documents say some may be",
    confidence: "medium",
    figures: ["e2e_p50_ms", "e2e_p99_ms"],
    designs: ["sqs-fifo"],
    alternatives: [
      {
        label: "some servers",
        change: (model) => withAdversity(model, { fifoQueue: sampledFifoQueue }),
      },
    ],
  },
  {
    name: "poll-phase",
    what: "readers that begin together poll in step",
    unit: "choice",
    value: ({ pollPhaseMs }) => (pollPhaseMs === 0 ? "in step" : `spread over ${pollPhaseMs} ms`),
    source: "nobody's measurement: it follows from how consumers are started",
    confidence: "low",
    figures: ["e2e_p50_ms", "e2e_p99_ms", "throttled_requests"],
    designs: ["kinesis-polling"],
    alternatives: [
      { label: "spread over a second", change: (model) => ({ ...model, pollPhaseMs: 1000 }) },
    ],
  },
];

interface StandardShare {
  readonly key: "duplicateProbability" | "lateProbability" | "servers";
  readonly most: number;
  readonly source: string;
  readonly confidence: Assumption["confidence"];
  readonly figures: Assumption["figures"];
}

function standard(
  name: string,
  what: string,
  unit: Assumption["unit"],
  { key, most, source, confidence, figures }: StandardShare,
): Assumption {
  return {
    name,
    what,
    unit,
    value: ({ adversity }) => String(adversity.standardQueue[key]),
    source,
    confidence,
    figures,
    designs: ["sqs-standard"],
    scale: (model, factor) => {
      const { standardQueue } = model.adversity;
      const value = Math.min(most, standardQueue[key] * factor);
      const changed: StandardQueueProfile = {
        ...standardQueue,
        [key]: key === "servers" ? Math.max(1, Math.round(value)) : value,
      };
      return withAdversity(model, { standardQueue: changed });
    },
  };
}

function withAdversity(model: Model, change: Partial<AdversityProfile>): Model {
  return { ...model, adversity: { ...model.adversity, ...change } };
}
