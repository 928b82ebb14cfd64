/** A run in a few words and figures, the same in every report. */
import { anomalyKinds, type RunResult } from "../result/run-result.ts";

export function figure(value: number | undefined, decimals: number): string {
  return value === undefined ? "-" : value.toFixed(decimals);
}

export function milliseconds(value: number | undefined): string {
  if (value === undefined) return "-";
  return value < 10_000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(0)} s`;
}

/** `3 overtake, 1 misrouted`. */
export function anomaliesText({ verdict: { counts } }: RunResult): string {
  return (
    anomalyKinds
      // What was not delivered before the end is no anomaly: the verdict and the notes speak of it.
      .filter((kind) => kind !== "unseen" && counts[kind] > 0)
      .map((kind) => `${counts[kind]} ${kind}`)
      .join(", ")
  );
}

/** What the figures are, in words: nobody may take a model for a measurement. */
export function evidenceText(runs: readonly RunResult[]): string {
  const claims = new Set(
    runs.map(({ evidence, setup }) => {
      switch (evidence) {
        case "modelled":
          return "modelled: the figures come from a model of AWS, not from AWS";
        case "measured":
          return `measured on ${setup?.target.label ?? "an unknown target"}`;
        case "unknown":
          return "unknown: the history does not say what it was made on";
      }
    }),
  );
  return claims.size === 0 ? "none: nothing was run" : [...claims].join("; ");
}
