import type { Clients } from "./clients.ts";
import type { Rule } from "./rule.ts";
import { Sandbox } from "./sandbox.ts";

/** `undefined`: the rule holds. Otherwise what spoke against it. */
export type Outcome = string | undefined;

/** Milliseconds that one check may take. */
const withinMs = 30_000;

/** Checks a rule on an endpoint and deletes what the check made. `prefix` begins the names of what is made. */
export async function checkRule(rule: Rule, clients: Clients, prefix: string): Promise<Outcome> {
  const limitMs = rule.isLong === true ? 20 * withinMs : withinMs;
  await using sandbox = new Sandbox(clients, prefix);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no outcome after ${limitMs / 1000} s`), limitMs);
  });
  try {
    return await Promise.race([rule.check(sandbox).then(() => undefined), late]);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Checks many rules on one endpoint, so many at a time and then the demanding ones: outcomes by the rules' ids. */
export async function checkRules(
  rules: readonly Rule[],
  clients: Clients,
  prefix: string,
  atOnce: number,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const entries = [...rules.entries()];
  const isDemanding = ([, rule]: [number, Rule]): boolean => rule.isDemanding === true;
  const check = async (waiting: [number, Rule][]): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, rule] = next;
      outcomes.set(rule.id, await checkRule(rule, clients, `${prefix}-${index}`));
    }
  };
  const gentle = entries.filter((entry) => !isDemanding(entry));
  await Promise.all(Array.from({ length: atOnce }, () => check(gentle)));
  await check(entries.filter(isDemanding));
  return outcomes;
}
