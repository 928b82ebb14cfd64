import { failuresOf } from "../../src/result/failures.ts";
import { anomalyKinds, type RunResult } from "../../src/result/run-result.ts";

/** What a cure leaves behind, since nobody can mend it. */
const left: Readonly<Record<string, readonly string[]>> = {
  // The log keeps the second copy; only its effect is prevented.
  "hidden-retry-holds": ["duplicate-log"],
  "producer-crash-holds-idempotent": ["duplicate-log"],
  "tunnel-and-resend-holds-idempotent": ["duplicate-log"],
};

/** What is wrong with a run of the failure library: a design that breaks shows what it claims and nothing else, a cure shows nothing. */
export function inexact(run: RunResult): readonly string[] {
  const { name, verdict, setup } = run;
  const claimed = [...(setup?.scenario.expect.anomalies ?? []), ...(left[name] ?? [])].toSorted();
  const found = anomalyKinds.filter((kind) => verdict.counts[kind] > 0).toSorted();
  const isExact = found.join() === claimed.join();
  return [
    ...failuresOf(run),
    ...(isExact ? [] : [`shows ${listed(found)}, and is to show ${listed(claimed)}`]),
  ];
}

function listed(kinds: readonly string[]): string {
  return kinds.length === 0 ? "nothing" : kinds.join(", ");
}
