import { describe, expect, it } from "vitest";

import { type Look, partingAge, Propagation } from "../../src/calibrate/propagation.ts";

function looks(...[notYet, there]: readonly (readonly number[])[]): readonly Look[] {
  return [
    ...(notYet ?? []).map((ageMs) => ({ ageMs, isThere: false })),
    ...(there ?? []).map((ageMs) => ({ ageMs, isThere: true })),
  ];
}

describe("the age from which records are there", () => {
  it("lies between the oldest that was not there yet and the youngest that was", () => {
    expect(partingAge(looks([1, 5, 8], [12, 30]))).toEqual({ ms: 10, contradicting: 0 });
  });

  it("is 0 when every record was there", () => {
    expect(partingAge(looks([], [2, 3]))).toEqual({ ms: 0, contradicting: 0 });
  });

  it("leaves the fewest reads on the wrong side", () => {
    expect(partingAge(looks([2, 4, 6, 40], [8, 10, 12]))).toEqual({ ms: 7, contradicting: 1 });
    expect(partingAge(looks([4, 6, 8], [1, 10, 12]))).toEqual({ ms: 9, contradicting: 1 });
  });

  it("is found again, whatever it is, by reads at the ages that are asked for", () => {
    for (const trueMs of [3, 80, 900]) {
      const propagation = new Propagation();
      for (let record = 0; record < 300; record += 1) {
        for (let ageMs = propagation.nextDelayMs(); ; ageMs += 200) {
          propagation.add({ ageMs, isThere: ageMs >= trueMs });
          if (ageMs >= trueMs) break;
        }
      }
      const { ms, contradicting } = propagation.measured("x")!;
      expect(contradicting).toBe(0);
      expect(ms / trueMs).toBeGreaterThan(0.8);
      expect(ms / trueMs).toBeLessThan(1.25);
    }
  });

  it("is unknown when nothing was ever there", () => {
    const propagation = new Propagation();
    propagation.add({ ageMs: 10, isThere: false });
    expect(propagation.measured("x")).toBeUndefined();
  });
});
