import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SeqSet } from "../../src/metrics/seq-set.ts";

describe("SeqSet", () => {
  it("knows exactly what was added, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 60 }), { maxLength: 200 }), (values) => {
        const [set, expected] = [new SeqSet(), new Set<number>()];
        for (const value of values) {
          expect(set.add(value)).toBe(!expected.has(value));
          expected.add(value);
        }
        expect(set.size).toBe(expected.size);
        for (let value = -4; value <= 61; value += 1)
          expect(set.has(value)).toBe(expected.has(value));
      }),
    );
  });
});
