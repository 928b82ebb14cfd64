/**
 * What a result that comes from a file must be, as far as anything here reads it. Fields that are not known are kept: they may be of a
 * later convoy, or of whoever wrote the file.
 */
import { z } from "zod";

import { fieldsOf } from "../history/record-fields.ts";
import { anomalyKinds } from "../verify/anomaly.ts";
import { profiles } from "../verify/profile.ts";
import { resultVersion } from "./run-result.ts";
import { sensitivities } from "./sensitivity-schema.ts";
import { resultFormat } from "./suite-result.ts";

const number = z.number();
const count = z.number().int().min(0);
const text = z.string();
const texts = z.array(text);
const kind = z.enum(anomalyKinds);
const verdictWord = z.enum(["valid", "invalid", "unknown"]);
const expectedWord = z.enum([...verdictWord.options, "either"]);
const cell = z.union([text, number, z.boolean()]);
const outcome = z.enum(["held", "failed", "not-judged"]);
const profile = z.enum(Object.keys(profiles));

const latency = z.looseObject({
  count,
  negativeCount: count,
  sumMs: number,
  meanMs: number.optional(),
  p50Ms: number.optional(),
  p90Ms: number.optional(),
  p99Ms: number.optional(),
  p999Ms: number.optional(),
  maxMs: number.optional(),
  histogram: text,
});

const parallelism = z.looseObject({
  consumersActiveMax: count,
  consumersActiveMean: number,
  consumersReceiving: count,
  keysInFlightMax: count,
});

const metrics = z.looseObject({
  arrival: z.enum(["open", "closed"]),
  primaryApp: text.optional(),
  counts: z.looseObject({
    offered: number,
    sent: number,
    acked: number,
    delivered: number,
    unique: number,
    effected: number,
    throttledRequests: number,
    throttledEntries: number,
    retries: number,
    retriedRequests: number,
    retryDelayMs: number,
    uncertain: number,
    refused: number,
  }),
  rates: z.looseObject({
    produceEventsPerSecond: number,
    produceMbPerSecond: number,
    steadyEventsPerSecond: number,
    steadyMbPerSecond: number,
    consumeEventsPerSecond: number,
  }),
  latency: z.looseObject({ put: latency, sendDelay: latency, endToEnd: latency }),
  parallelism,
  saturated: z.boolean(),
  saturation: z.looseObject({
    saturated: z.boolean(),
    step: z.enum(["send", "consume"]),
    earlyLagMs: number,
    endLagMs: number,
    endBacklogMs: number,
  }),
  firstThrottle: z.looseObject({ atMs: number, action: text, offeredPerSecond: number }).optional(),
  limit: z
    .looseObject({
      atMs: number,
      perKeyHz: number,
      by: z.enum(["write-quota", "producer", "read-quota", "consumers"]),
    })
    .optional(),
  throttles: z.array(
    z.looseObject({ action: text, requestCount: count, entryCount: count, firstAtMs: number }),
  ),
  keysPerLane: z.array(
    z.looseObject({ lane: text, keyCount: count, eventCount: count.optional() }),
  ),
  seconds: z.array(
    z.looseObject({
      second: count,
      due: number,
      sent: number,
      acked: number,
      ackedBytes: number,
      delivered: number,
      effected: number,
      activeMs: number,
      sendBacklog: number,
      backlog: number,
      throttled: number,
      throttledEntries: number,
      retries: number,
      p99EndToEndMs: number,
      maxEndToEndMs: number,
    }),
  ),
  keys: z.array(
    z.looseObject({
      key: text,
      sent: count,
      acked: count,
      delivered: count,
      effected: count,
      lanes: texts,
      maxSendDelayMs: number,
      endToEndP50Ms: number.optional(),
      endToEndP99Ms: number.optional(),
      endToEndMaxMs: number.optional(),
    }),
  ),
  apps: z.array(
    z.looseObject({
      app: text,
      deliveredCount: count,
      uniqueCount: count,
      effectedCount: count,
      consumeEventsPerSecond: number,
      endToEnd: latency,
      effectsWithoutDueTime: count,
      parallelism,
      expiredIterators: z.looseObject({ count, firstAtMs: number }).optional(),
      digest: text.optional(),
    }),
  ),
});

const someCounts = z.partialRecord(kind, count);

const verdict = z.looseObject({
  verdict: verdictWord,
  reasons: texts,
  counts: someCounts,
  countsByKey: z.array(z.looseObject({ key: text, counts: someCounts })),
  evidence: z.array(
    z.looseObject({
      kind,
      key: text,
      seq: number,
      otherSeq: number.optional(),
      otherKey: text.optional(),
      app: text.optional(),
      consumer: text.optional(),
      lane: text.optional(),
      position: text.optional(),
      atMs: number,
      detail: text,
    }),
  ),
  notes: texts.optional(),
  setAside: z.looseObject({ deadLettered: count, discarded: count }).optional(),
  checked: z.looseObject({
    records: count,
    keys: count,
    sends: count,
    acks: count.optional(),
    deliveries: count,
    starts: count.optional(),
    effects: count,
    commits: count.optional(),
  }),
});

const brokenKey = z.looseObject({
  kind: text,
  key: text,
  seq: number,
  otherSeq: number.optional(),
  detail: text,
  records: z.array(z.looseObject({ type: z.enum(Object.keys(fieldsOf)), atMs: number })),
});

const track = z.looseObject({
  key: text,
  positions: z.array(z.looseObject({ seq: number, atMs: number, lat: number, lon: number })),
});

const parties = {
  producer: z.looseObject({ kind: text }),
  consumers: z.array(z.looseObject({ app: text, kind: text, count })),
};

const scenario = z.looseObject({
  name: text,
  design: z.discriminatedUnion("service", [
    z.looseObject({
      service: z.literal("kinesis"),
      shards: count,
      partitionKey: text,
      ...parties,
    }),
    z.looseObject({ service: z.literal("sqs-fifo"), groupId: text, ...parties }),
    z.looseObject({ service: z.literal("sqs-standard"), ...parties }),
  ]),
  faults: z.array(z.looseObject({ kind: text })),
  guarantee: profile,
  expect: z.looseObject({
    verdict: expectedWord,
    anomalies: z.array(kind),
    figures: z.array(z.looseObject({ column: text })),
  }),
});

const setup = z.looseObject({
  scenario,
  overrides: z.array(z.looseObject({ path: text, value: z.unknown() })),
  seed: count,
  clock: z.enum(["virtual", "real"]),
  target: z.looseObject({
    kind: text,
    label: text,
    latency: z.looseObject({ name: text, source: text }).optional(),
  }),
  load: z.looseObject({
    keyCount: count,
    payloadBytes: count,
    sendingMs: number,
    arrival: z.enum(["open", "closed"]),
    eventCount: count.optional(),
    shardsNeeded: z
      .looseObject({ forTheseKeys: count.optional(), forAnEvenSpread: count })
      .optional(),
  }),
  replay: texts,
  assumptions: z.array(z.looseObject({ name: text, value: text })).optional(),
});

const expectation = z.discriminatedUnion("kind", [
  z.looseObject({
    kind: z.literal("verdict"),
    expected: expectedWord,
    found: verdictWord,
    outcome,
  }),
  z.looseObject({ kind: z.literal("anomaly"), anomaly: kind, found: count, outcome }),
  z.looseObject({
    kind: z.literal("figure"),
    column: text,
    atLeast: number.optional(),
    atMost: number.optional(),
    is: cell.optional(),
    found: cell.optional(),
    outcome,
  }),
]);

const run = z.looseObject({
  version: z.literal(resultVersion),
  name: text,
  setup: setup.optional(),
  evidence: z.enum(["modelled", "measured", "unknown"]),
  state: z.enum(["complete", "interrupted", "failed", "unknown"]),
  failure: text.optional(),
  endedBy: text.optional(),
  durationMs: number,
  guarantee: profile,
  verdict,
  brokenKeys: z.array(brokenKey),
  tracks: z.array(track).optional(),
  metrics,
  costUsd: number.optional(),
  clientLoad: z
    .looseObject({ delayP99Ms: number, delayMaxMs: number, busy: number, isBound: z.boolean() })
    .optional(),
  caveats: z.array(
    z.looseObject({
      rule: text,
      statement: text,
      answer: z.enum(["no", "unclear", "not offered"]),
      seen: text.optional(),
      meaning: text.optional(),
      touches: z.array(z.enum(["order", "traffic"])),
    }),
  ),
  leftOver: texts,
  expectations: z.array(expectation),
});

const scenarioResults = z.array(
  z.looseObject({
    scenario: text,
    runs: z.array(run),
    failure: text.optional(),
    duration: z
      .looseObject({
        count,
        meanMs: number,
        minMs: number,
        maxMs: number,
        sdMs: number.optional(),
        rmePercent: number.optional(),
      })
      .optional(),
  }),
);

export const suiteSchema = z.looseObject({
  format: z.literal(resultFormat),
  version: z.literal(resultVersion),
  interrupted: z.boolean(),
  scenarios: scenarioResults,
  skipped: z.array(z.looseObject({ scenario: text, reason: text })),
  modelled: scenarioResults.optional(),
  sensitivity: sensitivities.optional(),
});
