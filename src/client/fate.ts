import { isForGood, reasonOf } from "./sdk-errors.ts";

/**
 * What became of one event that was sent. Expected ends are values. `uncertain`: an attempt may have been accepted. With a `failure`
 * there is no use in sending again: the target does not take it from this caller, or not at all.
 */
export type Fate =
  | { readonly type: "accepted"; readonly lane: string; readonly position: string }
  | { readonly type: "refused"; readonly reason: string; readonly failure?: Error }
  | { readonly type: "uncertain"; readonly reason: string; readonly failure?: Error };

/** The fate of each entry of a request that threw. A request that the run's end cut short may have been carried out too. */
export function fateOfError(
  error: unknown,
  { mayHaveCommitted, isStopped }: { mayHaveCommitted: boolean; isStopped: boolean },
): Fate {
  return {
    type: mayHaveCommitted || isStopped ? "uncertain" : "refused",
    reason: reasonOf(error),
    ...(!isStopped && error instanceof Error && isForGood(error) && { failure: error }),
  };
}
