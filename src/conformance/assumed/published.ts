/** What was measured on AWS and published, from a send to a Lambda handler: what the default latency is held to. */
export interface EndToEnd {
  readonly p10Ms: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
}

/** The four ways from a producer to a Lambda function that were measured. */
export type Path = "sqs-standard" | "sqs-fifo" | "kinesis-shared" | "kinesis-fan-out";

interface Published extends EndToEnd {
  readonly title: string;
}

export const publishedSource =
  'bitesizedserverless.com, "serverless messaging latency compared" (2022; the code is donkersgoed\'s): 1,024 messages each, eu-west-1, event source mapping with batches of one, the invocation included; a p99 rests on ten samples';

export const published: Readonly<Record<Path, Published>> = {
  "sqs-standard": {
    title: "SQS, a standard queue",
    p10Ms: 13.7,
    p50Ms: 16.2,
    p90Ms: 33.8,
    p99Ms: 105,
  },
  "sqs-fifo": {
    title: "SQS, a FIFO queue, a new group for each message",
    p10Ms: 21.9,
    p50Ms: 28.1,
    p90Ms: 61.2,
    p99Ms: 645,
  },
  "kinesis-shared": {
    title: "Kinesis, one shard, polled once a second",
    p10Ms: 267,
    p50Ms: 627,
    p90Ms: 965,
    p99Ms: 1580,
  },
  "kinesis-fan-out": {
    title: "Kinesis, one shard, enhanced fan-out",
    p10Ms: 28.8,
    p50Ms: 49.4,
    p90Ms: 67.5,
    p99Ms: 109,
  },
};

/** How far the model may be from that: p10 to p90 a quarter, p99 a factor of two. */
export const tolerance = { quantile: 0.25, tail: 2 } as const;

/** Whether a modelled quantile is near enough to the published one. */
export function isNear(quantile: keyof EndToEnd, modelledMs: number, publishedMs: number): boolean {
  const ratio = modelledMs / publishedMs;
  if (quantile === "p99Ms") return ratio <= tolerance.tail && ratio >= 1 / tolerance.tail;
  return Math.abs(ratio - 1) <= tolerance.quantile;
}
