import { shellText } from "../../result/replay.ts";
import { firstEvents } from "../first-events.ts";
import type { Finding, Judged } from "./judge-baseline.ts";

/** `53 scenarios are as in results/baseline`, or how many are not. */
export function checkedText({ findings, checked }: Judged, baseline: string): string {
  const scenarios = checked === 1 ? "1 scenario" : `${checked} scenarios`;
  if (findings.length === 0) {
    return `${scenarios} ${checked === 1 ? "is" : "are"} as in ${baseline}, to the last digit`;
  }
  const lost = findings.filter(({ kind }) => kind === "order-lost").length;
  const told = `${findings.length} of ${scenarios} not as in ${baseline}`;
  return lost === 0 ? told : `${told}; the order is lost in ${lost}`;
}

/** What happened to the first truck whose order broke, where that is what is wrong. */
export function eventsOf({ kind, run }: Finding): readonly string[] {
  const isBroken = kind === "order-lost" || kind === "not-as-expected";
  return isBroken && run !== undefined ? firstEvents(run) : [];
}

/** The command that runs it again, with its history written. */
export function closerLook({ run }: Finding): string | undefined {
  const replay = run?.setup?.replay ?? [];
  return replay.length === 0 ? undefined : shellText([...replay, "--history"]);
}

/** What to do about columns that the baseline does not have; undefined when it has all. */
export function newColumnsText({ newColumns }: Judged): string | undefined {
  if (newColumns.length === 0) return undefined;
  return `not in the baseline, which another version wrote: ${newColumns.join(", ")}; --update adds them`;
}
