import type { Parked } from "../../parked.ts";
import type { Queues } from "../queue/queues.ts";

/** One SQS action: the decoded input in, the output out or a long poll that waits, an AWS-shaped error thrown. */
export type SqsAction = (queues: Queues, input: unknown, nowMs: number) => object | Parked;
