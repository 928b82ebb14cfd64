import { seededRandom } from "../random.ts";
import type { ResolvedDesign } from "../scenario/resolved.ts";
import type { Routing } from "../scenario/scenario.ts";
import type { GpsEvent } from "../workload/event.ts";

/** How this design's events get their partition key or message group id. `random` draws a new one per event, seeded. */
export function routingKeyOf(design: ResolvedDesign, seed: number): (event: GpsEvent) => string {
  const routing = routingOf(design);
  switch (routing) {
    case "truck":
      return (event) => event.truckId;
    case "one":
      return () => "fleet";
    case "random": {
      const random = seededRandom(seed, "routing");
      return () => Math.floor(random() * 2 ** 48).toString(16);
    }
  }
}

/** A standard queue routes by nothing. */
export function routingOf(design: ResolvedDesign): Routing {
  switch (design.service) {
    case "kinesis":
      return design.partitionKey;
    case "sqs-fifo":
      return design.groupId;
    case "sqs-standard":
      return "truck";
  }
}
