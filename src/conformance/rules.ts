import { fanOutRules } from "./kinesis/fan-out.ts";
import { putRecordsRules } from "./kinesis/put-records.ts";
import { kinesisQuotaRules } from "./kinesis/quotas.ts";
import { readingRules } from "./kinesis/reading.ts";
import { reshardingRules } from "./kinesis/resharding.ts";
import { routingRules } from "./kinesis/routing.ts";
import { streamRules } from "./kinesis/streams.ts";
import type { Rule } from "./rule.ts";
import { batchRules } from "./sqs/batches.ts";
import { deadLetterRules } from "./sqs/dead-letters.ts";
import { fifoOrderRules } from "./sqs/fifo-order.ts";
import { fifoSendRules } from "./sqs/fifo-sends.ts";
import { messageRules } from "./sqs/messages.ts";
import { queueRules } from "./sqs/queues.ts";
import { visibilityRules } from "./sqs/visibility.ts";

/** Every rule, in the order of the page. */
export const rules: readonly Rule[] = [
  ...routingRules,
  ...readingRules,
  ...reshardingRules,
  ...putRecordsRules,
  ...kinesisQuotaRules,
  ...fanOutRules,
  ...streamRules,
  ...fifoOrderRules,
  ...fifoSendRules,
  ...messageRules,
  ...visibilityRules,
  ...batchRules,
  ...queueRules,
  ...deadLetterRules,
];
