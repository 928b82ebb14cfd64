/** What decides whether a benchmark on an endpoint says anything about AWS: a few of the rules, as questions. */
export interface Question {
  /** The rule's id. */
  readonly rule: string;
  /** What is so if the rule holds. */
  readonly statement: string;
  /** What it means for a benchmark if it does not. */
  readonly ifNot: string;
  /** Which figures then say little: the judgement on order, or rates, latencies and throttles. */
  readonly touches: readonly ("order" | "traffic")[];
}

const noCeiling = "a design is never held back where AWS holds it back";

export const questions: readonly Question[] = [
  {
    rule: "kinesis-key-by-md5",
    statement: "the partition key routes by MD5",
    ifNot: "keys are spread over shards otherwise than on AWS: hot shards are not the real ones",
    touches: ["traffic"],
  },
  {
    rule: "kinesis-key-in-one-shard",
    statement: "records of a key are read in the order they were put",
    ifNot: "order per key cannot be judged",
    touches: ["order"],
  },
  {
    rule: "kinesis-closed-shard-ends",
    statement: "a shard that was split can be read to its end",
    ifNot: "order across a reshard cannot be judged",
    touches: ["order"],
  },
  {
    rule: "kinesis-shard-writes-bytes",
    statement: "the 1 MB/s that a shard takes are enforced",
    ifNot: noCeiling,
    touches: ["traffic"],
  },
  {
    rule: "kinesis-shard-writes-records",
    statement: "the 1,000 records/s that a shard takes are enforced",
    ifNot: noCeiling,
    touches: ["traffic"],
  },
  {
    rule: "kinesis-shard-reads",
    statement: "the five GetRecords/s of a shard are enforced",
    ifNot: "consumers that share a shard never wait for each other",
    touches: ["traffic"],
  },
  {
    rule: "kinesis-subscribe-pushes",
    statement: "enhanced fan-out pushes records",
    ifNot: "enhanced fan-out cannot be measured",
    touches: ["order", "traffic"],
  },
  {
    rule: "sqs-fifo-many-of-a-group",
    statement: "one receive returns many messages of a group",
    ifNot: "rates of FIFO queues come out up to ten times too low",
    touches: ["traffic"],
  },
  {
    rule: "sqs-fifo-group-locked",
    statement: "a group is locked while one of its messages is in flight",
    ifNot: "two consumers work on one key at once: disorder that AWS would not have",
    touches: ["order", "traffic"],
  },
  {
    rule: "sqs-fifo-redelivery-in-order",
    statement: "a message that comes again comes before later ones of its group",
    ifNot: "disorder after a crash that AWS would not have",
    touches: ["order"],
  },
  {
    rule: "sqs-fifo-partial-expiry",
    statement: "when part of a batch is visible again, nothing behind it overtakes",
    ifNot: "order after a crash differs from what was observed on AWS",
    touches: ["order"],
  },
  {
    rule: "sqs-fifo-deduplicates",
    statement: "a second send with the same deduplication id is not delivered",
    ifNot: "retries make duplicates that AWS would not have",
    touches: ["order"],
  },
  {
    rule: "sqs-fifo-deduplication-scope-queue",
    statement: "deduplication counts in the whole queue by default",
    ifNot: "messages are delivered that AWS would take for duplicates",
    touches: ["order"],
  },
  {
    rule: "sqs-fifo-deduplication-scope-group",
    statement: "deduplication counts per group if that is set",
    ifNot: "high-throughput queues lose messages that AWS would deliver",
    touches: ["order"],
  },
  {
    rule: "sqs-fifo-300-per-second",
    statement: "the 300 calls/s of a FIFO queue are enforced",
    ifNot: noCeiling,
    touches: ["traffic"],
  },
];
