import {
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  RegisterStreamConsumerCommand,
} from "@aws-sdk/client-kinesis";

import { patiently } from "../../client/patience.ts";
import { TargetError } from "../../errors.ts";
import type { ChannelContext } from "../broker.ts";

const statusPollMs = 500;
const activeTimeoutMs = 120_000;
/** At most 5 may be CREATING at a time (K-SDK RegisterStreamConsumer). */
const creatingAtOnce = 5;

/**
 * Registers each application as a consumer of the stream for enhanced fan-out and waits until all are ACTIVE: the ARNs by
 * application. Deleting the stream deregisters them (`EnforceConsumerDeletion`).
 */
export async function registerConsumers(
  client: KinesisClient,
  apps: readonly string[],
  context: ChannelContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { StreamDescriptionSummary: summary } = await client.send(
    new DescribeStreamSummaryCommand({ StreamName: context.name }),
    { abortSignal: signal },
  );
  const { StreamARN } = summary!;
  const arns = new Map<string, string>();
  for (let first = 0; first < apps.length; first += creatingAtOnce) {
    const some = apps.slice(first, first + creatingAtOnce);
    for (const app of some) {
      const { Consumer } = await client.send(
        new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: app }),
        { abortSignal: signal },
      );
      arns.set(app, Consumer!.ConsumerARN!);
    }
    for (const app of some) await consumerActive(client, arns.get(app)!, context, signal);
  }
  return arns;
}

async function consumerActive(
  client: KinesisClient,
  ConsumerARN: string,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = context.nowMs() + activeTimeoutMs;
  while (context.nowMs() < deadlineMs && !signal.aborted) {
    const describe = () =>
      client.send(new DescribeStreamConsumerCommand({ ConsumerARN }), { abortSignal: signal });
    const action = "DescribeStreamConsumer";
    const { ConsumerDescription } = await patiently(describe, { action, context, signal });
    if (ConsumerDescription?.ConsumerStatus === "ACTIVE") return;
    await context.sleep(statusPollMs, signal);
  }
  throw new TargetError(`consumer ${ConsumerARN} did not become ACTIVE`);
}
