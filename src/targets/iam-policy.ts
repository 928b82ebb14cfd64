import { namePrefix } from "../broker/created.ts";

/** Each action that some scenario or command makes, by what it is allowed on. */
const streamActions = [
  "kinesis:AddTagsToStream",
  "kinesis:CreateStream",
  "kinesis:DeleteStream",
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
  "kinesis:ListTagsForStream",
  "kinesis:PutRecord",
  "kinesis:PutRecords",
  "kinesis:RegisterStreamConsumer",
  "kinesis:StartStreamEncryption",
];
const streamConsumerActions = ["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"];
const queueActions = [
  "sqs:CreateQueue",
  "sqs:DeleteMessage",
  "sqs:DeleteQueue",
  "sqs:GetQueueUrl",
  "sqs:ListQueueTags",
  "sqs:ReceiveMessage",
  "sqs:SendMessage",
  "sqs:TagQueue",
];
/** These know no resource: to find leftovers. */
const listActions = ["kinesis:ListStreams", "sqs:ListQueues"];
const keyActions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"];

/** The least that `convoy bench --target aws` and `convoy clean` need: only what is named as Convoy names it. */
export function leastPolicy(kmsKeyArn?: string) {
  const streams = `arn:aws:kinesis:*:*:stream/${namePrefix}*`;
  return {
    Version: "2012-10-17",
    Statement: [
      allow("ConvoyStreams", streamActions, streams),
      allow("ConvoyStreamConsumers", streamConsumerActions, `${streams}/consumer/*`),
      allow("ConvoyQueues", queueActions, `arn:aws:sqs:*:*:${namePrefix}*`),
      allow("ConvoyLists", listActions, "*"),
      ...(kmsKeyArn === undefined ? [] : [allow("ConvoyEncryption", keyActions, kmsKeyArn)]),
    ],
  };
}

function allow(Sid: string, Action: readonly string[], Resource: string) {
  return { Sid, Effect: "Allow", Action, Resource };
}
