import type { Shape } from "../../shape.ts";
import { checked, queueUrlFields } from "../input/checked.ts";
import { sourcesOf } from "../queue/dead-letters.ts";
import type { QueueReference } from "../queue/queue-reference.ts";
import { type PageInput, pageFields, pageOf } from "./queue-pages.ts";
import type { SqsAction } from "./sqs-action.ts";

const listShape: Shape = { ...queueUrlFields, ...pageFields };

/** Pages as ListQueues does (Q-SDK ListDeadLetterSourceQueues). */
export const listDeadLetterSourceQueues: SqsAction = (queues, input, nowMs) => {
  const request = checked<QueueReference & PageInput>(listShape, input);
  const queue = queues.find(request, nowMs);
  const { urls, NextToken } = pageOf(sourcesOf(queues, queue), request);
  return {
    ...(urls.length > 0 && { queueUrls: urls }),
    ...(NextToken !== undefined && { NextToken }),
  };
};
