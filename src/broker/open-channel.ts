import { explain } from "../client/advice.ts";
import { ConvoyError, TargetError } from "../errors.ts";
import { seededRandom } from "../random.ts";
import type { Design, Routing } from "../scenario/scenario.ts";
import type { Target } from "../targets/target.ts";
import type { GpsEvent } from "../workload/event.ts";
import type { Channel, ChannelContext } from "./broker.ts";
import { openKinesisChannel } from "./kinesis/kinesis-channel.ts";
import { sealedChannel } from "./sealed-channel.ts";
import { openSqsChannel } from "./sqs/sqs-channel.ts";

/** Creates the stream or queue that the design asks for, on the target. */
export async function openChannel(
  target: Target,
  design: Design,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<Channel> {
  try {
    const channel =
      design.service === "kinesis"
        ? await openKinesisChannel(target.kinesis(), design, context, signal)
        : await openSqsChannel(target.sqs(), design, context, signal);
    return design.payloadEncryption === undefined ? channel : sealedChannel(channel);
  } catch (error) {
    if (error instanceof ConvoyError) throw error;
    const what = design.service === "kinesis" ? "stream" : "queue";
    // The name would make a message of its own for each scenario.
    throw new TargetError(`could not create a ${what} on ${target.label}: ${explain(error)}`, {
      cause: error,
    });
  }
}

/** How this design's events get their partition key or message group id. `random` draws a new one per event, seeded. */
export function routingKeyOf(design: Design, seed: number): (event: GpsEvent) => string {
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

export function routingOf(design: Design): Routing {
  if (design.service === "kinesis") return design.partitionKey;
  // A standard queue routes by nothing.
  return design.service === "sqs-fifo" ? (design.groupId ?? "truck") : "truck";
}
