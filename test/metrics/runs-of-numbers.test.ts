import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { RunsOfNumbers } from "../../src/metrics/runs-of-numbers.ts";

function runsOf(values: readonly number[]): RunsOfNumbers {
  const runs = new RunsOfNumbers();
  for (const value of values) runs.add(value);
  return runs;
}

describe("runs of numbers", () => {
  it("know what was added, in whatever order, and are as many as there are gaps and one more", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 30 }), { maxLength: 60 }), (values) => {
        const [runs, expected] = [new RunsOfNumbers(), new Set<number>()];
        for (const value of values) {
          expect(runs.add(value)).toBe(!expected.has(value));
          expected.add(value);
        }
        expect(runs.size).toBe(expected.size);
        const firsts = [...expected].filter((value) => !expected.has(value - 1));
        expect(runs.runCount).toBe(firsts.length);
        for (let value = -7; value <= 32; value += 1) {
          expect(runs.has(value)).toBe(expected.has(value));
        }
      }),
    );
  });

  it("grow to the right and to the left, and together", () => {
    expect(runsOf([5, 6]).runCount).toBe(1);
    expect(runsOf([6, 5]).runCount).toBe(1);
    expect(runsOf([5, 7]).runCount).toBe(2);
    expect(runsOf([5, 7, 6]).runCount).toBe(1);
    expect(runsOf([1, 5, 9, 6, 8, 7]).runCount).toBe(2);
  });
});
