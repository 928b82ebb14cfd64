import type { ResolvedScenario } from "../scenario/resolved.ts";

/** A value with a name in place of each function. */
type Plain<Value> = Value extends (...args: never[]) => unknown
  ? string
  : { readonly [Name in keyof Value]: Plain<Value[Name]> };

/** A scenario as a result holds it. Custom code is a function, which neither another thread nor JSON can take: its name stands for it. */
export type PlainScenario = Plain<ResolvedScenario>;

export function plainScenario(scenario: ResolvedScenario): PlainScenario {
  return plain(scenario) as PlainScenario;
}

function plain(value: unknown): unknown {
  if (typeof value === "function") return value.name || "anonymous";
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, plain(member)]],
    ),
  );
}
