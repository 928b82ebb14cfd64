import { expect, test } from "vitest";

import { Health } from "../../src/client/health.ts";

const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });

test("a service that answers now and then is not in trouble", () => {
  const health = new Health();
  for (let atMs = 0; atMs < 60_000; atMs += 1000) {
    health.begun();
    if (atMs % 4000 === 0) health.answered(atMs);
    else health.failed(atMs, refused);
    expect(health.trouble(atMs)).toBeUndefined();
  }
});

test("failures in a row are trouble after five seconds, until there is an answer", () => {
  const health = new Health();
  health.begun();
  health.failed(1000, refused);
  expect(health.trouble(5000)).toBeUndefined();
  health.begun();
  health.failed(9000, new Error("other"));
  expect(health.trouble(9000)).toBe("every request has failed for 8 s: Error");
  health.begun();
  health.answered(9500);
  expect(health.trouble(60_000)).toBeUndefined();
});

test("silence is trouble only while something is under way, and longer than a long poll", () => {
  const health = new Health();
  health.begun();
  health.answered(1000);
  expect(health.trouble(600_000)).toBeUndefined();
  health.begun();
  health.begun();
  health.abandoned();
  expect(health.trouble(25_000)).toBeUndefined();
  expect(health.trouble(61_000)).toBe("no request has been answered for 60 s");
  health.abandoned();
  expect(health.trouble(61_000)).toBeUndefined();
});

test("what was before the run is no trouble of the run", () => {
  const health = new Health();
  health.begun();
  health.failed(1000, refused);
  health.reset();
  expect(health.trouble(100_000)).toBeUndefined();
});
