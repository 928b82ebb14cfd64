import { expect, test } from "vitest";

import { Unfinished } from "../../src/recording/unfinished.ts";

const event = { key: "truck_1", seq: 0 };

test("what was handed out is under way until it is done, or nothing has happened for half a minute", () => {
  const unfinished = new Unfinished(true);
  unfinished.delivered("map", event, 1000);
  expect(unfinished.isUnderWay(30_999)).toBe(true);
  expect(unfinished.isUnderWay(31_000)).toBe(false);
  unfinished.seen(20_000);
  expect(unfinished.isUnderWay(31_000)).toBe(true);
  unfinished.done("other", event, 20_000);
  expect(unfinished.isUnderWay(31_000)).toBe(true);
  unfinished.done("map", event, 20_000);
  expect(unfinished.isUnderWay(20_000)).toBe(false);
});

test("where nobody says what is done, nothing is known to be under way", () => {
  const unfinished = new Unfinished(false);
  unfinished.delivered("map", event, 1000);
  expect(unfinished.isUnderWay(1000)).toBe(false);
});
