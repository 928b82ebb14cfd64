import { describe, expect, test } from "vitest";

import { QuotaWindow, quotaWindowKinds } from "../../../src/emulator/quota-window.ts";
import { epochMs, Rig } from "../rig.ts";

/** How many of these instants, a second being 1000, are let through with a quota of two a second. */
function admitted(kind: (typeof quotaWindowKinds)[number], instants: readonly number[]): number[] {
  const window = new QuotaWindow(2, kind);
  return instants.filter((ms) => window.admit(ms, 1));
}

describe("a quota per second", () => {
  test("counted from the first request lets a second's worth through, then as much a second after it began", () => {
    expect(admitted("first-request", [900, 950, 1000, 1899, 1900, 1901, 1902])).toEqual([
      900, 950, 1900, 1901,
    ]);
  });
  test("counted by the clock starts over with each of its seconds", () => {
    expect(admitted("clock-aligned", [900, 950, 999, 1000, 1001, 1002, 1900, 2000])).toEqual([
      900, 950, 1000, 1001, 2000,
    ]);
  });
  test("counted by a bucket lets a second's worth through, then what has come back", () => {
    expect(
      admitted("one-second-bucket", [900, 950, 999, 1399, 1400, 1500, 1900, 9000, 9001, 9002]),
    ).toEqual([900, 950, 1400, 1900, 9000, 9001]);
  });
  test.each(quotaWindowKinds)(
    "%s gives the documented rate to who always asks for more",
    (kind) => {
      const window = new QuotaWindow(1000, kind);
      let passed = 0;
      for (let ms = 0; ms < 20_000; ms += 1) {
        for (let call = 0; call < 3; call += 1) if (window.admit(epochMs + ms, 1)) passed += 1;
      }
      expect(passed).toBeGreaterThanOrEqual(20_000);
      // A bucket is full to begin with.
      expect(passed).toBeLessThanOrEqual(21_000);
    },
  );
});

test.each(quotaWindowKinds)("shards and FIFO queues are counted so: %s", (quotaWindow) => {
  const rig = new Rig({ quotaWindow });
  rig.stream("s");
  const url = rig.queue("q.fifo");
  rig.pass(900 - (rig.nowMs % 1000));
  const most = (act: () => unknown): number => {
    for (let count = 0; ; count += 1) {
      try {
        act();
      } catch {
        return count;
      }
    }
  };
  const put = () => rig.put("s", "k", "x");
  let id = 0;
  const send = () => rig.send(url, "g", `${(id += 1)}`);
  expect([most(put), most(send)]).toEqual([1000, 300]);
  rig.pass(100);
  const after = {
    "first-request": [0, 0],
    "clock-aligned": [1000, 300],
    "one-second-bucket": [100, 30],
  };
  expect([most(put), most(send)]).toEqual(after[quotaWindow]);
});
