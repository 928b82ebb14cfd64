/** Event source mappings that Lambda would refuse, and those that can hardly be meant. */
import type { Objection } from "./objection.ts";
import type { ResolvedLambda, ResolvedScenario } from "./resolved.ts";
import { mostReceived } from "./service-limits.ts";

export function lambdaFaults(scenario: ResolvedScenario): readonly Objection[] {
  return ofMappings(scenario, (spec, { design }) => {
    if (design.service === "kinesis") return [];
    const { batchSize, maximumBatchingWindowS, timeoutS } = spec;
    const faults: Objection[] = [];
    if (design.service === "sqs-fifo" && batchSize > mostReceived) {
      faults.push({
        path: ["batchSize"],
        message: "a batch of a FIFO queue has at most 10 messages",
      });
    }
    if (design.service === "sqs-fifo" && maximumBatchingWindowS > 0) {
      const message = "a FIFO queue has no batching window";
      faults.push({ path: ["maximumBatchingWindowS"], message });
    }
    if (
      design.service === "sqs-standard" &&
      batchSize > mostReceived &&
      maximumBatchingWindowS < 1
    ) {
      const message = `more than ${mostReceived} messages in a batch take a window of at least 1 s (maximumBatchingWindowS)`;
      faults.push({ path: ["batchSize"], message });
    }
    if (timeoutS > design.visibilityTimeoutS) {
      const message = `is ${timeoutS}, longer than the visibility timeout of ${design.visibilityTimeoutS} s: Lambda refuses such a mapping`;
      faults.push({ path: ["timeoutS"], message });
    }
    return faults;
  });
}

export function lambdaDoubts(scenario: ResolvedScenario): readonly Objection[] {
  return ofMappings(scenario, ({ batchSize, serviceMs, timeoutS }) => {
    const takesS = (batchSize * serviceMs) / 1000;
    if (takesS <= timeoutS) return [];
    const message = `a full batch of ${batchSize} events, one after the other, takes ${takesS} s, longer than the function's timeout of ${timeoutS} s (timeoutS): it is cut off and comes again`;
    return [{ path: ["serviceMs"], message }];
  });
}

function ofMappings(
  scenario: ResolvedScenario,
  objections: (spec: ResolvedLambda, scenario: ResolvedScenario) => readonly Objection[],
): readonly Objection[] {
  return scenario.design.consumers.flatMap((spec, index) =>
    spec.kind !== "lambda"
      ? []
      : objections(spec, scenario).map(({ path, message }) => ({
          path: ["design", "consumers", index, ...path],
          message,
        })),
  );
}
