import { profiles } from "../verify/profile.ts";
/**
 * What is wrong with a scenario although each of its fields is right: parts that cannot be had together. A fault stops it; a doubt is
 * said, since it may be what somebody wants to show.
 */
import { isOwnCode } from "./custom-code.ts";
import { figureFaults } from "./figure-rules.ts";
import type { FigureColumn } from "./figures.ts";
import { lambdaDoubts, lambdaFaults } from "./lambda-rules.ts";
import type { Objection } from "./objection.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { runFaultDoubts, runFaultFaults } from "./run-fault-rules.ts";
import { sealedBytes } from "./sealed-bytes.ts";
import { serviceFaultDoubts, serviceFaultFaults } from "./service-fault-rules.ts";
import { mostBytes, mostReceived } from "./service-limits.ts";

export interface Contradictions {
  readonly faults: readonly Objection[];
  readonly doubts: readonly Objection[];
}

export function contradictions(
  scenario: ResolvedScenario,
  figures: readonly FigureColumn[],
): Contradictions {
  return {
    faults: [
      ...payloadFaults(scenario),
      ...nameFaults(scenario),
      ...startFaults(scenario),
      ...lambdaFaults(scenario),
      ...serviceFaultFaults(scenario),
      ...runFaultFaults(scenario),
      ...verdictFaults(scenario),
      ...figureFaults(scenario, figures),
    ],
    doubts: [
      ...handlerDoubts(scenario),
      ...lambdaDoubts(scenario),
      ...serviceFaultDoubts(scenario),
      ...runFaultDoubts(scenario),
    ],
  };
}

/** The longest name of a truck that a fleet of so many has. */
function keyBytes({ workload, design }: ResolvedScenario): number {
  if (design.service !== "kinesis" || design.partitionKey !== "truck") return 0;
  return workload.kind === "fleet" ? `truck_${workload.trucks}`.length : 1;
}

function payloadFaults(scenario: ResolvedScenario): readonly Objection[] {
  const { workload, design } = scenario;
  const isSealed = design.payloadEncryption !== undefined;
  const bytes = isSealed ? sealedBytes(workload.payloadBytes) : workload.payloadBytes;
  const key = keyBytes(scenario);
  if (bytes + key <= mostBytes) return [];
  const what = design.service === "kinesis" ? "record" : "message";
  const parts = [...(isSealed ? ["encryption"] : []), ...(key > 0 ? ["partition key"] : [])];
  const counted = parts.length > 0 ? `, with its ${parts.join(" and ")} ${bytes + key}` : "";
  return [
    {
      path: ["workload", "payloadBytes"],
      message: `is ${workload.payloadBytes}${counted}: a ${what} has at most ${mostBytes} bytes`,
    },
  ];
}

/** In faults and in the history there is one world of names: that of the senders is taken. */
function nameFaults({ design }: ResolvedScenario): readonly Objection[] {
  return design.consumers.flatMap(({ app }, index) => {
    if (app !== "producer") return [];
    const path = ["design", "consumers", index, "app"];
    return [{ path, message: "producer is what faults call the producer: choose another name" }];
  });
}

/** Kinesis refuses an iterator at an instant that has not come. */
function startFaults({ design }: ResolvedScenario): readonly Objection[] {
  return design.consumers.flatMap((consumer, index) => {
    if (consumer.kind === "custom" || !("start" in consumer)) return [];
    if (typeof consumer.start !== "object") return [];
    const { start, startAtS, startAfter } = consumer;
    if (startAfter !== undefined || start.atTimestampS <= startAtS) return [];
    return [
      {
        path: ["design", "consumers", index, "start", "atTimestampS"],
        message: `is ${start.atTimestampS}: these consumers begin at ${startAtS} (startAtS), and cannot read from an instant that has not come`,
      },
    ];
  });
}

/** What is received and not deleted within the visibility timeout comes again. */
function handlerDoubts({ design }: ResolvedScenario): readonly Objection[] {
  if (design.service === "kinesis") return [];
  const { visibilityTimeoutS } = design;
  return design.consumers.flatMap((consumer, index) => {
    // How many it takes at a time is its own affair.
    if (isOwnCode(consumer)) return [];
    const { serviceMs, maxEvents, settle } = consumer;
    const events = Math.min(maxEvents, mostReceived);
    const longestS = (events * serviceMs) / 1000;
    if (settle === "before" || longestS <= visibilityTimeoutS) return [];
    return [
      {
        path: ["design", "consumers", index, "serviceMs"],
        message: `a receive of ${events} events takes ${longestS} s, longer than the visibility timeout of ${visibilityTimeoutS} s: what is not deleted by then is delivered again`,
      },
    ];
  });
}

/** A verdict cannot be valid with an anomaly that its guarantee forbids, nor can a queue, one lane, scatter a truck over two. */
function verdictFaults({ design, guarantee, expect }: ResolvedScenario): readonly Objection[] {
  const forbidden: readonly string[] = profiles[guarantee].forbidden;
  return expect.anomalies.flatMap((kind, index) => {
    const path = ["expect", "anomalies", index];
    if (kind === "misrouted" && design.service !== "kinesis") {
      return [{ path, message: "misrouted cannot be: a queue is one lane" }];
    }
    if (expect.verdict !== "valid" || !forbidden.includes(kind)) return [];
    return [
      { path, message: `with ${kind}, which the guarantee ${guarantee} forbids, no run is valid` },
    ];
  });
}
