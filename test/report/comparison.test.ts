import { describe, expect, it } from "vitest";

import { comparisonText } from "../../src/report/terminal/comparison-text.ts";
import { adviceOn } from "../../src/result/comparison-advice.ts";
import type { ComparisonFigures, DesignFigures } from "../../src/result/comparison-figures.ts";
import { markOf } from "../../src/result/rests-on.ts";
import { familiesOf, listed } from "../../src/result/short-names.ts";

const stream: DesignFigures = {
  design: "kinesis-5-shards",
  service: "kinesis",
  order: "kept",
  keysPerLane: { least: 18, most: 24 },
  said: { consumers: 5, eventsPerS: 5000, mbPerS: 5 },
  isBehind: false,
  e2eP50Ms: 900,
  e2eP99Ms: 1084,
  drainS: 35,
  consumersActive: 5,
  ceilingPerS: 5000,
  sustainedPerS: 5000,
  isCeilingQuota: true,
  ceilingMbPerS: 5,
  keptUpPerS: 120,
  gaveFirst: "consumers",
  replay: "same",
  costUsdPerMillion: 0.22,
  restsOn: {
    order: [],
    e2eP50Ms: ["kinesis-put-record", "poll-phase"],
    e2eP99Ms: [],
    drainS: [],
    consumersActive: [],
    ceilingPerS: ["quota-window"],
    ceilingMbPerS: [],
    keptUpPerS: [],
  },
  workers: 5,
  receivesSeveral: false,
};
const queue: DesignFigures = {
  ...stream,
  design: "sqs-fifo-100-groups",
  service: "sqs-fifo",
  said: { consumers: 100, eventsPerS: 300, mbPerS: undefined },
  e2eP50Ms: 55,
  drainS: 2,
  consumersActive: 100,
  ceilingPerS: 300,
  ceilingMbPerS: 2.3,
  replay: "no",
  costUsdPerMillion: 1.5,
  workers: 100,
  receivesSeveral: true,
};
const standard: DesignFigures = { ...queue, design: "sqs-standard", order: "lost" };

function figures(...designs: readonly DesignFigures[]): ComparisonFigures {
  const common = { name: "100-trucks", trucks: 100, eventsPerS: 100, handlerMs: 35 };
  return { ...common, busyPerS: 100, lateS: 30, consumers: 100, evidence: "modelled", designs };
}

describe("when to choose which", () => {
  it("is said of the fleet as it is, of slower handlers, and of larger fleets", () => {
    const [latency, handlers, fleets] = adviceOn(figures(stream, queue, standard));
    expect(latency).toBe(
      "100 trucks, handler 35 ms: quickest sqs-fifo-100-groups (median 55 ms); the others from 900 ms; cheapest kinesis-5-shards ($0.22/M); never sqs-standard: order lost.",
    );
    // Nine tenths of a truck's second; and what five unevenly filled shards were seen to keep up with.
    expect(handlers).toBe(
      "Slower handlers: sqs-fifo-100-groups up to 900 ms, one message a receive; kinesis-5-shards up to 40 ms; above 900 ms none: each truck alone sends every 1000 ms.",
    );
    expect(fleets).toMatch(
      /kinesis-5-shards 5,000; sqs-fifo-100-groups 300; 10,000 take 10 shards/,
    );
  });

  it("stays open between medians that published measurements do not tell apart", () => {
    const close = { ...stream, design: "kinesis-5-shards-fan-out", e2eP50Ms: 128 };
    expect(adviceOn(figures(close, queue))[0]).toMatch(/median 55 ms to 128 ms: open/);
  });

  it("counts with the busiest seconds, and chooses nothing that falls behind in them", () => {
    const behind = { ...stream, isBehind: true, e2eP50Ms: undefined };
    const [latency, handlers, fleets] = adviceOn({ ...figures(behind, queue), busyPerS: 200 });
    expect(latency).toMatch(/ever further behind: kinesis-5-shards; cheapest sqs-fifo-100-groups/);
    expect(handlers).toMatch(/sqs-fifo-100-groups up to 450 ms.*; kinesis-5-shards up to 20 ms/);
    expect(fleets).toMatch(/kinesis-5-shards 2,500; .*10,000 take 20 shards/);
  });

  it("counts with the handlers there are, and the fullest shard, where something else gave first", () => {
    // Five handlers, nine tenths of their time, for shards of which the fullest has 24 trucks in place of 20.
    const throttled = { ...stream, gaveFirst: "write-quota" };
    expect(adviceOn(figures(throttled))[1]).toMatch(/kinesis-5-shards up to 35 ms; above 900 ms/);
  });

  it("has a fleet's handlers beside its writes, and takes no producer's limit for a quota", () => {
    const fast = { ...queue, design: "fast", ceilingPerS: 10_100, isCeilingQuota: false };
    const fleets = adviceOn(figures(stream, fast))[2];
    expect(fleets).toMatch(/fast 10,000 or more; kinesis-5-shards 5,000;/);
    expect(fleets).toMatch(/and 350 handlers at once/);
  });

  it("is nothing where no design kept order", () => {
    expect(adviceOn(figures(standard))).toEqual([
      "No design kept the order of every truck: none can be advised.",
    ]);
  });
});

describe("a comparison on the terminal", () => {
  const variants = ["200ms", "fan-out", "10-keys"].map((variant) => ({
    ...stream,
    design: `${stream.design}-${variant}`,
  }));
  const lines = comparisonText(figures(stream, ...variants, queue, standard));

  it("is at most 25 lines of 80 characters", () => {
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("marks each figure with the letters of what it rests on, where there is room", () => {
    const marked = comparisonText(figures(stream, queue), { marks: true });
    const marks = ["kinesis-put-record", "poll-phase"].map(markOf).join("");
    expect(marked.find((line) => line.startsWith("e2e p50"))).toContain(` 900 ${marks}`);
    expect(marked.find((line) => line.startsWith("read again"))).not.toContain(marks);
    expect(lines.join("\n")).not.toContain(` ${marks}`);
  });

  it("tells one truck from several, and the whole name of a design that stands alone", () => {
    const alone = { ...stream, design: "kinesis-5-shards-fan-out" };
    const text = comparisonText({ ...figures(alone, queue), trucks: 1, consumers: 1 }).join("\n");
    expect(text).toMatch(/^1 truck, .* 1 consumer \(/);
    expect(text).toMatch(/ kinesis-5-shards-fan-out /);
  });

  it("says how late the consumers came, and that a design falls behind", () => {
    const behind = { ...stream, isBehind: true, e2eP50Ms: undefined };
    const text = comparisonText({ ...figures(behind, queue), lateS: 5, busyPerS: 170 }).join("\n");
    expect(text).toMatch(/100 events\/s, up to 170/);
    expect(text).toMatch(/e2e p50, ms +behind +55/);
    expect(text).toMatch(/^catch up 5 s: s /m);
  });

  it("has what was seen beside what is said, and says what it is", () => {
    const text = lines.join("\n");
    expect(text).toMatch(/modelled/);
    expect(text).toMatch(/at work\/said +5\/5/);
    expect(text).toMatch(/LOST/);
  });
});

describe("names of designs", () => {
  it("are told by what they add to the first of their family", () => {
    expect(familiesOf(["a-b", "a-b-c", "a-b-d", "a-x"])).toEqual([
      { base: "a-b", variants: ["", "-c", "-d"] },
      { base: "a-x", variants: [""] },
    ]);
    expect(listed(["a-b-d", "a-b", "a-x"], ["a-b", "a-b-c", "a-b-d", "a-x"])).toBe("a-b, -d, a-x");
    expect(listed(["a-b-d", "a-b", "a-b-c"], ["a-b", "a-b-c", "a-b-d", "a-x"])).toBe("all a-b");
    expect(listed(["a-b-d"], ["a-b", "a-b-c", "a-b-d"])).toBe("a-b-d");
  });
});
