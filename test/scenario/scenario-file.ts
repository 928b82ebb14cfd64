import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { figureColumns } from "../../src/result/summary-row.ts";
import type { FigureColumn } from "../../src/scenario/figures.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { Override } from "../../src/scenario/overrides.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { faultLines } from "./faults-of.ts";

/** Parts of a scenario as a user may write them, wrong ones too. */
export type Written = Readonly<Record<string, unknown>>;

export const fleet = { kind: "fleet", trucks: 3, durationS: 5 };

export const stream = {
  service: "kinesis",
  shards: 2,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "tracker", kind: "by-lane", count: 2 }],
};

export const fifo = {
  service: "sqs-fifo",
  producer: { kind: "serial" },
  consumers: [{ app: "tracker", kind: "competing", count: 2 }],
};

export const standard = { ...fifo, service: "sqs-standard" };

export function written(changes: Written = {}): Written {
  return {
    name: "mine",
    summary: "A design of my own.",
    workload: fleet,
    design: stream,
    expect: { verdict: "valid" },
    ...changes,
  };
}

/** The design with something else in its first consumer. */
export function withConsumer(
  design: { readonly consumers: readonly object[] },
  changes: Written,
): Written {
  return { ...design, consumers: [{ ...design.consumers[0], ...changes }] };
}

export function fileWith(text: string, name = "mine.ts"): string {
  const file = join(mkdtempSync(join(tmpdir(), "convoy-scenario-")), name);
  writeFileSync(file, text);
  return file;
}

/** Loads the value from a JSON file, one field a line. */
export function load(
  value: Written | Scenario,
  overrides: readonly Override[] = [],
  figures: readonly FigureColumn[] = figureColumns,
) {
  const file = fileWith(JSON.stringify(value, undefined, 1), "mine.json");
  return loadScenario(file, figures, overrides);
}

/** What is wrong with it, each fault without the file's folder. */
export function faultsOf(...args: Parameters<typeof load>): Promise<readonly string[]> {
  return faultLines(() => load(...args), /^.*mine\.json:\d+: /);
}
