import { describe, expect, it } from "vitest";

import { resolveDesign } from "../../src/scenario/resolve.ts";
import { fifo, load, standard, stream, withConsumer, written } from "./scenario-file.ts";

const consumer = {
  serviceMs: 0,
  settle: "receive",
  startAtS: 0,
  start: "TRIM_HORIZON",
  checkpointEveryS: 0,
  children: "after-parents",
  whenExpired: "go-on",
  idempotent: false,
  attempts: 1,
};

describe("a scenario as it is loaded", () => {
  it("has every default of a stream filled in", async () => {
    const { scenario } = await load(written());
    expect(scenario).toEqual({
      name: "mine",
      summary: "A design of my own.",
      workload: {
        kind: "fleet",
        trucks: 3,
        hz: 1,
        durationS: 5,
        jitter: 0.1,
        payloadBytes: 200,
        arrival: "open",
        outstandingPerTruck: 1,
      },
      design: {
        ...stream,
        sequenceNumberForOrdering: false,
        read: "shared",
        consumers: [
          {
            ...stream.consumers[0],
            ...consumer,
            maxEvents: 10_000,
            pollMs: 1000,
            onFailure: "retry",
          },
        ],
      },
      faults: [],
      guarantee: "ordered",
      drainS: 120,
      expect: { verdict: "valid", anomalies: [], figures: [] },
    });
  });

  it("has every default of a queue filled in, of each kind its own", async () => {
    const consumers = [
      { ...fifo.consumers[0], ...consumer, maxEvents: 10, pollMs: 20_000, onFailure: "leave" },
    ];
    expect((await load(written({ design: fifo }))).scenario.design).toEqual({
      ...fifo,
      groupId: "truck",
      deduplication: "id",
      highThroughput: false,
      visibilityTimeoutS: 30,
      consumers,
    });
    expect((await load(written({ design: standard }))).scenario.design).toEqual({
      ...standard,
      visibilityTimeoutS: 30,
      consumers,
    });
  });

  it("has the defaults of by-key and of batches, the largest call being the service's", async () => {
    const design = withConsumer(
      { ...stream, producer: { kind: "batched", maxCalls: 3 } } as typeof stream,
      { kind: "by-key" },
    );
    const { scenario } = await load(written({ design }));
    expect(scenario.design.producer).toEqual({
      kind: "batched",
      maxEntries: 500,
      lingerMs: 20,
      maxPerTruck: 1,
      scope: "truck",
      backOffMs: 100,
      maxCalls: 3,
    });
    expect(scenario.design.consumers[0]).toMatchObject({ kind: "by-key", keysAtOnce: 10 });
    const queue = resolveDesign({
      ...fifo,
      service: "sqs-fifo",
      producer: { kind: "batched" },
      consumers: [],
    });
    expect(queue.producer).toMatchObject({ maxEntries: 10 });
  });
});
