import { AssertionError } from "node:assert";
import { inspect } from "node:util";

import type { Clients } from "./clients.ts";
import { TooSlowError } from "./exceed-quota.ts";
import type { Rule } from "./rule.ts";
import { Sandbox } from "./sandbox.ts";

/** What speaks against a rule. */
export interface Breach {
  /** `unclear`: the endpoint could not be brought to where the rule begins to matter. */
  readonly kind: "broken" | "not-offered" | "unclear";
  readonly reason: string;
}

/** `undefined`: the rule holds. */
export type Outcome = Breach | undefined;

/** As services and emulators call it when they do not know an action. */
const notOffered = /^(UnknownOperation|InvalidAction|NotImplemented|UnsupportedOperation)/;

/** Milliseconds that one check may take. */
const withinMs = 30_000;

/** Checks a rule on an endpoint and deletes what the check made. `prefix` begins the names of what is made. */
export async function checkRule(rule: Rule, clients: Clients, prefix: string): Promise<Outcome> {
  const limitMs = withinMs * (rule.isLong === true ? 20 : rule.isSlow === true ? 10 : 1);
  await using sandbox = new Sandbox(clients, prefix);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Breach>((resolve) => {
    timer = setTimeout(
      () => resolve({ kind: "broken", reason: `no outcome after ${limitMs / 1000} s` }),
      limitMs,
    );
  });
  try {
    return await Promise.race([rule.check(sandbox).then(() => undefined), late]);
  } catch (error) {
    return breachOf(error);
  } finally {
    clearTimeout(timer);
  }
}

function breachOf(error: unknown): Breach {
  if (!(error instanceof Error)) return { kind: "broken", reason: String(error) };
  if (error instanceof TooSlowError) return { kind: "unclear", reason: error.message };
  if (error instanceof AssertionError) return { kind: "broken", reason: assertionText(error) };
  const reason = `${error.name}: ${error.message}`;
  return { kind: notOffered.test(error.name) ? "not-offered" : "broken", reason };
}

/** Node's own message is a comparison over many lines. */
function assertionText({ generatedMessage, message, actual, expected }: AssertionError): string {
  if (!generatedMessage || expected === undefined) return message;
  return `${inspect(actual, oneLine)}, expected ${inspect(expected, oneLine)}`;
}

const oneLine = { breakLength: Infinity, compact: true };

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
