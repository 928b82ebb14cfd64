/** Runs as reports are given them, made by hand: nothing of them depends on the model, the verifier, or the machine. */
import type { HistoryRecord } from "../../src/history/record.ts";
import { createMetrics, type Metrics } from "../../src/metrics/metrics.ts";
import { type Caveat, type RunResult, resultVersion } from "../../src/result/run-result.ts";
import type { AnomalyKind } from "../../src/verify/anomaly.ts";
import { noCounts } from "../../src/verify/findings.ts";
import { queueScenario, streamScenario } from "./sample-scenarios.ts";

/** Each truck sends an event a second, which takes `latencyMs` from its due time to its effect; a key may be a formula. */
export function sampleMetrics({
  keys = ["truck_1", "truck_2"],
  latencyMs = 120,
  throttles = 0,
  arrival = "open" as "open" | "closed",
} = {}): Metrics {
  const metrics = createMetrics({ keys, arrival, apps: ["map"] });
  const durationMs = 3000;
  const records: HistoryRecord[] = [];
  for (let seq = 0; seq < 3; seq += 1) {
    for (const [truck, key] of keys.entries()) {
      const [dueMs, index] = [1000 * seq + 250 * truck, keys.length * seq + truck];
      const sentMs = dueMs + truck;
      const event = { key, seq, index };
      const lane = `lane-${truck + 1}`;
      const consumed = { ...event, app: "map", consumer: `map-${truck + 1}`, lane };
      const [checksum, bytes, position] = [index, 200, `${index}`];
      const startMs = dueMs + latencyMs - 30;
      records.push(
        { type: "send", ...event, dueMs, atMs: sentMs, bytes, checksum },
        { type: "ack", key, seq, atMs: sentMs + 12.5, lane, position },
        { type: "delivery", ...consumed, position, atMs: startMs, bytes, checksum, intact: true },
        { type: "start", ...consumed, position, atMs: startMs },
        { type: "effect", ...consumed, position, atMs: dueMs + latencyMs },
      );
    }
  }
  for (let count = 0; count < throttles; count += 1) {
    const atMs = 1000 + count;
    records.push(
      { type: "throttle", atMs, action: "PutRecord", entries: 1 },
      { type: "retry", atMs: atMs + 100, action: "PutRecord" },
      { type: "retried", atMs: atMs + 110, action: "PutRecord", attempts: 2, retryDelayMs: 100 },
    );
  }
  records.sort((a, b) => a.atMs - b.atMs);
  const offered = 3 * keys.length;
  records.push({
    type: "end",
    atMs: durationMs + 500,
    offered,
    sendingMs: durationMs,
    drained: true,
    interrupted: false,
  });
  for (const record of records) metrics.add(record);
  return metrics.close();
}

/** A run that did what it should, or one that differs from it in these fields. */
export function sampleRun(changes: Partial<RunResult> = {}): RunResult {
  const metrics = sampleMetrics();
  return {
    version: resultVersion,
    name: "stream",
    setup: {
      scenario: streamScenario,
      overrides: [],
      seed: 1,
      clock: "virtual",
      target: { kind: "embedded", label: "embedded model" },
      load: {
        keyCount: 2,
        payloadBytes: 200,
        sendingMs: 3000,
        arrival: "open",
        eventCount: 6,
        shardsNeeded: { forTheseKeys: 1, forAnEvenSpread: 1 },
      },
      replay: ["bench", "--scenario", "stream", "--seed", "1", "--target", "embedded"],
    },
    evidence: "modelled",
    state: "complete",
    durationMs: 3500,
    guarantee: "ordered",
    verdict: {
      verdict: "valid",
      reasons: [],
      counts: noCounts(),
      countsByKey: [],
      evidence: [],
      notes: [],
      setAside: { deadLettered: 0, discarded: 0 },
      checked: {
        records: 31,
        keys: 2,
        sends: 6,
        acks: 6,
        deliveries: 6,
        starts: 6,
        effects: 6,
        commits: 0,
      },
    },
    brokenKeys: [],
    metrics,
    costUsd: 0.000_012_5,
    caveats: [],
    leftOver: [],
    expectations: [
      { kind: "verdict", expected: "valid", found: "valid", outcome: "held" },
      { kind: "figure", column: "consumers_active_max", is: 2, found: 2, outcome: "held" },
    ],
    ...changes,
  };
}

/** The setup of the plain run, with these differences. */
export function sampleSetup(
  changes: Partial<NonNullable<RunResult["setup"]>> = {},
): NonNullable<RunResult["setup"]> {
  return { ...sampleRun().setup!, ...changes };
}

/** A negative control whose disorder was found, with a truck that is called like a formula. */
export function disorderedRun(): RunResult {
  const formula = "=1+2";
  const kinds: Partial<Record<AnomalyKind, number>> = {
    "nonmonotonic-effect": 2,
    "duplicate-effect": 1,
  };
  const where = { app: "map", consumer: "map-1", lane: "queue", position: "a1b2" };
  const seconds = ["effect of =1+2#1 came after that of =1+2#2", "=1+2#0 was processed twice"];
  return sampleRun({
    name: "queue",
    setup: sampleSetup({
      scenario: queueScenario,
      load: {
        keyCount: 2,
        payloadBytes: 200,
        sendingMs: 3000,
        arrival: "open",
        eventCount: 6,
      },
      replay: ["bench", "--scenario", "../my queue.ts", "--seed", "1", "--target", "embedded"],
    }),
    metrics: sampleMetrics({ keys: [formula, "truck_2"], latencyMs: 80 }),
    verdict: {
      ...sampleRun().verdict,
      verdict: "invalid",
      reasons: [`nonmonotonic-effect: 2 found, none allowed (ordered); first: ${seconds[0]}`],
      counts: { ...noCounts(), ...kinds },
      countsByKey: [{ key: formula, counts: kinds }],
      evidence: [
        {
          kind: "nonmonotonic-effect",
          key: formula,
          seq: 1,
          otherSeq: 2,
          ...where,
          atMs: 2080.25,
          detail: seconds[0]!,
        },
        { kind: "duplicate-effect", key: formula, seq: 0, ...where, atMs: 90, detail: seconds[1]! },
        {
          kind: "nonmonotonic-effect",
          key: "truck_2",
          seq: 0,
          otherSeq: 1,
          otherKey: formula,
          ...where,
          atMs: 2100,
          detail: 'a detail with "quotes", commas\nand a line end',
        },
      ],
    },
    brokenKeys: [
      {
        kind: "nonmonotonic-effect",
        key: formula,
        seq: 1,
        otherSeq: 2,
        detail: seconds[0]!,
        records: [
          { type: "effect", ...where, key: formula, seq: 2, index: 4, atMs: 2000 },
          { type: "effect", ...where, key: formula, seq: 1, index: 2, atMs: 2080.25 },
        ],
      },
    ],
    expectations: [
      { kind: "verdict", expected: "invalid", found: "invalid", outcome: "held" },
      { kind: "anomaly", anomaly: "nonmonotonic-effect", found: 2, outcome: "held" },
    ],
  });
}

/** A run under a closed loop, of which nothing came true. */
export function disappointingRun(): RunResult {
  const { load } = sampleSetup();
  return sampleRun({
    setup: sampleSetup({
      seed: 2,
      load: { ...load, arrival: "closed" },
      overrides: [{ path: "design.shards", value: 2 }],
      replay: ["bench", "--scenario", "stream", "--seed", "2", "--set", "design.shards=2"],
    }),
    metrics: sampleMetrics({ arrival: "closed", throttles: 2, latencyMs: 1400 }),
    verdict: {
      ...sampleRun().verdict,
      verdict: "unknown",
      reasons: ["2 acknowledged events were not delivered before the history ended"],
      counts: { ...noCounts(), unseen: 2 },
      countsByKey: [{ key: "truck_2", counts: { unseen: 2 } }],
    },
    state: "interrupted",
    durationMs: 3400,
    expectations: [
      { kind: "verdict", expected: "valid", found: "unknown", outcome: "failed" },
      { kind: "anomaly", anomaly: "lost", found: 0, outcome: "failed" },
      { kind: "figure", column: "put_p50_ms", atMost: 5, found: 12.503, outcome: "failed" },
      { kind: "figure", column: "e2e_p50_ms", atLeast: 1, atMost: 9, outcome: "failed" },
      { kind: "figure", column: "trucks", is: 3, found: 2, outcome: "not-judged" },
    ],
  });
}

const caveat: Caveat = {
  rule: "kinesis-shard-writes-records",
  statement: "the 1,000 records/s that a shard takes are enforced",
  answer: "no",
  seen: "5000 records were taken",
  meaning: "a design is never held back where AWS holds it back",
  touches: ["traffic"],
};

/** A run in real time on somebody's emulator, whose client was slow, which failed, and kept what it should have deleted. */
export function measuredRun(): RunResult {
  return sampleRun({
    setup: sampleSetup({
      clock: "real",
      target: { kind: "endpoint", label: "an endpoint" },
      replay: ["bench", "--scenario", "stream", "--seed", "1", "--target", "endpoint"],
    }),
    evidence: "measured",
    state: "failed",
    failure: "every request has failed for 6 s: ECONNREFUSED",
    metrics: sampleMetrics({ latencyMs: 45 }),
    clientLoad: { delayP99Ms: 31.25, delayMaxMs: 80, busy: 0.95, isBound: true },
    caveats: [caveat],
    leftOver: ["could not delete the stream convoy-stream-1"],
  });
}
