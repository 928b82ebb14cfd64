import { totalmem } from "node:os";

import { expect, test } from "vitest";

import { InputError } from "../../src/errors.ts";
import { figureColumns } from "../../src/result/summary-row.ts";
import { loadScenarios, type ScenarioFile } from "../../src/scenario/load.ts";
import type { Override } from "../../src/scenario/overrides.ts";
import { memoryOf, refuseTooLarge, widthThatFits } from "../../src/suite/memory.ts";
import { convoy, temporary } from "../cli/convoy.ts";

const loaded = (trucks: number, hz = 1) => {
  const overrides: Override[] = [
    { path: "workload.trucks", value: trucks },
    { path: "workload.hz", value: hz },
  ];
  return loadScenarios(["kinesis-serial-puts-throttled"], figureColumns, overrides);
};

/** However many: a schema has its own limits. */
function withTrucks(file: ScenarioFile, trucks: number): ScenarioFile {
  const { scenario } = file;
  return {
    ...file,
    scenario: { ...scenario, workload: { ...scenario.workload, trucks } as never },
  };
}

test("a run needs more memory with every truck and every event", async () => {
  const [few] = await loaded(100);
  const [many] = await loaded(100_000, 0.001);
  const [busy] = await loaded(100, 1000);
  expect(memoryOf(many!.scenario) - memoryOf(few!.scenario)).toBeGreaterThan(99_900 * 3000);
  expect(memoryOf(busy!.scenario)).toBeGreaterThan(memoryOf(many!.scenario));
});

test("what does not fit is refused with the estimate, what fits is not", async () => {
  const [million] = await loaded(1_000_000, 0.001);
  const perTruck = memoryOf(million!.scenario) / 1e6;
  const large = [withTrucks(million!, Math.ceil((2 * totalmem()) / perTruck))];
  expect(() => refuseTooLarge(large)).toThrow(InputError);
  expect(() => refuseTooLarge(large)).toThrow(/needs about [\d.]+ GiB of memory, there are [\d.]+/);
  const half = [withTrucks(million!, Math.floor((0.7 * totalmem()) / perTruck))];
  expect(() => refuseTooLarge(half)).not.toThrow();
  expect(widthThatFits(half, 5)).toBe(1);
});

test("the command refuses it before it makes a folder, with exit code 2", async () => {
  const out = temporary("results");
  const { code, stderr } = await convoy([
    "bench",
    "-s",
    "kinesis-serial-puts-throttled",
    "--trucks",
    "10000000",
    "--set",
    "workload.hz=0.001",
    "--set",
    "workload.payloadBytes=1000000",
    "--out",
    out,
  ]);
  expect(stderr).toMatch(/needs about \d+\.\d GiB of memory/);
  expect(code).toBe(2);
});
