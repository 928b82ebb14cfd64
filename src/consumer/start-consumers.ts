import type { ResolvedConsumer } from "../scenario/resolved.ts";
import { byKey } from "./by-key.ts";
import { byLane } from "./by-lane.ts";
import { competing } from "./competing.ts";
import type { ConsumerContext, ConsumerStrategy } from "./consumer.ts";
import { custom } from "./custom.ts";
import { lambda } from "./lambda/lambda.ts";
import { leased } from "./leases/leased.ts";
import { pooled } from "./pooled.ts";
import { reordering } from "./reordering.ts";

type Strategies = {
  readonly [Kind in ResolvedConsumer["kind"]]: ConsumerStrategy<
    Extract<ResolvedConsumer, { readonly kind: Kind }>
  >;
};

const strategies: Strategies = {
  "by-lane": byLane,
  "by-key": byKey,
  pooled,
  reordering,
  leased,
  competing,
  lambda,
  custom,
};

export function startConsumers(context: ConsumerContext): Promise<void> {
  const start = strategies[context.spec.kind] as ConsumerStrategy;
  return start(context);
}
