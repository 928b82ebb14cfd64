import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { countOf, hasSeq, type SeqSet, withNew } from "../../src/metrics/seq-set.ts";

describe("a set of seqs", () => {
  it("knows exactly what was added, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 60 }), { maxLength: 200 }), (values) => {
        let seqs: SeqSet = 0;
        const expected = new Set<number>();
        for (const value of values) {
          const more = withNew(seqs, value);
          expect(more === undefined).toBe(expected.has(value));
          seqs = more ?? seqs;
          expected.add(value);
        }
        expect(countOf(seqs)).toBe(expected.size);
        for (let value = -4; value <= 61; value += 1)
          expect(hasSeq(seqs, value)).toBe(expected.has(value));
      }),
    );
  });

  it("is a number as long as nothing is missing", () => {
    let seqs: SeqSet = 0;
    for (let seq = 0; seq < 5; seq += 1) seqs = withNew(seqs, seq)!;
    expect(seqs).toBe(5);
  });
});
