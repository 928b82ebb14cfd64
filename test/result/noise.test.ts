import { describe, expect, it } from "vitest";

import { seededRandom } from "../../src/random.ts";
import { spreadOf, studentT } from "../../src/result/noise.ts";

describe("figures of repeats", () => {
  it.each([
    [0.05, 2, 4.3027],
    [0.05, 4, 2.7764],
    [0.05, 8, 2.306],
    [0.01, 10, 3.1693],
    [0.001, 20, 3.8495],
  ])("Student's t for %d beyond, %d degrees of freedom is %d", (chance, freedom, t) => {
    expect(studentT(chance, freedom)).toBeCloseTo(t, 3);
  });

  it.each([
    [0.05, 3],
    [0.002, 2.3],
    [0.001, 3.9],
    [0.0001, 5],
    [0.00004, 7.7],
  ])(
    "Student's t for %d beyond, %d degrees of freedom is hardly more than it must be",
    (chance, freedom) => {
      const share = chanceBeyond(studentT(chance, freedom), freedom) / chance;
      expect(share).toBeLessThan(1.0001);
      expect(share).toBeGreaterThan(0.85);
    },
  );

  it("twice as much is higher, and the interval says by how much", () => {
    const spread = spreadOf([10, 11, 10.5, 9.9, 10.2], [20, 22, 21, 20.4, 19.8], 1);
    expect(spread.verdict).toBe("higher");
    expect(spread.ratio?.value).toBeCloseTo(2, 1);
    expect(spread.ratio?.low).toBeGreaterThan(1.8);
    expect(spread.ratio?.high).toBeLessThan(2.2);
    expect(spreadOf([20, 22, 21, 20.4, 19.8], [10, 11, 10.5, 9.9, 10.2], 1).verdict).toBe("lower");
  });

  it("fewer than three repeats on a side tell nothing, however far apart they are", () => {
    const spread = spreadOf([1, 1, 1, 1], [100, 100], 1);
    expect(spread.verdict).toBe("too few repeats");
    expect(spread.ratio).toEqual({ value: expect.closeTo(100, 6) as number });
  });

  it("what a machine drifts by from one session to the next is noise, however small the spread", () => {
    const steady = [100, 100.01, 99.99, 100];
    const drifted = steady.map((value) => value * 1.04);
    expect(spreadOf(steady, drifted, 1).verdict).toBe("within noise");
    expect(
      spreadOf(
        steady,
        steady.map((value) => value * 1.07),
        1,
      ).verdict,
    ).toBe("higher");
  });

  it("counts that may be 0 have a difference in place of a ratio", () => {
    const spread = spreadOf([0, 1, 0, 0, 1], [30, 33, 31, 29, 30], 1);
    expect(spread.ratio).toBeUndefined();
    expect(spread.verdict).toBe("higher");
    expect(spread.difference?.value).toBeCloseTo(30.2, 6);
    expect(spreadOf([0, 0, 0], [0, 1, 0], 1).verdict).toBe("within noise");
  });

  it("of a thousand suites of 25 figures that are the same, with 5 repeats, hardly any seems to differ", () => {
    const random = seededRandom(7, "figures");
    let wrong = 0;
    for (let suite = 0; suite < 1000; suite += 1) {
      const figures = Array.from({ length: 25 }, () =>
        spreadOf(skewed(random, 5), skewed(random, 5), 25),
      );
      if (figures.some(({ verdict }) => verdict !== "within noise")) wrong += 1;
    }
    // 1 % is what the interval promises; the drift that is allowed for takes some of it.
    expect(wrong).toBeLessThan(10);
  });

  it("a figure that is a fifth worse is found in nearly every suite with 10 quiet repeats", () => {
    const random = seededRandom(8, "figures");
    let found = 0;
    for (let suite = 0; suite < 200; suite += 1) {
      const before = quiet(random, 10);
      const after = quiet(random, 10).map((value) => value * 1.2);
      if (spreadOf(before, after, 25).verdict === "higher") found += 1;
    }
    expect(found).toBeGreaterThan(190);
  });
});

/** That |t| is beyond this, by Simpson's rule: with t = sqrt(freedom) / tan(angle) the density is a power of the sine. */
function chanceBeyond(t: number, freedom: number): number {
  const area = (to: number): number => {
    const steps = 4000;
    let sum = 0;
    for (let at = 0; at <= steps; at += 1) {
      const weight = at === 0 || at === steps ? 1 : at % 2 === 0 ? 2 : 4;
      sum += weight * Math.sin((to * at) / steps) ** (freedom - 1);
    }
    return (sum * to) / steps / 3;
  };
  return area(Math.atan(Math.sqrt(freedom) / t)) / area(Math.PI / 2);
}

/** As latencies are: mostly near the middle, sometimes far above. */
function skewed(random: () => number, count: number): readonly number[] {
  return Array.from({ length: count }, () => 50 + 20 * random() + 60 * random() ** 8);
}

function quiet(random: () => number, count: number): readonly number[] {
  return Array.from({ length: count }, () => 100 + 6 * (random() + random() - 1));
}
