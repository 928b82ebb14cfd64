import { checked } from "../input/checked.ts";
import { streamArnField } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { throughputExceeded } from "../limits/throughput-exceeded.ts";
import { bytesBetween, describeChild, describeRecords, pageEnd } from "../stream/records-page.ts";
import { isStuck } from "../stream/stuck.ts";
import { dryRun } from "./dry-run.ts";
import type { KinesisAction } from "./kinesis-action.ts";
import { decodeIterator, encodeIterator } from "./shard-iterator.ts";

/**
 * At most 10 MB and 10,000 records per call (K-SDK GetRecords, BOTO). K-SDK calls a larger Limit an InvalidArgumentException; the
 * live service was recorded to call it a ValidationException (mhart/kinesalite test/getRecords.js).
 */
const maxCallBytes = 10 * 2 ** 20;
const maxCallRecords = 10_000;
const shape: Shape = {
  Limit: { type: "integer", min: 1, max: maxCallRecords },
  ShardIterator: { type: "string", required: true, min: 1, max: 512 },
  StreamARN: streamArnField,
  DryRun: { type: "boolean" },
};

interface GetRecordsInput {
  readonly ShardIterator: string;
  readonly Limit?: number;
  readonly DryRun?: boolean;
}

/** The next records of a shard, in the order of their sequence numbers. */
export const getRecords: KinesisAction = (streams, input, nowMs) => {
  const request = checked<GetRecordsInput>(shape, input);
  const { environment } = streams;
  const limit = request.Limit ?? maxCallRecords;
  const { stream, shard, index } = decodeIterator(streams, request.ShardIterator, nowMs);
  if (request.DryRun === true) throw dryRun();
  if (environment.hasQuotas && !shard.reads.admitCall(nowMs)) {
    throw throughputExceeded(stream.options.name, shard.id, environment.accountId);
  }
  shard.log.trim(stream.horizonMs(nowMs));
  const start = Math.max(index, shard.log.firstIndex);
  const readableEnd = streams.sharedFrontier(stream, shard).endAt(nowMs);
  const end = isStuck(environment, "GetRecords", shard, nowMs)
    ? start
    : pageEnd(shard, start, Math.min(readableEnd, start + limit), maxCallBytes);
  const Records = describeRecords(stream, shard, start, end);
  shard.reads.spend(nowMs, bytesBetween(shard, start, end));
  const isFinished = !shard.isOpen && end >= shard.log.endIndex;
  return {
    Records,
    ...(!isFinished && { NextShardIterator: encodeIterator({ stream, shard, index: end }, nowMs) }),
    // How far this is from the tip: the age of the first record it did not return (the exact measure is assumed).
    MillisBehindLatest: end < readableEnd ? nowMs - shard.log.arrivedMsOf(end) : 0,
    ...(isFinished && { ChildShards: shard.children.map(describeChild) }),
  };
};
