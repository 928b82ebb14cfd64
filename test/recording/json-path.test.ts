import { expect, test } from "vitest";

import { jsonPath, valueAt } from "../../src/recording/json-path.ts";

const value = { truck: { id: "a", "no word": 1 }, fixes: [{ n: 0 }, { n: 7 }], "a.b": null };

test.each([
  ["$.truck.id", "a"],
  ["truck.id", "a"],
  ["$['truck'].id", "a"],
  ['$.truck["no word"]', 1],
  ["fixes[1].n", 7],
  ["$.fixes[0]['n']", 0],
  ["['a.b']", null],
  ["truck.nothing", undefined],
  ["fixes[2].n", undefined],
  ["truck.id.length", undefined],
  ["constructor", undefined],
  ["__proto__", undefined],
])("%s", (path, found) => {
  const steps = jsonPath(path);
  expect(steps).toBeDefined();
  expect(valueAt(value, steps ?? [])).toBe(found);
});

test.each(["", "$", "$.", "a..b", "a[", "a[x]", "a b", "$.a[*]", "..a", "a['b"])(
  "%j is no path",
  (text) => {
    expect(jsonPath(text)).toBeUndefined();
  },
);
