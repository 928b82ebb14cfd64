import { beforeAll, describe, expect, test } from "vitest";

import { deviations } from "../../src/conformance/deviations.ts";
import { rules } from "../../src/conformance/rules.ts";
import type { Outcome } from "../../src/conformance/run-rules.ts";
import {
  describeNpmEmulator,
  npmEmulatorNames,
  startNpmEmulator,
} from "../../src/targets/npm-emulators.ts";
import { outcomesOn } from "./outcomes.ts";

/**
 * Each check has a limit of its own (run-rules.ts), after which it is made once more with nothing beside it: on a busy machine a few of
 * those take more than the two minutes that a hook would get.
 */
const hookMs = 900_000;

describe.each(npmEmulatorNames)("%s", (name) => {
  const { services } = describeNpmEmulator(name);
  const known = deviations[name];
  const checked = rules.filter(
    ({ service, isLong }) => services.includes(service) && isLong !== true,
  );
  let outcomes: ReadonlyMap<string, Outcome>;

  beforeAll(async () => {
    await using emulator = await startNpmEmulator(name);
    outcomes = await outcomesOn(
      emulator.url,
      checked,
      ({ id }, outcome) => (outcome === undefined) === (known[id] === undefined),
    );
  }, hookMs);

  test("every deviation is one of a rule that is checked here", () => {
    const ids = new Set(checked.map(({ id }) => id));
    expect(Object.keys(known).filter((id) => !ids.has(id))).toEqual([]);
  });

  test.each(checked.filter(({ id }) => known[id] === undefined))("holds $id", ({ id }) => {
    expect(outcomes.has(id)).toBe(true);
    expect(outcomes.get(id)).toBeUndefined();
  });

  test.each(checked.filter(({ id }) => known[id] !== undefined))("deviates: $id", ({ id }) => {
    expect(outcomes.get(id), "it holds: take it off the list of deviations").toBeDefined();
  });
});
