import { describe, expect, it } from "vitest";

import {
  faultsOf,
  fifo,
  fleet,
  load,
  standard,
  stream,
  withConsumer,
  written,
} from "./scenario-file.ts";

const lane = { kind: "by-lane", count: 1 };

describe("an option of a consumer stands where it has a meaning", () => {
  it.each([
    ["by-lane on a stream", stream, { start: "LATEST", checkpointEveryS: 5, settle: "each" }],
    ["at an instant", stream, { start: { atTimestampS: 3.5 }, startAtS: 4, pollMs: 200 }],
    ["by-key on a stream", stream, { kind: "by-key", keysAtOnce: 4, maxEvents: 10_000 }],
    ["more consumers than shards", stream, { count: 100 }],
    ["by-lane on a queue", fifo, { ...lane, settle: "before" }],
    ["by-key on a queue", standard, { kind: "by-key", count: 1, keysAtOnce: 4 }],
    ["competing", standard, { maxEvents: 10, pollMs: 20_000, startAtS: 3 }],
  ])("%s", async (_, design, consumer) => {
    const { scenario } = await load(written({ design: withConsumer(design, consumer) }));
    expect(scenario.design.consumers[0]).toMatchObject(consumer);
  });

  it.each([
    [
      stream,
      { keysAtOnce: 3 },
      "keysAtOnce",
      'has no meaning with kind "by-lane": it belongs to "by-key"',
    ],
    [
      fifo,
      { keysAtOnce: 3 },
      "keysAtOnce",
      'has no meaning with kind "competing": it belongs to "by-key"',
    ],
    [
      fifo,
      { start: "LATEST" },
      "start",
      "has a meaning on Kinesis only: a queue has no place to start from",
    ],
    [standard, { checkpointEveryS: 1 }, "checkpointEveryS", "has a meaning on Kinesis only"],
    [fifo, { maxEvents: 11 }, "maxEvents", "expected number to be <=10"],
    [fifo, { pollMs: 20_001 }, "pollMs", "expected number to be <=20000"],
    [stream, { maxEvents: 10_001 }, "maxEvents", "expected number to be <=10000"],
    [
      stream,
      { start: "NOW" },
      "start",
      'must be "TRIM_HORIZON", "LATEST" or { atTimestampS: seconds of the run }',
    ],
    [stream, { start: { atTimestampS: -1 } }, "start.atTimestampS", "expected number to be >=0"],
    [
      stream,
      { settle: "never" },
      "settle",
      'there is no "never"; there are: each, receive, before',
    ],
    [stream, { checkpointEveryS: -1 }, "checkpointEveryS", "expected number to be >=0"],
    [stream, { kind: "competing" }, "kind", "competing consumers need a queue"],
    [stream, { kind: "by-lanes" }, "kind", 'there is no "by-lanes"; did you mean by-lane?'],
    [stream, { sericeMs: 3 }, "sericeMs", "there is no such field; did you mean serviceMs?"],
    [
      fifo,
      { kind: "by-lane", count: 2 },
      "count",
      "a queue is one lane, so of 2 consumers one could work",
    ],
    [
      standard,
      { kind: "by-key", count: 20 },
      "count",
      "a queue is one lane, so of 20 consumers one could work",
    ],
  ])("of %j, not %j", async (design, consumer, field, message) => {
    const faults = await faultsOf(written({ design: withConsumer(design, consumer) }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`design.consumers.0.${field}: `);
    expect(faults[0]).toContain(message);
  });

  it("so nothing is polled where the shards push", async () => {
    const design = withConsumer({ ...stream, read: "fan-out" } as typeof stream, { pollMs: 200 });
    expect(await faultsOf(written({ design }))).toEqual([
      'design.consumers.0.pollMs: has no meaning with read: "fan-out": the shards push',
    ]);
  });
});

describe("an option of a design or a workload stands where it has a meaning", () => {
  it.each([
    [
      { ...standard, groupId: "truck" },
      "groupId",
      'has no meaning with service "sqs-standard": it belongs to "sqs-fifo"',
    ],
    [{ ...standard, highThroughput: true }, "highThroughput", 'it belongs to "sqs-fifo"'],
    [
      { ...fifo, shards: 5 },
      "shards",
      'has no meaning with service "sqs-fifo": it belongs to "kinesis"',
    ],
    [
      { ...stream, visibilityTimeoutS: 5 },
      "visibilityTimeoutS",
      'it belongs to "sqs-fifo", "sqs-standard"',
    ],
    [
      { ...stream, producer: { kind: "serial", lingerMs: 3 } },
      "producer.lingerMs",
      'it belongs to "batched"',
    ],
    [{ ...fifo, producer: { kind: "batched", maxEntries: 11 } }, "producer.maxEntries", "<=10"],
    [
      { ...stream, producer: { kind: "batched" }, sequenceNumberForOrdering: true },
      "sequenceNumberForOrdering",
      "PutRecords does not",
    ],
    [{ ...fifo, producer: { kind: "aggregated" } }, "producer.kind", "aggregated"],
    [
      { ...stream, producer: { kind: "aggregated" }, payloadEncryption: "aes-256-gcm" },
      "payloadEncryption",
      "not encrypted here",
    ],
    [{ ...fifo, retentionS: 59 }, "retentionS", ">=60"],
    [{ ...stream, retentionHours: 23 }, "retentionHours", ">=24"],
    [{ ...fifo, redrivePolicy: {} }, "redrivePolicy.maxReceiveCount", "is missing"],
    [{ ...stream, service: "kinesys" }, "service", 'there is no "kinesys"; did you mean kinesis?'],
    [
      { ...stream, partitionKey: undefined },
      "partitionKey",
      "is missing: one of truck, depot, region, random, one",
    ],
  ])("not in %j", async (design, field, message) => {
    const faults = await faultsOf(written({ design }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`design.${field}: `);
    expect(faults[0]).toContain(message);
  });

  it.each([
    [
      { ...fleet, arrival: "closed", hz: 2 },
      "hz",
      'has no meaning with arrival "closed": it belongs to "open"',
    ],
    [
      { ...fleet, outstandingPerTruck: 2 },
      "outstandingPerTruck",
      'has no meaning without arrival: it belongs to "closed"',
    ],
    [{ ...fleet, speedup: 2 }, "speedup", 'it belongs to "trace"'],
    [{ kind: "trace" }, "file", "is missing: it must be a string"],
  ])("not in %j", async (workload, field, message) => {
    const faults = await faultsOf(written({ workload }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`workload.${field}: `);
    expect(faults[0]).toContain(message);
  });
});
