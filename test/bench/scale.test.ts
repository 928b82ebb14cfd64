import { expect, test } from "vitest";

import { median } from "../../bench/median.ts";
import { curves } from "../../bench/scale/curves.ts";
import { measure } from "../../bench/scale/measure.ts";
import { inLanes, range } from "../../bench/scale/rounds.ts";

test("every curve grows in one number, from the smallest on, no fleet beyond the bound", () => {
  for (const { name, cases } of curves(10_000, 10_000)) {
    expect(cases.length, name).toBeGreaterThan(1);
    expect(new Set(cases.map(({ label }) => label)).size, name).toBe(cases.length);
    for (const { scenario } of cases) {
      expect(scenario.workload, name).toMatchObject({ kind: "fleet", durationS: 10 });
      expect((scenario.workload as { trucks: number }).trucks).toBeLessThanOrEqual(10_000);
    }
  }
});

test("a case is measured only if every event was done in order", async () => {
  const [{ cases }] = curves(100, 100) as [ReturnType<typeof curves>[number]];
  const { microseconds, peakMiB } = await measure(cases[0]!);
  expect(microseconds).toBeGreaterThan(0);
  expect(peakMiB).toBeGreaterThan(10);
  const tooShort = { ...cases[0]!, scenario: { ...cases[0]!.scenario, drainS: 0.001 } };
  await expect(measure(tooShort)).rejects.toThrow(/events done/);
});

test("rounds are told by their middle and their range", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(range([1, 2.345])).toBe("1.00–2.35");
});

test("as many cases run at once as there are lanes, and their costs stand in the order of the cases", async () => {
  let [running, most] = [0, 0];
  const work = async (ms: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, ms));
    running -= 1;
    return ms;
  };
  expect(await inLanes([30, 10, 1, 5], 2, work)).toEqual([30, 10, 1, 5]);
  expect(most).toBe(2);
});
