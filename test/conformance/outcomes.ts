import { onLoopback } from "../../src/conformance/places.ts";
import type { Rule } from "../../src/conformance/rule.ts";
import { checkRule, checkRules, type Outcome } from "../../src/conformance/run-rules.ts";

/**
 * The outcomes of rules on an endpoint in real time. What comes out other than expected is checked once more with nothing beside
 * it: a machine that stalls for a second can make a visibility timeout look too short, but hardly twice.
 */
export async function outcomesOn(
  url: string,
  rules: readonly Rule[],
  isExpected: (rule: Rule, outcome: Outcome) => boolean,
): Promise<ReadonlyMap<string, Outcome>> {
  using clients = onLoopback(url);
  const outcomes = new Map(await checkRules(rules, clients, "rule", 12));
  for (const rule of rules) {
    if (isExpected(rule, outcomes.get(rule.id))) continue;
    outcomes.set(rule.id, await checkRule(rule, clients, `again-${rule.id}`.slice(0, 60)));
  }
  return outcomes;
}
