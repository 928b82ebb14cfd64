/**
 * What the model assumes, as data: what it is, where it is from, how sure it is, and which figures rest on it. A sensitivity run takes
 * each by itself, halved and doubled or the other way round, and sees which statements change.
 */
import type { Assumption } from "./assumption.ts";
import { latencyAssumptions } from "./latency-assumptions.ts";
import { ruleAssumptions } from "./rule-assumptions.ts";

export type { Assumption, Concerned, Confidence, Figure } from "./assumption.ts";

export const assumptions: readonly Assumption[] = [...latencyAssumptions, ...ruleAssumptions];

/** The assumption of a name; undefined if there is none. */
export function assumptionNamed(name: string): Assumption | undefined {
  return assumptions.find((assumption) => assumption.name === name);
}
