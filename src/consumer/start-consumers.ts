import type { ConsumerSpec } from "../scenario/scenario.ts";
import { byKey } from "./by-key.ts";
import { byLane } from "./by-lane.ts";
import { competing } from "./competing.ts";
import type { ConsumerContext, ConsumerStrategy } from "./consumer.ts";

const strategies: Readonly<Record<ConsumerSpec["kind"], ConsumerStrategy>> = {
  "by-lane": byLane,
  "by-key": byKey,
  competing,
};

export function startConsumers(context: ConsumerContext): Promise<void> {
  return strategies[context.spec.kind](context);
}
