/** One side of a comparison of results: rows of summary.csv, and what is known of how they came about. */
import type { Row } from "./compare.ts";
import type { PlainScenario } from "./plain-scenario.ts";
import { runsOf, type SuiteResult } from "./suite-result.ts";
import { type SummaryColumn, summaryColumns, summaryRow } from "./summary-row.ts";

export interface Side {
  /** As it was named. */
  readonly name: string;
  readonly runs: readonly SideRun[];
  /** That it states: an older file has fewer. */
  readonly columns: readonly SummaryColumn[];
  readonly facts: SideFacts;
}

export interface SideRun {
  readonly row: Row;
  /** Absent: only the row is known. */
  readonly scenario?: PlainScenario;
}

/** In words; absent where it is not known. */
export interface SideFacts {
  readonly machine?: string;
  readonly node?: string;
  readonly version?: string;
  readonly target?: string;
  readonly latency?: string;
}

/** Those of the model that a target was compared with are not among them. */
export function sideOfResult(name: string, suite: SuiteResult, facts: SideFacts): Side {
  const runs = runsOf(suite);
  const labels = new Set(runs.flatMap(({ setup }) => setup?.target.label ?? []));
  const latencies = new Set(runs.map(({ setup }) => setup?.target.latency?.name ?? "the default"));
  return {
    name,
    runs: runs.map((run) => ({
      row: summaryRow(run),
      ...(run.setup && { scenario: run.setup.scenario }),
    })),
    columns: summaryColumns,
    facts: {
      ...facts,
      ...(labels.size > 0 && { target: [...labels].join(", ") }),
      ...(latencies.size > 0 && { latency: [...latencies].join(", ") }),
    },
  };
}

/** What run.json says of versions and the machine; nothing where it is none. */
export function factsOf(run: unknown): SideFacts {
  const { convoy, commit, node, machine } = (run ?? {}) as Readonly<Record<string, unknown>>;
  const { cpu, cores, memoryGiB, platform, arch } = (machine ?? {}) as Readonly<
    Record<string, unknown>
  >;
  const version = [convoy, typeof commit === "string" ? commit.slice(0, 12) : undefined]
    .filter((part) => typeof part === "string")
    .join(" at ");
  return {
    ...(version !== "" && { version }),
    ...(typeof node === "string" && { node }),
    ...(typeof cpu === "string" && {
      machine: `${cpu}, ${String(cores)} cores, ${String(memoryGiB)} GiB, ${String(platform)} ${String(arch)}`,
    }),
  };
}
