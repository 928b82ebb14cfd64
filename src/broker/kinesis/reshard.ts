import {
  DescribeStreamSummaryCommand,
  type KinesisClient,
  UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";

import { patiently } from "../../client/patience.ts";
import { isServerTrouble } from "../../client/sdk-errors.ts";
import { counted } from "../../counted.ts";
import { TargetError } from "../../errors.ts";
import type { ChannelContext } from "../broker.ts";

const statusPollMs = 500;
/** Minutes are usual (facts/evidence.md). */
const updateTimeoutMs = 900_000;

/** Asks for another number of shards and waits until the stream has it; `onStep` is called whenever shards may have come. */
export async function updateShardCount(
  client: KinesisClient,
  TargetShardCount: number,
  context: ChannelContext,
  signal: AbortSignal,
  onStep: () => Promise<unknown>,
): Promise<void> {
  const StreamName = context.name;
  const command = new UpdateShardCountCommand({
    StreamName,
    TargetShardCount,
    ScalingType: "UNIFORM_SCALING",
  });
  await patiently(() => client.send(command, { abortSignal: signal }), {
    action: "UpdateShardCount",
    context,
    signal,
    isWorthWaiting: isServerTrouble,
  });
  const describe = () =>
    client.send(new DescribeStreamSummaryCommand({ StreamName }), { abortSignal: signal });
  const deadlineMs = context.nowMs() + updateTimeoutMs;
  while (context.nowMs() < deadlineMs && !signal.aborted) {
    const { StreamDescriptionSummary: summary } = await patiently(describe, {
      action: "DescribeStreamSummary",
      context,
      signal,
    });
    await onStep();
    if (summary?.StreamStatus === "ACTIVE") return;
    await context.sleep(statusPollMs, signal);
  }
  if (!signal.aborted) {
    throw new TargetError(
      `stream ${StreamName} did not get ${counted(TargetShardCount, "shard")} in time`,
    );
  }
}
