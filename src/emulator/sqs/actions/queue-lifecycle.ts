import { seededRandom } from "../../../random.ts";
import type { Shape } from "../../shape.ts";
import { checked, queueUrlFields } from "../input/checked.ts";
import { lookAheadLimit } from "../limits/look-ahead.ts";
import type { AttributeValues } from "../queue/attribute-values.ts";
import { FifoShelf } from "../queue/fifo-shelf.ts";
import {
  attributeNames,
  changedAttributes,
  checkAttributeValues,
  initialAttributes,
  keptValues,
  normalTruths,
} from "../queue/queue-attributes.ts";
import type { QueueReference } from "../queue/queue-reference.ts";
import { Queue } from "../queue/queue.ts";
import type { Queues } from "../queue/queues.ts";
import { StandardShelf } from "../queue/standard-shelf.ts";
import { checkTags, type Tags } from "../queue/tags.ts";
import { sqsErrors } from "../sqs-error.ts";
import { checkRedrive } from "./check-redrive.ts";
import { hasPages, type PageInput, pageFields, pageOf } from "./queue-pages.ts";
import type { SqsAction } from "./sqs-action.ts";
import { tagsField } from "./tag-actions.ts";

const attributesField = { type: "map", of: { type: "string" } } as const;
const createShape: Shape = {
  QueueName: { type: "string" },
  Attributes: attributesField,
  tags: tagsField,
};

interface CreateQueueInput {
  readonly QueueName?: string;
  readonly Attributes?: AttributeValues;
  readonly tags?: Tags;
}

/** Creating a queue that exists with the same attributes gives its URL; with different ones it fails (Q-SDK CreateQueue). */
export const createQueue: SqsAction = (queues, input, nowMs) => {
  const { QueueName, tags = {}, ...request } = checked<CreateQueueInput>(createShape, input);
  if (QueueName === undefined) throw noQueueName();
  const Attributes = normalTruths(request.Attributes ?? {});
  const isFifo = checkName(QueueName, Attributes);
  if (Attributes["FifoQueue"] === "false") {
    throw sqsErrors.invalidAttributeName("Unknown Attribute FifoQueue.");
  }
  checkAttributeValues(Attributes, isFifo);
  checkTags(QueueName, tags);
  const existing = queues.named(QueueName);
  if (existing !== undefined) {
    checkSameAttributes(existing, Attributes);
    return { QueueUrl: existing.options.url };
  }
  const { region, accountId, queueUrlBase, quotaWindow } = queues.environment;
  const arn = `arn:aws:sqs:${region}:${accountId}:${QueueName}`;
  checkRedrive(queues, { arn, isFifo }, Attributes);
  const queue = new Queue({
    name: QueueName,
    url: `${queueUrlBase}/${accountId}/${QueueName}`,
    arn,
    createdMs: nowMs,
    attributes: initialAttributes(Attributes, isFifo),
    quotaWindow,
    shelf: isFifo ? fifoShelf(queues, QueueName) : standardShelf(queues, QueueName),
  });
  queue.tags = tags;
  queues.add(queue, nowMs);
  return { QueueUrl: queue.options.url };
};

/** Compares what the request names, an empty text with none at all. A reuse period without a key is not kept, so any will do. */
function checkSameAttributes({ attributes }: Queue, asked: AttributeValues): void {
  for (const [name, value] of Object.entries(keptValues(asked))) {
    if ((attributes[name] ?? "") === value) continue;
    const isKept = name !== "KmsDataKeyReusePeriodSeconds" || "KmsMasterKeyId" in attributes;
    if (!isKept) continue;
    throw sqsErrors.queueNameExists(
      `A queue already exists with the same name and a different value for attribute ${name}`,
    );
  }
}

export const deleteQueue: SqsAction = (queues, input, nowMs) => {
  const queue = queues.find(checked<QueueReference>(queueUrlFields, input), nowMs);
  queues.delete(queue, nowMs);
  return {};
};

export const getQueueUrl: SqsAction = (queues, input) => {
  const shape: Shape = {
    QueueName: { type: "string" },
    QueueOwnerAWSAccountId: { type: "string" },
  };
  const { QueueName = "" } = checked<CreateQueueInput>(shape, input);
  if (QueueName === "") throw noQueueName();
  const queue = queues.named(QueueName);
  if (queue === undefined) throw sqsErrors.queueDoesNotExist();
  return { QueueUrl: queue.options.url };
};

/** Once in 60 s (Q-SDK PurgeQueue). AWS takes up to 60 s over it; here it is done at once. */
export const purgeQueue: SqsAction = (queues, input, nowMs) => {
  const queue = queues.find(checked<QueueReference>(queueUrlFields, input), nowMs);
  if (nowMs < queue.purgedMs + 60_000) {
    throw sqsErrors.purgeQueueInProgress(
      `Only one PurgeQueue operation on ${queue.options.name} is allowed every 60 seconds.`,
    );
  }
  queue.purge(nowMs);
  return {};
};

const getShape: Shape = {
  ...queueUrlFields,
  AttributeNames: { type: "list", of: { type: "string" } },
};
type GetInput = QueueReference & { readonly AttributeNames?: readonly string[] };

export const getQueueAttributes: SqsAction = (queues, input, nowMs) => {
  const { AttributeNames = [], ...reference } = checked<GetInput>(getShape, input);
  const queue = queues.find(reference, nowMs);
  const unknown = AttributeNames.find((name) => !attributeNames.has(name));
  if (unknown !== undefined) throw sqsErrors.invalidAttributeName(`Unknown Attribute ${unknown}.`);
  const isAll = AttributeNames.includes("All");
  const Attributes = Object.fromEntries(
    Object.entries(describe(queue)).filter(([name]) => isAll || AttributeNames.includes(name)),
  );
  return Object.keys(Attributes).length === 0 ? {} : { Attributes };
};

const setShape: Shape = { ...queueUrlFields, Attributes: attributesField };
type SetInput = QueueReference & { readonly Attributes?: AttributeValues };

/**
 * Takes effect at once, but for the scope of deduplication; AWS takes up to 60 s, and 15 min for the retention period (Q-SDK
 * SetQueueAttributes).
 */
export const setQueueAttributes: SqsAction = (queues, input, nowMs) => {
  const request = checked<SetInput>(setShape, input);
  const queue = queues.find(request, nowMs);
  const { isFifo } = queue.settings;
  const Attributes = normalTruths(request.Attributes ?? {});
  if (Object.keys(Attributes).length === 0) throw sqsErrors.missingParameter("Attribute.Name");
  checkQueueType(Attributes, isFifo);
  checkAttributeValues(Attributes, isFifo, queue.attributes);
  checkRedrive(queues, { arn: queue.options.arn, isFifo }, Attributes);
  queue.setAttributes(changedAttributes(queue.attributes, Attributes), nowMs);
  return {};
};

const listShape: Shape = { QueueNamePrefix: { type: "string" }, ...pageFields };
interface ListInput extends PageInput {
  readonly QueueNamePrefix?: string;
}

/** 1,000 URLs at most; pages only when MaxResults is given (Q-SDK ListQueues). */
export const listQueues: SqsAction = (queues, input) => {
  const { QueueNamePrefix = "", ...page } = checked<ListInput>(listShape, input);
  const found = queues.list().filter(({ options }) => options.name.startsWith(QueueNamePrefix));
  const { urls, NextToken } = pageOf(found, page);
  return {
    ...(urls.length > 0 && { QueueUrls: urls }),
    ...(hasPages(page) && NextToken !== undefined && { NextToken }),
  };
};

/** 1 to 80 letters, digits, hyphens and underscores; a FIFO queue's name ends in `.fifo` (Q-SDK CreateQueue). */
function checkName(name: string, attributes: AttributeValues): boolean {
  if (name === "") throw sqsErrors.invalidParameter("Queue name cannot be empty");
  const isFifo = attributes["FifoQueue"] === "true";
  const pattern = isFifo ? /^[A-Za-z0-9_-]+\.fifo$/ : /^[A-Za-z0-9_-]+$/;
  if (name.length <= 80 && pattern.test(name)) return isFifo;
  throw sqsErrors.invalidParameter(
    isFifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}

/** Recorded in LocalStack's test_set_unsupported_attribute_fifo. */
function checkQueueType({ FifoQueue }: AttributeValues, isFifo: boolean): void {
  if (FifoQueue === undefined) return;
  if (!isFifo) throw sqsErrors.invalidAttributeName("Unknown Attribute FifoQueue.");
  if (FifoQueue === "true") return;
  throw sqsErrors.invalidAttributeValue(
    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
  );
}

function noQueueName(): Error {
  return sqsErrors.invalidParameter(
    "Value for parameter QueueName is invalid. Reason: Must specify a queue name.",
  );
}

function fifoShelf(queues: Queues, name: string): FifoShelf {
  const { seed, hasQuotas } = queues.environment;
  return new FifoShelf({
    profile: queues.fifoQueue,
    random: seededRandom(seed, `sqs/fifo-shelf/${name}`),
    lookAhead: hasQuotas ? lookAheadLimit : Infinity,
  });
}

function standardShelf(queues: Queues, name: string): StandardShelf {
  const random = seededRandom(queues.environment.seed, `sqs/shelf/${name}`);
  return new StandardShelf(queues.standardQueue, random);
}

function describe(queue: Queue): Readonly<Record<string, string>> {
  return {
    QueueArn: queue.options.arn,
    CreatedTimestamp: String(Math.floor(queue.options.createdMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedMs / 1000)),
    ApproximateNumberOfMessages: String(queue.count("visible") + queue.count("late")),
    ApproximateNumberOfMessagesNotVisible: String(queue.count("in-flight")),
    ApproximateNumberOfMessagesDelayed: String(queue.count("delayed")),
    ...queue.attributes,
  };
}
