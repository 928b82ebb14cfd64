import type { Streams } from "../stream/streams.ts";

/** One Kinesis action: the decoded input in, the output out, an AWS-shaped error thrown. */
export type KinesisAction = (streams: Streams, input: unknown, nowMs: number) => object;
