import fc from "fast-check";
import { expect, it } from "vitest";

import { SortedRing } from "../../src/verify/sorted-ring.ts";

it("a ring hands back its items in order as long as none comes later than it is long", () => {
  const disordered = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 60 });
  fc.assert(
    fc.property(disordered, (delays) => {
      const items = delays.map((delay, place) => ({ place, at: place + delay }));
      const arriving = items.toSorted((a, b) => a.at - b.at || a.place - b.place);
      const ring = new SortedRing<{ place: number }>(8, (a, b) => a.place > b.place);
      const leaving = arriving
        .map((item) => ring.insert(item))
        .filter((item) => item !== undefined);
      while (ring.size > 0) leaving.push(ring.shift()!);
      expect(leaving.map(({ place }) => place)).toEqual(items.map(({ place }) => place));
    }),
  );
});

it("an item can be taken out wherever it stands", () => {
  const ring = new SortedRing<number>(8, (a, b) => a > b);
  for (const value of [5, 1, 4, 2, 3]) ring.insert(value);
  expect(ring.delete(3)).toBe(true);
  expect(ring.delete(9)).toBe(false);
  expect(Array.from({ length: ring.size }, (_, at) => ring.at(at))).toEqual([1, 2, 4, 5]);
});

it("an item below all that a full ring holds is handed back at once", () => {
  const ring = new SortedRing<number>(2, (a, b) => a > b);
  ring.insert(5);
  ring.insert(6);
  expect(ring.insert(4)).toBe(4);
  expect(ring.insert(7)).toBe(5);
});
