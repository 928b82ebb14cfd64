import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  QueueDoesNotExist,
  QueueNameExists,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { patiently, type PatientOptions } from "../../client/patience.ts";
import { isServerTrouble } from "../../client/sdk-errors.ts";
import { TargetError } from "../../errors.ts";
import type { ResolvedFifoDesign, ResolvedSqsDesign } from "../../scenario/resolved.ts";
import type { ChannelContext } from "../broker.ts";
import { alreadyThere, deleteCreated, notStopped, runTags } from "../created.ts";

/** The part of a design that a queue is created by. */
export type QueueDesign = Pick<
  ResolvedSqsDesign,
  "service" | "visibilityTimeoutS" | "retentionS" | "delayS" | "redrivePolicy" | "kmsKeyId"
> &
  Partial<Pick<ResolvedFifoDesign, "deduplication" | "highThroughput">>;

/** Creates the queue and gives its URL. `deadLetterArn`: where its redrive policy sends what was received too often. */
export async function createQueue(
  client: SQSClient,
  design: QueueDesign,
  context: ChannelContext,
  signal: AbortSignal,
  deadLetterArn?: string,
): Promise<string> {
  const QueueName = design.service === "sqs-fifo" ? `${context.name}.fifo` : context.name;
  const tags = runTags(context);
  const patient = { context, signal, isWorthWaiting: isServerTrouble };
  // CreateQueue gives an existing queue with the same attributes as if it were new, with all that is in it.
  if (tags !== undefined) await refuseExisting(client, QueueName, patient);
  try {
    const command = new CreateQueueCommand({
      QueueName,
      Attributes: queueAttributes(design, deadLetterArn),
      ...(tags && { tags }),
    });
    const create = () => client.send(command);
    const { QueueUrl } = await patiently(create, { ...patient, action: "CreateQueue" });
    if (QueueUrl === undefined) throw new TargetError(`creating queue ${QueueName} gave no URL`);
    return QueueUrl;
  } catch (error) {
    if (error instanceof QueueNameExists) throw alreadyThere(`queue ${QueueName}`);
    throw error;
  }
}

export function deleteQueue(
  client: SQSClient,
  QueueUrl: string,
  context: ChannelContext,
): Promise<void> {
  return deleteCreated(
    `queue ${QueueUrl}`,
    () => client.send(new DeleteQueueCommand({ QueueUrl }), notStopped),
    context,
  );
}

async function refuseExisting(
  client: SQSClient,
  QueueName: string,
  patient: Omit<PatientOptions, "action">,
): Promise<void> {
  const command = new GetQueueUrlCommand({ QueueName });
  try {
    await patiently(() => client.send(command), { ...patient, action: "GetQueueUrl" });
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return;
    throw error;
  }
  throw alreadyThere(`queue ${QueueName}`);
}

function queueAttributes(
  design: QueueDesign,
  deadLetterArn: string | undefined,
): Partial<Record<QueueAttributeName, string>> {
  const { retentionS, delayS, redrivePolicy } = design;
  const common = {
    VisibilityTimeout: String(design.visibilityTimeoutS),
    ...(retentionS !== undefined && { MessageRetentionPeriod: String(retentionS) }),
    ...(delayS !== undefined && { DelaySeconds: String(delayS) }),
    ...(deadLetterArn !== undefined && {
      RedrivePolicy: JSON.stringify({
        ...redrivePolicy,
        deadLetterTargetArn: deadLetterArn,
      }),
    }),
    ...(design.kmsKeyId !== undefined && { KmsMasterKeyId: design.kmsKeyId }),
  };
  if (design.service === "sqs-standard") return common;
  return {
    ...common,
    FifoQueue: "true",
    ContentBasedDeduplication: String(design.deduplication === "content"),
    ...(design.highThroughput
      ? { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" }
      : {}),
  };
}
