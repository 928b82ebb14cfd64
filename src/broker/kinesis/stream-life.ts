import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ResourceInUseException,
  StartStreamEncryptionCommand,
} from "@aws-sdk/client-kinesis";

import { patiently } from "../../client/patience.ts";
import { isOwnRetry, isServerTrouble } from "../../client/sdk-errors.ts";
import { TargetError } from "../../errors.ts";
import type { ResolvedKinesisDesign } from "../../scenario/resolved.ts";
import type { ChannelContext } from "../broker.ts";
import { alreadyThere, deleteCreated, notStopped, runTags } from "../created.ts";

const statusPollMs = 500;
const createTimeoutMs = 120_000;

/** Creates the stream, waits until it is ACTIVE and gives its ARN. If it does not become so, or the run is stopped meanwhile, it is deleted again. */
export async function createStream(
  client: KinesisClient,
  design: ResolvedKinesisDesign,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<string> {
  const StreamName = context.name;
  const tags = runTags(context);
  let tries = 0;
  const create = () => {
    tries += 1;
    // Not aborted half-way: whoever stops the run must know whether there is a stream to delete.
    return client.send(
      new CreateStreamCommand({
        StreamName,
        ...(design.onDemand
          ? { StreamModeDetails: { StreamMode: "ON_DEMAND" } }
          : { ShardCount: design.shards, StreamModeDetails: { StreamMode: "PROVISIONED" } }),
        ...(tags && { Tags: tags }),
      }),
    );
  };
  try {
    const patient = { context, signal, isWorthWaiting: isServerTrouble };
    await patiently(create, { ...patient, action: "CreateStream" });
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    if (tries < 2 && !isOwnRetry(error)) throw alreadyThere(`stream ${StreamName}`);
  }
  try {
    const arn = await streamActive(client, StreamName, context, signal);
    if (design.kmsKeyId !== undefined) {
      await startEncryption(client, StreamName, design.kmsKeyId);
      await streamActive(client, StreamName, context, signal);
    }
    // A day is what a stream is created with.
    if (design.retentionHours !== undefined && design.retentionHours > 24) {
      const RetentionPeriodHours = design.retentionHours;
      const command = new IncreaseStreamRetentionPeriodCommand({
        StreamName,
        RetentionPeriodHours,
      });
      await patiently(() => client.send(command), {
        action: "IncreaseStreamRetentionPeriod",
        context,
        signal,
      });
      await streamActive(client, StreamName, context, signal);
    }
    return arn;
  } catch (error) {
    await deleteStream(client, context);
    throw error;
  }
}

async function startEncryption(
  client: KinesisClient,
  StreamName: string,
  KeyId: string,
): Promise<void> {
  try {
    await client.send(
      new StartStreamEncryptionCommand({ StreamName, EncryptionType: "KMS", KeyId }),
    );
  } catch (error) {
    // The first attempt is under way; its answer was lost.
    if (!(error instanceof ResourceInUseException) || !isOwnRetry(error)) throw error;
  }
}

export function deleteStream(client: KinesisClient, context: ChannelContext): Promise<void> {
  const StreamName = context.name;
  return deleteCreated(
    `stream ${StreamName}`,
    () =>
      client.send(
        new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }),
        notStopped,
      ),
    context,
  );
}

async function streamActive(
  client: KinesisClient,
  StreamName: string,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<string> {
  const deadlineMs = context.nowMs() + createTimeoutMs;
  while (context.nowMs() < deadlineMs && !signal.aborted) {
    const describe = () =>
      client.send(new DescribeStreamSummaryCommand({ StreamName }), { abortSignal: signal });
    const { StreamDescriptionSummary: summary } = await patiently(describe, {
      action: "DescribeStreamSummary",
      context,
      signal,
    });
    if (summary?.RecordDistributionStrategy === "AUTO") {
      throw new TargetError(
        `stream ${StreamName} distributes records by itself (RecordDistributionStrategy AUTO): partition keys are ignored, so no order can be measured`,
      );
    }
    if (summary?.StreamStatus === "ACTIVE") return summary.StreamARN!;
    await context.sleep(statusPollMs, signal);
  }
  throw new TargetError(`stream ${StreamName} did not become ACTIVE`);
}
