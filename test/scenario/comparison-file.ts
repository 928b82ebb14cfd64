import { figureColumns } from "../../src/result/summary-row.ts";
import type { FigureColumn } from "../../src/scenario/figures.ts";
import { loadScenarios, type ScenarioFile } from "../../src/scenario/load.ts";
import type { Override } from "../../src/scenario/overrides.ts";
import { faultLines } from "./faults-of.ts";
import { fileWith, type Written } from "./scenario-file.ts";

const stream = {
  summary: "Two shards.",
  service: "kinesis",
  shards: 2,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumer: { kind: "by-lane" },
};

const queue = {
  summary: "A FIFO queue.",
  service: "sqs-fifo",
  producer: { kind: "serial" },
  consumer: { kind: "competing" },
};

/** A comparison of a user's own, with something else in it. */
export function comparison(changes: Written = {}): Written {
  return {
    name: "mine",
    summary: "Two designs of my own.",
    workload: { kind: "fleet", trucks: 4, durationS: 5 },
    handlerMs: 20,
    consumers: 3,
    phases: { steady: {}, backlog: { lateS: 2 } },
    designs: { stream, queue },
    ...changes,
  };
}

/** The comparison with a field of its stream changed. */
export function withStream(changes: Written, phases?: Written): Written {
  return comparison({ designs: { stream: { ...stream, ...changes } }, ...(phases && { phases }) });
}

export function load(
  value: Written,
  overrides: readonly Override[] = [],
  run = "",
  figures: readonly FigureColumn[] = figureColumns,
): Promise<readonly ScenarioFile[]> {
  const file = fileWith(JSON.stringify(value, undefined, 1), "mine.json");
  return loadScenarios([`${file}${run}`], figures, overrides);
}

/** What is wrong with it: each fault from its line on. */
export function faultsOf(...args: Parameters<typeof load>): Promise<readonly string[]> {
  return faultLines(() => load(...args), /^.*mine\.json:/);
}

/** The text of the line that a fault names. */
export function lineOf(value: Written, fault: string): string {
  const number = Number(/^\d+/.exec(fault)?.[0]);
  return JSON.stringify(value, undefined, 1).split("\n")[number - 1] ?? "";
}
