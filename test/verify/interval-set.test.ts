import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { common, difference, IntervalSet, type Interval } from "../../src/verify/interval-set.ts";

const numbers = fc.array(fc.nat(40), { maxLength: 60 });

function setOf(values: readonly number[]): IntervalSet {
  const set = new IntervalSet();
  for (const value of values) set.add(value);
  return set;
}

function flat(intervals: Iterable<Interval>): number[] {
  return [...intervals].flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, offset) => from + offset),
  );
}

describe("IntervalSet", () => {
  it("adds, removes and finds like a Set, with one interval per run of numbers", () => {
    const operations = fc.array(fc.tuple(fc.boolean(), fc.nat(40)), { maxLength: 120 });
    fc.assert(
      fc.property(operations, (steps) => {
        const intervals = new IntervalSet();
        const set = new Set<number>();
        for (const [adds, value] of steps) {
          if (adds) expect(intervals.add(value)).toBe(!set.has(value));
          else expect(intervals.remove(value)).toBe(set.has(value));
          if (adds) set.add(value);
          else set.delete(value);
        }
        for (let value = 0; value <= 41; value += 1)
          expect(intervals.has(value)).toBe(set.has(value));
        expect(intervals.max).toBe(Math.max(-1, ...set));
        expect(intervals.intervalCount).toBe(
          [...set].filter((value) => !set.has(value - 1)).length,
        );
      }),
    );
  });

  it("the difference and the common part of two sets are those of the numbers", () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const sorted = [...new Set(left)].toSorted((a, b) => a - b);
        const [a, b] = [setOf(left), setOf(right)];
        expect(flat(difference(a, b))).toEqual(sorted.filter((value) => !right.includes(value)));
        expect(flat(common(a, b))).toEqual(sorted.filter((value) => right.includes(value)));
      }),
    );
  });

  it("forgets its lowest gap when it has too many, and then claims nothing about it", () => {
    const set = new IntervalSet(2);
    for (const value of [0, 2, 4, 6]) set.add(value);
    expect(set.intervalCount).toBe(2);
    expect(set.certainFrom).toBe(4);
    expect(set.add(1)).toBe(true);
    expect(set.add(2)).toBe(true);
    expect(set.has(3)).toBe(true);
    expect(set.add(4)).toBe(false);
    expect(set.has(5)).toBe(false);
    expect(flat(difference(setOf([1, 3, 5]), set))).toEqual([5]);
    expect(flat(common(setOf([1, 2, 6]), set))).toEqual([6]);
  });
});
