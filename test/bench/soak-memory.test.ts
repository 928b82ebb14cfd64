import { expect, test } from "vitest";

import { memoryVerdict } from "../../bench/soak-memory.ts";

const mib = 2 ** 20;
const rounds = (count: number, of: (round: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => of(index) * mib);

test("memory that goes up and down does not grow", () => {
  const { isLeaking, text } = memoryVerdict(rounds(31, (round) => 40 + (round % 3)));
  expect(isLeaking).toBe(false);
  expect(text).toContain("it does not grow");
});

test("a first round that is larger or smaller says nothing", () => {
  expect(memoryVerdict(rounds(12, (round) => (round === 0 ? 10 : 40))).isLeaking).toBe(false);
  expect(memoryVerdict(rounds(12, (round) => (round === 0 ? 90 : 40))).isLeaking).toBe(false);
});

test("a slow leak is one once it is more than noise, whatever one round says", () => {
  const slow = (round: number): number => 40 + round * 0.05 + (round % 7 === 0 ? 8 : 0);
  expect(memoryVerdict(rounds(20, slow)).isLeaking).toBe(false);
  const { isLeaking, text } = memoryVerdict(rounds(121, slow));
  expect(isLeaking).toBe(true);
  expect(text).toMatch(/it grows, by 0\.\d MiB a round/);
});

test("a few rounds say nothing", () => {
  expect(memoryVerdict(rounds(5, (round) => 40 + 10 * round)).isLeaking).toBeUndefined();
});
