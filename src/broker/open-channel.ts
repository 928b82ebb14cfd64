import { explain } from "../client/advice.ts";
import { ConvoyError, TargetError } from "../errors.ts";
import type { ResolvedDesign } from "../scenario/resolved.ts";
import type { Target } from "../targets/target.ts";
import type { Channel, ChannelContext, ChannelRun } from "./broker.ts";
import { openKinesisChannel } from "./kinesis/kinesis-channel.ts";
import { openSqsChannel } from "./sqs/sqs-channel.ts";

/** Who sends, in a history, should it ever receive. */
const sender = { caller: { app: "producer", consumer: "producer-1" } };

/** Creates the stream or queue that the design asks for, on the target. */
export async function openChannel(
  target: Target,
  design: ResolvedDesign,
  context: ChannelContext,
  run: ChannelRun,
  signal: AbortSignal,
): Promise<Channel> {
  try {
    return design.service === "kinesis"
      ? await openKinesisChannel(target.kinesis(sender), design, context, run, signal)
      : await openSqsChannel(
          { client: target.sqs(sender), aside: () => target.sqs() },
          design,
          context,
          run,
          signal,
        );
  } catch (error) {
    if (error instanceof ConvoyError) throw error;
    const what = design.service === "kinesis" ? "stream" : "queue";
    // The name would make a message of its own for each scenario.
    throw new TargetError(`could not create a ${what} on ${target.label}: ${explain(error)}`, {
      cause: error,
    });
  }
}
