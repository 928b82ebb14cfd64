import { seededRandom } from "../random.ts";
import type { ResolvedDesign } from "../scenario/resolved.ts";
import type { Routing } from "../scenario/scenario.ts";
import { depotOf } from "../workload/depot.ts";
import type { GpsEvent } from "../workload/event.ts";

/** Hash keys are 128-bit numbers (K-SDK PutRecord). */
const hashKeySpace = 2n ** 128n;

/** How this design's events get their partition key or message group id. `random` draws a new one per event, seeded. */
export function routingKeyOf(design: ResolvedDesign, seed: number): (event: GpsEvent) => string {
  const routing = routingOf(design);
  switch (routing) {
    case "truck":
      return (event) => event.truckId;
    case "depot":
      return (event) => depotOf(event.truckId);
    case "region":
      return ({ lat, lon }) => `${Math.floor(lat * 100)}:${Math.floor(lon * 100)}`;
    case "one":
      return () => "fleet";
    case "random": {
      const random = seededRandom(seed, "routing");
      return () => Math.floor(random() * 2 ** 48).toString(16);
    }
  }
}

/** How the design's events get an explicit hash key: a place of its own for each truck, at equal distances. */
export function hashKeyOf(
  design: ResolvedDesign,
  trucks: readonly string[],
): (event: GpsEvent) => string | undefined {
  if (design.service !== "kinesis" || design.explicitHashKey === undefined) return () => undefined;
  const size = BigInt(trucks.length);
  const keys = new Map(
    trucks.map((truckId, index) => [truckId, String((BigInt(index) * hashKeySpace) / size)]),
  );
  return ({ truckId }) => keys.get(truckId);
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
