import { reasonOf, type Attempts } from "./attempts.ts";
import type { PublishOutcome } from "./broker.ts";

/** The outcome of a request that threw, for each of its messages; an abort is passed on. */
export function failedOutcomes(
  error: unknown,
  attempts: Attempts,
  count: number,
  signal: AbortSignal,
): readonly PublishOutcome[] {
  const type = attempts.mayHaveCommitted || signal.aborted ? "uncertain" : "refused";
  return Array.from({ length: count }, () => ({ type, reason: reasonOf(error) }));
}
