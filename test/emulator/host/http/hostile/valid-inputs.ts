import type { ServiceName } from "../../../../../src/emulator/emulator.ts";

/** Where an operation that is going to be broken off may do what it likes. */
export interface Scratch {
  readonly stream: string;
  readonly streamArn: string;
  readonly consumerArn: string;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly shardIterator: string;
}

/** An input that the operation takes. `mark` is in whatever it makes, so that it can be found again. */
export function validInput(
  service: ServiceName,
  action: string,
  scratch: Scratch,
  mark: string,
): object {
  return service === "sqs" ? sqsInput(action, scratch, mark) : kinesisInput(action, scratch, mark);
}

const shard = "shardId-000000000000";

function kinesisInput(action: string, scratch: Scratch, mark: string): object {
  const { stream: StreamName, streamArn: StreamARN, consumerArn: ConsumerARN } = scratch;
  const Data = Buffer.from(mark);
  const inputs: Readonly<Record<string, object>> = {
    AddTagsToStream: { StreamName, Tags: { [mark]: "x" } },
    CreateStream: { StreamName: mark, ShardCount: 1 },
    DecreaseStreamRetentionPeriod: { StreamName, RetentionPeriodHours: 24 },
    DeleteStream: { StreamName: mark },
    DeregisterStreamConsumer: { StreamARN, ConsumerName: mark },
    DescribeStreamConsumer: { ConsumerARN },
    EnableEnhancedMonitoring: { StreamName, ShardLevelMetrics: ["ALL"] },
    DisableEnhancedMonitoring: { StreamName, ShardLevelMetrics: ["ALL"] },
    GetRecords: { ShardIterator: scratch.shardIterator },
    GetShardIterator: { StreamName, ShardId: shard, ShardIteratorType: "TRIM_HORIZON" },
    IncreaseStreamRetentionPeriod: { StreamName, RetentionPeriodHours: 25 },
    ListStreamConsumers: { StreamARN },
    MergeShards: { StreamName: mark, ShardToMerge: shard, AdjacentShardToMerge: "shardId-1" },
    PutRecord: { StreamName, PartitionKey: mark, Data },
    PutRecords: { StreamName, Records: [{ PartitionKey: mark, Data }] },
    PutResourcePolicy: { ResourceARN: StreamARN, Policy: "{}" },
    RegisterStreamConsumer: { StreamARN, ConsumerName: mark },
    RemoveTagsFromStream: { StreamName, TagKeys: [mark] },
    SplitShard: { StreamName: mark, ShardToSplit: shard, NewStartingHashKey: "10" },
    StartStreamEncryption: { StreamName, EncryptionType: "KMS", KeyId: "alias/x" },
    StopStreamEncryption: { StreamName, EncryptionType: "KMS", KeyId: "alias/x" },
    SubscribeToShard: { ConsumerARN, ShardId: shard, StartingPosition: { Type: "TRIM_HORIZON" } },
    TagResource: { ResourceARN: StreamARN, Tags: { [mark]: "x" } },
    UntagResource: { ResourceARN: StreamARN, TagKeys: [mark] },
    UpdateShardCount: { StreamName: mark, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" },
  };
  const ofResource = { ResourceARN: StreamARN };
  return inputs[action] ?? (/Resource/.test(action) ? ofResource : { StreamName });
}

function sqsInput(action: string, scratch: Scratch, mark: string): object {
  const { queueUrl: QueueUrl, queueArn: SourceArn } = scratch;
  const receipt = { ReceiptHandle: mark };
  const inputs: Readonly<Record<string, object>> = {
    AddPermission: { QueueUrl, Label: mark, AWSAccountIds: ["123456789012"], Actions: ["*"] },
    CancelMessageMoveTask: { TaskHandle: mark },
    ChangeMessageVisibility: { QueueUrl, ...receipt, VisibilityTimeout: 0 },
    ChangeMessageVisibilityBatch: {
      QueueUrl,
      Entries: [{ Id: "a", ...receipt, VisibilityTimeout: 0 }],
    },
    CreateQueue: { QueueName: mark },
    DeleteMessage: { QueueUrl, ...receipt },
    DeleteMessageBatch: { QueueUrl, Entries: [{ Id: "a", ...receipt }] },
    DeleteQueue: { QueueUrl: mark },
    GetQueueAttributes: { QueueUrl, AttributeNames: ["All"] },
    GetQueueUrl: { QueueName: mark },
    ListMessageMoveTasks: { SourceArn },
    ListQueues: {},
    ReceiveMessage: { QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 },
    RemovePermission: { QueueUrl, Label: mark },
    SendMessage: { QueueUrl, MessageBody: mark },
    SendMessageBatch: { QueueUrl, Entries: [{ Id: "a", MessageBody: mark }] },
    SetQueueAttributes: { QueueUrl, Attributes: { VisibilityTimeout: "0" } },
    StartMessageMoveTask: { SourceArn },
    TagQueue: { QueueUrl, Tags: { [mark]: "x" } },
    UntagQueue: { QueueUrl, TagKeys: [mark] },
  };
  return inputs[action] ?? { QueueUrl };
}
