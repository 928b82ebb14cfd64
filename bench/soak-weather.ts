/** What goes wrong during a soak, and how long things take. */
import type { Fault, LatencyProfile } from "../src/emulator/emulator.ts";

const kinds: readonly Fault[] = [
  { kind: "throttle", actions: ["PutRecords", "GetRecords", "SendMessage"], probability: 0.01 },
  { kind: "throttle", actions: ["PutRecords"], everyS: 10, forS: 0.3, probability: 0.5 },
  { kind: "server-error", statusCode: 503, probability: 0.002 },
  { kind: "lost-request", probability: 0.002 },
  { kind: "lost-response", probability: 0.002 },
  { kind: "record-failure", probability: 0.005 },
  { kind: "slow", addMs: 40, probability: 0.01 },
  { kind: "delayed-visibility", addMs: 200, probability: 0.001 },
  { kind: "duplicate-delivery", withinMs: 1000, probability: 0.01 },
  { kind: "stuck-shard", shard: "shardId-000000000000", everyS: 10, forS: 1 },
];
/** Short, so that much happens, and there, so that callers can go while a request or its answer is on the way. */
const quick = { p50Ms: 1, p99Ms: 5 };
export const latency: LatencyProfile = {
  source: "the soak",
  services: { kinesis: quick, sqs: quick },
  actions: {},
  requestShare: { min: 0.5, max: 0.5 },
  kinesisPropagationMs: 2,
  kinesisFanOutPropagationMs: 2,
};

/** Making and deleting goes undisturbed: it is not what is under test. */
const disturbed = [
  "PutRecords",
  "GetRecords",
  "GetShardIterator",
  "SendMessage",
  "SendMessageBatch",
  "ReceiveMessage",
  "DeleteMessageBatch",
];

export const faults: readonly Fault[] = kinds.map((kind) => ({ actions: disturbed, ...kind }));
