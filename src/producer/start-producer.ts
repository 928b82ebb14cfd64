import type { ResolvedProducer } from "../scenario/resolved.ts";
import { batched } from "./batched.ts";
import { concurrent } from "./concurrent.ts";
import { custom } from "./custom.ts";
import type { Producer, ProducerContext } from "./producer.ts";
import { serial } from "./serial.ts";

export function startProducer(spec: ResolvedProducer, context: ProducerContext): Producer {
  switch (spec.kind) {
    case "serial":
      return serial(context);
    case "concurrent":
      return concurrent(context);
    case "batched":
      return batched(spec, context);
    case "custom":
      return custom(spec, context);
  }
}
