import type { Outcome } from "./mutate.ts";
export function mutantsPage(outcomes: readonly Outcome[], at: Date): string {
  return `${outcomes.length} ${at.toISOString()}`;
}
