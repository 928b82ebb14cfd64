/** The least IAM policy for each command: only its own actions, and only on what is named as Convoy names it. */
import { namePrefix } from "../broker/created.ts";
import { partitionOf } from "./partitions.ts";

/** The commands that ask AWS for anything. */
export const commandsOnAws = ["bench", "probe", "calibrate", "clean"] as const;
export type CommandOnAws = (typeof commandsOnAws)[number];

export interface PolicyOptions {
  /** Default: bench and clean. */
  readonly commands?: readonly CommandOnAws[];
  /** Decides the partition, and limits the policy to it. Default: the commercial partition, every Region. */
  readonly region?: string;
  /** For scenarios that encrypt: a key's ARN, or `aws-managed` for the keys that AWS manages, which need no permission on the key. */
  readonly kmsKey?: string;
}

type Commands = readonly CommandOnAws[];

const all: Commands = commandsOnAws;
const running: Commands = ["bench", "probe", "calibrate"];

/** Each action and the commands that ask for it; what a test counts is what is here. */
const streamActions: Readonly<Record<string, Commands>> = {
  "kinesis:AddTagsToStream": running,
  "kinesis:CreateStream": running,
  "kinesis:DeleteStream": all,
  "kinesis:DescribeStreamSummary": all,
  "kinesis:GetRecords": running,
  "kinesis:GetShardIterator": running,
  "kinesis:IncreaseStreamRetentionPeriod": ["bench"],
  "kinesis:ListShards": running,
  "kinesis:ListTagsForStream": ["clean"],
  "kinesis:PutRecord": running,
  "kinesis:PutRecords": running,
  "kinesis:RegisterStreamConsumer": running,
  "kinesis:SplitShard": ["probe"],
  "kinesis:UpdateShardCount": ["bench"],
};
const encryptionActions: Readonly<Record<string, Commands>> = {
  "kinesis:StartStreamEncryption": ["bench"],
};
const streamConsumerActions: Readonly<Record<string, Commands>> = {
  "kinesis:DescribeStreamConsumer": running,
  "kinesis:SubscribeToShard": running,
};
const queueActions: Readonly<Record<string, Commands>> = {
  "sqs:ChangeMessageVisibility": ["bench", "probe"],
  "sqs:CreateQueue": running,
  "sqs:DeleteMessage": running,
  "sqs:DeleteQueue": all,
  "sqs:GetQueueAttributes": ["bench"],
  "sqs:GetQueueUrl": running,
  "sqs:ListMessageMoveTasks": ["bench"],
  "sqs:ListQueueTags": ["calibrate", "clean"],
  "sqs:ReceiveMessage": running,
  "sqs:SendMessage": running,
  "sqs:StartMessageMoveTask": ["bench"],
  "sqs:TagQueue": running,
};
/** These know no resource. */
const listActions: Readonly<Record<string, Commands>> = {
  "kinesis:ListStreams": ["probe", "clean"],
  "sqs:ListQueues": ["probe", "clean"],
};
const keyActions: Readonly<Record<string, Commands>> = {
  "kms:Decrypt": ["bench"],
  "kms:DescribeKey": ["bench"],
  "kms:GenerateDataKey": ["bench"],
};

export function leastPolicy({ commands = ["bench", "clean"], region, kmsKey }: PolicyOptions = {}) {
  const { id } = partitionOf(region ?? "us-east-1");
  const where = `${region ?? "*"}:*`;
  const streams = `arn:${id}:kinesis:${where}:stream/${namePrefix}*`;
  const isEncrypting = kmsKey !== undefined;
  const hasKey = isEncrypting && kmsKey !== "aws-managed";
  const encrypting = isEncrypting ? encryptionActions : {};
  const allow = (Sid: string, actions: Readonly<Record<string, Commands>>, Resource: string) => ({
    Sid,
    Effect: "Allow",
    Action: Object.keys(actions).filter((action) =>
      actions[action]!.some((command) => commands.includes(command)),
    ),
    Resource,
  });
  return {
    Version: "2012-10-17",
    Statement: [
      allow("ConvoyStreams", { ...streamActions, ...encrypting }, streams),
      allow("ConvoyStreamConsumers", streamConsumerActions, `${streams}/consumer/*`),
      allow("ConvoyQueues", queueActions, `arn:${id}:sqs:${where}:${namePrefix}*`),
      allow("ConvoyLists", listActions, "*"),
      ...(hasKey ? [allow("ConvoyEncryption", keyActions, kmsKey)] : []),
    ].filter(({ Action }) => Action.length > 0),
  };
}
