import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { asin, atan2, cos, exp, log, sin } from "../src/portable-math.ts";
import { seededRandom } from "../src/random.ts";

const functions = {
  exp: { own: exp, host: Math.exp, from: -20, to: 20 },
  log: { own: log, host: Math.log, from: 1e-9, to: 100 },
  sin: { own: sin, host: Math.sin, from: -10, to: 10 },
  cos: { own: cos, host: Math.cos, from: -10, to: 10 },
  asin: { own: asin, host: Math.asin, from: -1, to: 1 },
  "atan2 to the right": {
    own: (y: number) => atan2(y, 0.37),
    host: (y: number) => Math.atan2(y, 0.37),
    from: -3,
    to: 3,
  },
  "atan2 to the left": {
    own: (y: number) => atan2(y, -0.37),
    host: (y: number) => Math.atan2(y, -0.37),
    from: -3,
    to: 3,
  },
};

const samples = 20_000;

function drawn(name: string, from: number, to: number): readonly number[] {
  const random = seededRandom(1, name);
  return Array.from({ length: samples }, () => from + (to - from) * random());
}

test.each(Object.entries(functions))(
  "%s is as good as the host's",
  (name, { own, host, from, to }) => {
    for (const x of drawn(name, from, to)) {
      const right = host(x);
      // Near a zero of the function the argument's own last bit is what counts.
      const allowed = 6 * Number.EPSILON * Math.max(Math.abs(right), Math.abs(x) * Number.EPSILON);
      expect(Math.abs(own(x) - right), `${name}(${x})`).toBeLessThanOrEqual(allowed);
    }
  },
);

/** Taken on x64 and on arm64, where the host's own functions differ in their last bits. */
const digestOfBits = "141ccb34c9110c2e66f601c5da1d66966840b6acabf203d512c569b6006f697a";

test("every machine gets the same bits", () => {
  const hash = createHash("sha256");
  for (const [name, { own, from, to }] of Object.entries(functions)) {
    hash.update(Float64Array.from(drawn(name, from, to), own));
  }
  expect(hash.digest("hex")).toBe(digestOfBits);
});

test("what has no digits to lose is exact", () => {
  expect([exp(-Infinity), exp(0), exp(Infinity), exp(NaN)]).toEqual([0, 1, Infinity, NaN]);
  expect([log(0), log(1), log(Infinity), log(-1)]).toEqual([-Infinity, 0, Infinity, NaN]);
  expect([sin(0), cos(0), atan2(0, 1), atan2(0, -1)]).toEqual([0, 1, 0, Math.PI]);
  expect([asin(0), asin(1), asin(-1), asin(2)]).toEqual([0, Math.PI / 2, -Math.PI / 2, NaN]);
});

test("nothing goes through a function whose last bit depends on the machine or on Node", () => {
  const folder = new URL("../src/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && file !== "portable-math.ts",
  );
  expect(files.length).toBeGreaterThan(100);
  const uses = files.filter((file) => {
    const code = readFileSync(new URL(file, folder), "utf8").replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
    return isFunction.test(code) || isPower.test(code);
  });
  expect(uses).toEqual([]);
});

const isFunction =
  /Math\.(exp|log|sin|cos|tan|asin|acos|atan|pow|cbrt|hypot|sinh|cosh|tanh|expm1|log1p|log2|log10|atan2)\b/;
/** Whole powers of 2 and 10, of whole numbers, are exact; no other base and no broken exponent is. */
const isPower = /(?<!\b(?:2n?|10))\s\*\*\s|\*\*\s\d+\.\d/;
