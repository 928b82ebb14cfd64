import { counted } from "../counted.ts";
import { plainProducers } from "../scenario/plain-kinds.ts";
import type { PlainScenario } from "./plain-scenario.ts";

/** A design in a few words, for one cell of a table. */
export function designText(design: PlainScenario["design"]): string {
  const producer = [producerText(design.producer), ...furtherText(design)].join(", ");
  switch (design.service) {
    case "kinesis":
      return [
        design.onDemand ? "on-demand" : counted(design.shards, "shard"),
        `partition key ${design.partitionKey}`,
        ...(design.explicitHashKey === undefined ? [] : ["explicit hash keys"]),
        producer,
      ].join(", ");
    case "sqs-fifo":
      return `message group ${design.groupId}, ${producer}`;
    case "sqs-standard":
      return producer;
  }
}

/** What is not as it is by default. */
function furtherText(design: PlainScenario["design"]): readonly string[] {
  const { producer } = design;
  const { attempts } = producer.kind === "custom" ? {} : producer;
  const givesUp = attempts === undefined ? [] : [`given up after ${counted(attempts, "attempt")}`];
  if (design.service === "kinesis") {
    const { retentionHours } = design;
    return [...givesUp, ...(retentionHours === undefined ? [] : [`kept ${retentionHours} h`])];
  }
  const { redrivePolicy, retentionS, delayS } = design;
  return [
    ...givesUp,
    ...(redrivePolicy === undefined
      ? []
      : [`dead letters after ${counted(redrivePolicy.maxReceiveCount, "receive")}`]),
    ...(retentionS === undefined ? [] : [`kept ${retentionS} s`]),
    ...(delayS === undefined ? [] : [`delayed by ${delayS} s`]),
  ];
}

function producerText(producer: PlainScenario["design"]["producer"]): string {
  if (producer.kind === "custom") return "a producer of the user's own";
  if (producer.kind === "aggregated")
    return `records of up to ${counted(producer.maxEvents, "event")} of one ${producer.across}`;
  if (producer.kind === "batched") return `batches of ${producer.maxPerTruck} per truck`;
  return plainProducers[producer.kind];
}
