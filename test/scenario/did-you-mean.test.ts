import { describe, expect, it } from "vitest";

import { hint, nearest } from "../../src/scenario/did-you-mean.ts";

describe("the name that was meant", () => {
  const fields = ["serviceMs", "startAtS", "startAfter", "visibilityTimeoutS", "nonmonotonic-send"];
  it.each([
    ["serviceMS", "serviceMs"],
    ["sericeMs", "serviceMs"],
    ["service", "serviceMs"],
    ["startatS", "startAtS"],
    ["visibilityTimeout", "visibilityTimeoutS"],
    ["timeout", "visibilityTimeoutS"],
    ["nonmonotonic_send", "nonmonotonic-send"],
  ])("%s is like %s", (word, meant) => {
    expect(nearest(word, fields)).toBe(meant);
  });

  it("is none when nothing is like it, and then few names are told and many are not", () => {
    expect(nearest("colour", fields)).toBeUndefined();
    expect(hint("colour", fields)).toMatch(/^; there are: serviceMs, startAtS/);
    expect(
      hint(
        "colour",
        Array.from({ length: 67 }, (_, index) => `column_${index}x`),
      ),
    ).toBe("");
    expect(hint("colour", [])).toBe("");
  });
});
