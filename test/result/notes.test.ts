import { describe, expect, it } from "vitest";

import { notesOf } from "../../src/result/notes.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { measuredRun, sampleMetrics, sampleRun, sampleSetup } from "./sample-runs.ts";

function streamOf(shards: number, load = sampleSetup().load): RunResult["setup"] {
  const { scenario } = sampleSetup();
  if (scenario.design.service !== "kinesis") throw new Error("the sample is a stream");
  return sampleSetup({ scenario: { ...scenario, design: { ...scenario.design, shards } }, load });
}

describe("notes", () => {
  it("say how MD5 spreads the keys, unless there is one shard, or too many to read", () => {
    const spread = "2 shards: 1 1 trucks per shard, 1.0 on average: MD5 spreads 2 keys unevenly";
    expect(notesOf(sampleRun())).toEqual([spread]);
    expect(notesOf(sampleRun({ setup: streamOf(1)! }))).toEqual([]);
    expect(notesOf(sampleRun({ setup: streamOf(11)! }))).toEqual([]);
  });

  it("say where throttling begins, if it is the design's own and the load has a rate", () => {
    const metrics = sampleMetrics({ throttles: 2 });
    const begins =
      "stream: throttling begins at 2 events/s in all; the hottest of 2 shards has 1 of 2 trucks";
    expect(notesOf(sampleRun({ metrics }))).toContain(begins);
    const { load, scenario } = sampleSetup();
    const closed = sampleSetup({ load: { ...load, arrival: "closed" } });
    expect(notesOf(sampleRun({ metrics, setup: closed }))).not.toContain(begins);
    const faults = [{ kind: "throttle", actions: ["PutRecord"], probability: 1 }] as const;
    const planted = sampleSetup({ scenario: { ...scenario, faults } });
    expect(notesOf(sampleRun({ metrics, setup: planted }))).not.toContain(begins);
  });

  it("say how many shards a load takes that one cannot carry", () => {
    const { load } = sampleSetup();
    const setup = streamOf(2, { ...load, shardsNeeded: { forTheseKeys: 6, forAnEvenSpread: 5 } })!;
    expect(notesOf(sampleRun({ setup }))).toContain(
      "stream: this load takes 6 shards with the spread of these keys, 5 with an even one; it had 2",
    );
  });

  it("say what is unlike AWS once for each meaning, that the client was slow, and what is left", () => {
    const { caveats } = measuredRun();
    const notes = notesOf({
      ...measuredRun(),
      caveats: [...caveats, { ...caveats[0]!, rule: "other" }],
    });
    expect(notes.filter((note) => note.startsWith("stream *: unlike AWS, "))).toHaveLength(1);
    expect(notes).toContainEqual(
      expect.stringMatching(/client was the bottleneck \(95 % busy, timers 31 ms late at p99\)/),
    );
    expect(notes.at(-1)).toBe("could not delete the stream convoy-stream-1");
    const { clientLoad } = measuredRun();
    const unbound = { ...measuredRun(), clientLoad: { ...clientLoad!, isBound: false } };
    expect(notesOf(unbound).join()).not.toContain("bottleneck");
  });

  it("say that iterators expired, and what was skipped for it", () => {
    const metrics = sampleMetrics();
    const apps = metrics.apps.map((app) => ({
      ...app,
      expiredIterators: { count: 2, firstAtMs: 331_200 },
    }));
    const run = (whenExpired: "go-on" | "latest"): RunResult => {
      const { scenario } = sampleSetup();
      const { design } = scenario;
      const consumers = design.consumers.map((consumer) => ({ ...consumer, whenExpired }));
      const setup = sampleSetup({
        scenario: { ...scenario, design: { ...design, consumers } as never },
      });
      return sampleRun({ setup, metrics: { ...metrics, apps } });
    };
    const expired =
      "stream: 2 iterators of map expired, first at 331 s: a reader asked for nothing for more than five minutes";
    expect(notesOf(run("go-on"))).toContain(expired);
    expect(notesOf(run("latest"))).toContain(
      `${expired}; it went on at the latest, and skipped what came meanwhile`,
    );
  });
});
