import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isAfter, isDecimal } from "../../src/verify/position.ts";

describe("positions", () => {
  it("decimal positions of up to 129 digits compare like the numbers they are", () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 129n - 1n });
    const near = fc.tuple(digits, fc.bigInt({ min: 0n, max: 2n }));
    fc.assert(
      fc.property(near, fc.nat(3), ([low, step], zeros) => {
        const high = `${"0".repeat(zeros)}${low + step}`;
        expect(isAfter(high, `${low}`)).toBe(step > 0n);
        expect(isAfter(`${low}`, high)).toBe(false);
      }),
    );
  });

  it.each(["", "m-1", "12a", "-1", "1.5", "٣", "8d6f-11"])("%j is opaque", (text) => {
    expect(isDecimal(text)).toBe(false);
  });

  it("digits alone can be compared", () => {
    expect(isDecimal("49590338271490256608559692538361571095921575989136588898")).toBe(true);
  });
});
