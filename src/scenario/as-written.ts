import { fieldOf, withoutStrangers } from "./schema-walk.ts";
import { scenarioSchema } from "./schema.ts";

/** A scenario with its defaults filled in, with code or with names in place of it. */
interface AnyResolved {
  readonly design: { readonly consumers: readonly object[] };
}

/** What a scenario file holds that resolves to this scenario: it without the defaults that only a run reads. */
export function asWritten(scenario: AnyResolved): object {
  const { design } = scenario;
  const isPushed = fieldOf(design, "read") === "fan-out";
  const consumers = design.consumers.map((consumer) =>
    Object.fromEntries(Object.entries(consumer).filter(([name]) => !isPushed || name !== "pollMs")),
  );
  const shards = fieldOf(design, "onDemand") === true ? "on-demand" : fieldOf(design, "shards");
  const value = { ...scenario, design: { ...design, shards, consumers } };
  return withoutStrangers(scenarioSchema([]), value) as object;
}
