import { describe, expect, it } from "vitest";

import { comparisonText } from "../../src/report/terminal/comparison-text.ts";
import { adviceOn } from "../../src/result/comparison-advice.ts";
import type { ComparisonFigures, DesignFigures } from "../../src/result/comparison-figures.ts";
import { familiesOf, listed } from "../../src/result/short-names.ts";

const stream: DesignFigures = {
  design: "kinesis-5-shards",
  service: "kinesis",
  order: "kept",
  said: { consumers: 5, eventsPerS: 5000, mbPerS: 5 },
  e2eP50Ms: 900,
  e2eP99Ms: 1084,
  drainS: 35,
  consumersActive: 5,
  ceilingPerS: 5000,
  ceilingMbPerS: 5,
  keptUpPerS: 120,
  gaveFirst: "consumers",
  replay: "same",
  costUsdPerMillion: 0.22,
  workers: 5,
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
};
const standard: DesignFigures = { ...queue, design: "sqs-standard", order: "lost" };

function figures(...designs: readonly DesignFigures[]): ComparisonFigures {
  const common = { name: "100-trucks", trucks: 100, eventsPerS: 100, handlerMs: 35 };
  return { ...common, consumers: 100, evidence: "modelled", designs };
}

describe("when to choose which", () => {
  it("is said of the fleet as it is, of slower handlers, and of larger fleets", () => {
    const [latency, handlers, fleets] = adviceOn(figures(stream, queue, standard));
    expect(latency).toBe(
      "100 trucks, handler 35 ms: quickest sqs-fifo-100-groups (median 55 ms); the others from 900 ms; cheapest kinesis-5-shards ($0.22/M); never sqs-standard: order lost.",
    );
    expect(handlers).toMatch(/sqs-fifo-100-groups up to 1000 ms; kinesis-5-shards up to 50 ms/);
    expect(fleets).toMatch(
      /kinesis-5-shards 5,000; sqs-fifo-100-groups 300; 10,000 take 10 shards/,
    );
  });

  it("stays open between medians that published measurements do not tell apart", () => {
    const close = { ...stream, design: "kinesis-5-shards-fan-out", e2eP50Ms: 128 };
    expect(adviceOn(figures(close, queue))[0]).toMatch(/median 55 ms to 128 ms: open/);
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
    expect(listed(["a-b-d"], ["a-b", "a-b-c", "a-b-d"])).toBe("a-b-d");
  });
});
