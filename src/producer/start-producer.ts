import type { AnyResolvedProducer } from "../scenario/resolved.ts";
import { aggregated } from "./aggregated.ts";
import { batched } from "./batched.ts";
import { concurrent } from "./concurrent.ts";
import { custom } from "./custom.ts";
import { journaled } from "./journaled.ts";
import type { Producer, ProducerContext } from "./producer.ts";
import { serial } from "./serial.ts";

type Strategy<Spec> = (context: ProducerContext, spec: Spec) => Producer;

type Strategies = {
  readonly [Kind in AnyResolvedProducer["kind"]]: Strategy<
    Extract<AnyResolvedProducer, { readonly kind: Kind }>
  >;
};

const strategies: Strategies = {
  serial,
  concurrent,
  batched: (context, spec) => batched(spec, context),
  aggregated: (context, spec) => aggregated(spec, context),
  custom: (context, spec) => custom(spec, context),
};

export function startProducer(spec: AnyResolvedProducer, context: ProducerContext): Producer {
  const strategy = strategies[spec.kind] as Strategy<AnyResolvedProducer>;
  const start = (ofContext: ProducerContext): Producer => strategy(ofContext, spec);
  if (spec.kind === "custom" || spec.checkpointEveryS === undefined) return start(context);
  return journaled(start, spec.checkpointEveryS * 1000, context);
}
