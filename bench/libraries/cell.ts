/** One cell of the page: a way to use a library, in one case, over several seeds. */
import type { RunResult } from "../../src/result/run-result.ts";
import { simulate } from "../../src/suite/simulate.ts";
import { type AnomalyKind, anomalyKinds } from "../../src/verify/anomaly.ts";
import { profiles } from "../../src/verify/profile.ts";
import type { Case, Row } from "./row.ts";

export interface Cell {
  readonly seeds: number;
  /** Seeds in which order was not kept. */
  readonly broken: readonly number[];
  /** Seeds of which nothing can be said, e.g. since not all was done. */
  readonly open: readonly number[];
  /** What the lowest broken seed shows, as the guarantee forbids it. */
  readonly anomalies: readonly AnomalyKind[];
  /** Whether events were done more than once. */
  readonly hasRepeats: boolean;
}

const { forbidden } = profiles.ordered;

export async function runCell(row: Row, name: Case, seeds: number): Promise<Cell> {
  const results: RunResult[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) results.push(await runOnce(row, name, seed));
  const seedsWith = (verdict: string): number[] =>
    results.flatMap((result, index) => (result.verdict.verdict === verdict ? [index + 1] : []));
  const broken = seedsWith("invalid");
  const first = broken[0] === undefined ? undefined : results[broken[0] - 1];
  return {
    seeds,
    broken,
    open: seedsWith("unknown"),
    anomalies: anomalyKinds.filter(
      (kind) =>
        (first?.verdict.counts[kind] ?? 0) > 0 && (forbidden as readonly string[]).includes(kind),
    ),
    hasRepeats: results.some(({ verdict }) => verdict.counts["duplicate-effect"] > 0),
  };
}

export async function runOnce(row: Row, name: Case, seed: number): Promise<RunResult> {
  const [result] = await simulate(
    { ...row.scenario(name), name: row.id.replace("/", "-") },
    { seeds: [seed], timeoutMs: 300_000 },
  );
  return result!;
}
