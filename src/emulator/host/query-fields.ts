/**
 * What the query protocol of SQS (API version 2012-11-05) calls the members of each action, and what they are. Lists and maps are
 * flattened: `AttributeName.1`, `Attribute.1.Name`; the same names are the elements of the XML answers.
 */

/** A value as text, number or truth; a list or map under the name of one of its items; a structure. */
export type QueryField =
  | { readonly type: "string" | "integer" | "boolean" }
  | { readonly type: "list"; readonly item: string; readonly of: QueryField }
  | {
      readonly type: "map";
      readonly item: string;
      readonly key: "Name" | "Key";
      readonly of: QueryField;
    }
  | { readonly type: "structure"; readonly fields: QueryFields };

export type QueryFields = Readonly<Record<string, QueryField>>;

export interface QueryAction {
  readonly input: QueryFields;
  /** None: the answer has no result element. */
  readonly output?: QueryFields;
}

const string = { type: "string" } as const;
const integer = { type: "integer" } as const;
const list = (item: string, of: QueryField = string): QueryField => ({ type: "list", item, of });
const structure = (fields: QueryFields): QueryField => ({ type: "structure", fields });
const attributes: QueryField = { type: "map", item: "Attribute", key: "Name", of: string };
const tags: QueryField = { type: "map", item: "Tag", key: "Key", of: string };

/** Blobs are base64 in both protocols. */
const attributeValue = structure({
  DataType: string,
  StringValue: string,
  BinaryValue: string,
  StringListValues: list("StringListValue"),
  BinaryListValues: list("BinaryListValue"),
});
const messageAttributes = (item: string): QueryField => ({
  type: "map",
  item,
  key: "Name",
  of: attributeValue,
});

const queue: QueryFields = { QueueUrl: string };
const receipt: QueryFields = { ReceiptHandle: string };
const visibility: QueryFields = { ...receipt, VisibilityTimeout: integer };
const page: QueryFields = { MaxResults: integer, NextToken: string };
const outgoing: QueryFields = {
  MessageBody: string,
  DelaySeconds: integer,
  MessageAttributes: messageAttributes("MessageAttribute"),
  MessageSystemAttributes: messageAttributes("MessageSystemAttribute"),
  MessageDeduplicationId: string,
  MessageGroupId: string,
};
const sent: QueryFields = {
  MessageId: string,
  MD5OfMessageBody: string,
  MD5OfMessageAttributes: string,
  MD5OfMessageSystemAttributes: string,
  SequenceNumber: string,
};
const received: QueryFields = {
  MessageId: string,
  ReceiptHandle: string,
  MD5OfBody: string,
  Body: string,
  Attributes: attributes,
  MD5OfMessageAttributes: string,
  MessageAttributes: messageAttributes("MessageAttribute"),
};
const moveTask: QueryFields = {
  TaskHandle: string,
  Status: string,
  SourceArn: string,
  DestinationArn: string,
  MaxNumberOfMessagesPerSecond: integer,
  ApproximateNumberOfMessagesMoved: integer,
  ApproximateNumberOfMessagesToMove: integer,
  FailureReason: string,
  StartedTimestamp: integer,
};
const failedEntry = structure({
  Id: string,
  SenderFault: { type: "boolean" },
  Code: string,
  Message: string,
});

function batch(name: string, entry: QueryFields, result: QueryFields = {}): QueryAction {
  return {
    input: { ...queue, Entries: list(`${name}RequestEntry`, structure({ Id: string, ...entry })) },
    output: {
      Successful: list(`${name}ResultEntry`, structure({ Id: string, ...result })),
      Failed: list("BatchResultErrorEntry", failedEntry),
    },
  };
}

const byName: Readonly<Record<string, QueryAction>> = {
  AddPermission: {
    input: {
      ...queue,
      Label: string,
      AWSAccountIds: list("AWSAccountId"),
      Actions: list("ActionName"),
    },
  },
  CancelMessageMoveTask: {
    input: { TaskHandle: string },
    output: { ApproximateNumberOfMessagesMoved: integer },
  },
  ChangeMessageVisibility: { input: { ...queue, ...visibility } },
  ChangeMessageVisibilityBatch: batch("ChangeMessageVisibilityBatch", visibility),
  CreateQueue: {
    input: { QueueName: string, Attributes: attributes, tags },
    output: queue,
  },
  DeleteMessage: { input: { ...queue, ...receipt } },
  DeleteMessageBatch: batch("DeleteMessageBatch", receipt),
  DeleteQueue: { input: queue },
  GetQueueAttributes: {
    input: { ...queue, AttributeNames: list("AttributeName") },
    output: { Attributes: attributes },
  },
  GetQueueUrl: { input: { QueueName: string, QueueOwnerAWSAccountId: string }, output: queue },
  ListDeadLetterSourceQueues: {
    input: { ...queue, ...page },
    output: { queueUrls: list("QueueUrl"), NextToken: string },
  },
  ListMessageMoveTasks: {
    input: { SourceArn: string, MaxResults: integer },
    output: { Results: list("ListMessageMoveTasksResultEntry", structure(moveTask)) },
  },
  ListQueues: {
    input: { QueueNamePrefix: string, ...page },
    output: { QueueUrls: list("QueueUrl"), NextToken: string },
  },
  ListQueueTags: { input: queue, output: { Tags: tags } },
  PurgeQueue: { input: queue },
  ReceiveMessage: {
    input: {
      ...queue,
      AttributeNames: list("AttributeName"),
      MessageSystemAttributeNames: list("MessageSystemAttributeName"),
      MessageAttributeNames: list("MessageAttributeName"),
      MaxNumberOfMessages: integer,
      VisibilityTimeout: integer,
      WaitTimeSeconds: integer,
      ReceiveRequestAttemptId: string,
    },
    output: { Messages: list("Message", structure(received)) },
  },
  RemovePermission: { input: { ...queue, Label: string } },
  SendMessage: { input: { ...queue, ...outgoing }, output: sent },
  SendMessageBatch: batch("SendMessageBatch", outgoing, sent),
  SetQueueAttributes: { input: { ...queue, Attributes: attributes } },
  StartMessageMoveTask: {
    input: { SourceArn: string, DestinationArn: string, MaxNumberOfMessagesPerSecond: integer },
    output: { TaskHandle: string },
  },
  TagQueue: { input: { ...queue, Tags: tags } },
  UntagQueue: { input: { ...queue, TagKeys: list("TagKey") } },
};

/** Every action of the API, by name. */
export const queryActions: ReadonlyMap<string, QueryAction> = new Map(Object.entries(byName));
