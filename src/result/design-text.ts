import { counted } from "../counted.ts";
import { plainProducers } from "../scenario/plain-kinds.ts";
import type { PlainScenario } from "./plain-scenario.ts";

/** A design in a few words, for one cell of a table. */
export function designText(design: PlainScenario["design"]): string {
  const producer = producerText(design.producer);
  switch (design.service) {
    case "kinesis":
      return `${counted(design.shards, "shard")}, partition key ${design.partitionKey}, ${producer}`;
    case "sqs-fifo":
      return `message group ${design.groupId}, ${producer}`;
    case "sqs-standard":
      return producer;
  }
}

function producerText(producer: PlainScenario["design"]["producer"]): string {
  if (producer.kind === "custom") return "a producer of the user's own";
  if (producer.kind === "batched") return `batches of ${producer.maxPerTruck} per truck`;
  return plainProducers[producer.kind];
}
