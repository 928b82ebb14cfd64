import type {
  ResolvedLambda,
  ResolvedQueueLambda,
  ResolvedStreamLambda,
} from "../../scenario/resolved.ts";
import type { ConsumerContext, ConsumerStrategy } from "../consumer.ts";
import { mapQueue } from "./queue-mapping.ts";
import { mapShards } from "./shard-mapping.ts";

/** A user's Lambda function behind an event source mapping, which is part of the run. */
export const lambda: ConsumerStrategy<ResolvedLambda> = (context) =>
  context.channel.address.kind === "stream"
    ? mapShards(context as ConsumerContext<ResolvedStreamLambda>)
    : mapQueue(context as ConsumerContext<ResolvedQueueLambda>);
