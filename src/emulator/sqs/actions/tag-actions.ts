import type { Field, Shape } from "../../shape.ts";
import { checked, queueUrlFields } from "../input/checked.ts";
import type { QueueReference } from "../queue/queue-reference.ts";
import { checkTags, type Tags } from "../queue/tags.ts";
import { sqsErrors } from "../sqs-error.ts";
import type { SqsAction } from "./sqs-action.ts";

export const tagsField: Field = { type: "map", of: { type: "string" } };
const tagShape: Shape = {
  ...queueUrlFields,
  Tags: { type: "map", required: true, of: { type: "string" } },
};
const untagShape: Shape = {
  ...queueUrlFields,
  TagKeys: { type: "list", required: true, of: { type: "string" } },
};

/**
 * "A new tag with a key identical to that of an existing tag overwrites the existing tag" (Q-SDK TagQueue). No tags at all are a missing
 * parameter, as in the query protocol, where an empty map is one that is not there (assumed).
 */
export const tagQueue: SqsAction = (queues, input, nowMs) => {
  const request = checked<QueueReference & { readonly Tags: Tags }>(tagShape, input);
  const queue = queues.find(request, nowMs);
  if (Object.keys(request.Tags).length === 0) throw sqsErrors.missingParameter("Tags");
  const tags = { ...queue.tags, ...request.Tags };
  checkTags(queue.options.name, tags);
  queue.tags = tags;
  return {};
};

/** Keys that the queue does not have are no error (LocalStack's test_untag_queue_ignores_non_existing_tag, recorded against AWS). */
export const untagQueue: SqsAction = (queues, input, nowMs) => {
  const request = checked<QueueReference & { readonly TagKeys: readonly string[] }>(
    untagShape,
    input,
  );
  const queue = queues.find(request, nowMs);
  if (request.TagKeys.length === 0) throw sqsErrors.missingParameter("TagKeys");
  queue.tags = Object.fromEntries(
    Object.entries(queue.tags).filter(([key]) => !request.TagKeys.includes(key)),
  );
  return {};
};

export const listQueueTags: SqsAction = (queues, input, nowMs) => {
  const queue = queues.find(checked<QueueReference>(queueUrlFields, input), nowMs);
  return Object.keys(queue.tags).length === 0 ? {} : { Tags: queue.tags };
};
