/**
 * Where the emulators that others publish deviate from the rules: each deviation by the rule's id, with what is seen instead.
 * The tests hold this list to the installed versions, both ways: nothing may be missing, and nothing too much.
 */
import type { NpmEmulatorName } from "../targets/npm-emulators.ts";

export type Deviations = Readonly<Record<string, string>>;

const noConsumers = "has no enhanced fan-out";
const noQuotas = "enforces no quota";

const kinesisLocal: Deviations = {
  "kinesis-partition-key-length": "refuses it, as InvalidArgumentException",
  "kinesis-garbage-iterator": "answers with an error without a name",
  "kinesis-after-shard-end": "says that there is no such record: ResourceNotFoundException",
  "kinesis-update-shard-count-from-left": "makes no shards for a moment: 2, 3 and 4 are open",
  "kinesis-put-records-500": "takes a request without records",
  "kinesis-put-records-over-10-mib": "takes it",
  "kinesis-put-records-partial": noQuotas,
  "kinesis-shard-writes-bytes": noQuotas,
  "kinesis-shard-writes-records": "throttles nothing, and is too slow to be driven above the quota",
  "kinesis-shard-reads": noQuotas,
  "kinesis-shard-iterators": noQuotas,
  "kinesis-quota-per-shard": noQuotas,
  "kinesis-continuation-number": "gives the number of the last record sent",
  "kinesis-continuation-reads-on": "gives the record before again, AT its number",
  "kinesis-on-demand-not-split": "splits it",
  "kinesis-subscribe-takes-over": "refuses it as long as the other lasts",
};

const kinesalite: Deviations = {
  "kinesis-millis-behind-latest": "always says 0",
  "kinesis-child-shards-after-split": "names no children",
  "kinesis-closed-shard-not-split": "splits it again",
  "kinesis-after-shard-end": "gives an iterator",
  "kinesis-update-shard-count-from-left": "has no UpdateShardCount",
  "kinesis-update-shard-count": "has no UpdateShardCount",
  "kinesis-update-shard-count-at-most-double": "has no UpdateShardCount",
  "kinesis-put-records-partial": noQuotas,
  "kinesis-put-records-10-mib": "takes up to 7 MiB as the body of a request, in base64",
  "kinesis-put-records-over-10-mib": "refuses it by HTTP status 413, without a name",
  "kinesis-shard-writes-bytes": noQuotas,
  "kinesis-shard-writes-records": noQuotas,
  "kinesis-shard-reads": noQuotas,
  "kinesis-shard-iterators": noQuotas,
  "kinesis-quota-per-shard": noQuotas,
  "kinesis-register-consumer": noConsumers,
  "kinesis-register-consumer-twice": noConsumers,
  "kinesis-deregister-consumer": noConsumers,
  "kinesis-subscribe-pushes": noConsumers,
  "kinesis-continuation-number": noConsumers,
  "kinesis-continuation-reads-on": noConsumers,
  "kinesis-subscribe-again-within-5-s": noConsumers,
  "kinesis-subscribe-takes-over": noConsumers,
  "kinesis-encryption": "has no encryption",
  "kinesis-enhanced-monitoring": "has no enhanced monitoring",
  "kinesis-on-demand": "has no on-demand mode",
  "kinesis-on-demand-not-split": "has no on-demand mode",
  "kinesis-max-record-size": "has no UpdateMaxRecordSize",
};

const fauxqs: Deviations = {
  "sqs-fifo-many-of-a-group": "returns one message of a group per receive",
  "sqs-fifo-unlocked-by-delete": "returns one message of a group per receive",
  "sqs-fifo-partial-expiry": "returns one message of a group per receive",
  "sqs-fifo-partial-expiry-behind": "returns one message of a group per receive",
  "sqs-fifo-deduplication-scope-group": "deduplicates in the whole queue all the same",
  "sqs-fifo-group-id-length": "takes longer ones",
  "sqs-fifo-receive-attempt": "does not look at the attempt id",
  "sqs-fifo-receive-attempt-spent": "does not look at the attempt id",
  "sqs-fifo-delete-expired": "deletes it",
  "sqs-fifo-300-per-second": noQuotas,
  "sqs-attributes-asked-for": "gives all attributes to a receive that asks for none",
  "sqs-attribute-names": "takes any",
  "sqs-attribute-numbers": "takes any",
  "sqs-ten-attributes": "takes eleven",
  "sqs-trace-header": "drops it",
  "sqs-fair-queue-group": "drops the group id",
  "sqs-delay-of-message": "takes a delay above 900 s",
  "sqs-garbage-handle": "answers with success",
  "sqs-batch-delete-partial": "reports success for the bad one",
  "sqs-batch-id-form": "takes them",
  "sqs-queue-name": "takes them",
  "sqs-bad-attributes": "takes them",
  "sqs-purge": "purges again",
  "sqs-redrive": "does not say where a moved message comes from",
  "sqs-redrive-deduplication-id": "keeps the one it was sent with",
  "sqs-dead-letter-same-kind": "takes a standard one",
  "sqs-dead-letter-sources": "has no ListDeadLetterSourceQueues",
  "sqs-move-task-cancel": "has no message move tasks",
  "sqs-move-task": "has no message move tasks",
};

export const deviations: Readonly<Record<NpmEmulatorName, Deviations>> = {
  "kinesis-local": kinesisLocal,
  kinesalite,
  fauxqs,
};
