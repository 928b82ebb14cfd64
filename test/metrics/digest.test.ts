import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { delivery, measured } from "./measured.ts";

describe("digests of two readers", () => {
  const a = { app: "a" };
  const b = { app: "b" };
  const isSame = (first: readonly HistoryRecord[], second: readonly HistoryRecord[]): boolean => {
    const [one, two] = measured([...first, ...second]).apps;
    expect([one?.app, two?.app]).toEqual(["a", "b"]);
    expect(one?.digest).toMatch(/^[0-9a-f]{16}$/);
    return one?.digest === two?.digest;
  };
  const read = (where: { app: string }, ...events: readonly (readonly [string, number])[]) =>
    events.map(([key, seq], at) => delivery(key, seq, at, where));
  const log = read(a, ["t1", 0], ["t2", 0], ["t1", 1], ["t2", 1]);

  it("are equal for the same bytes in the same order per truck, however trucks are mixed and whenever it was", () => {
    expect(isSame(log, read(b, ["t2", 0], ["t2", 1], ["t1", 0], ["t1", 1]))).toBe(true);
  });

  it("do not mind an event that is delivered again", () => {
    expect(
      isSame(log, read(b, ["t1", 0], ["t1", 0], ["t1", 1], ["t2", 0], ["t1", 0], ["t2", 1])),
    ).toBe(true);
  });

  it.each([
    ["another order", read(b, ["t1", 1], ["t1", 0], ["t2", 0], ["t2", 1])],
    ["an event less", read(b, ["t1", 0], ["t1", 1], ["t2", 0])],
    ["an event of another truck", read(b, ["t1", 0], ["t1", 1], ["t2", 0], ["t3", 1])],
    [
      "another byte",
      [...read(b, ["t1", 0], ["t1", 1], ["t2", 0]), delivery("t2", 1, 9, { ...b, checksum: 99 })],
    ],
    [
      "another position",
      [...read(b, ["t1", 0], ["t1", 1], ["t2", 0]), delivery("t2", 1, 9, { ...b, position: "9" })],
    ],
    [
      "another event at the same place",
      [
        ...read(b, ["t1", 0], ["t1", 1], ["t2", 0]),
        delivery("t2", 5, 9, { ...b, checksum: 1, position: "1" }),
      ],
    ],
    ["the same events of another truck", read(b, ["t1", 0], ["t3", 0], ["t1", 1], ["t3", 1])],
  ])("differ with %s", (_, other) => {
    expect(isSame(log, other)).toBe(false);
  });

  it("stay what they are, since results of different days are compared", () => {
    const [one] = measured(read(a, ["t2", 0], ["t1", 0], ["t1", 1])).apps;
    expect(one?.digest).toBe("3a3176457609fabf");
  });
});
