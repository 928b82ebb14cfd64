import { expect, test } from "vitest";

import type { HistoryRecord, NotJudged } from "../../src/history/record.ts";
import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { HistoryBuilder } from "./history-builder.ts";

/** A history that is valid but for what its header and its end leave open. */
function history(header: readonly NotJudged[], end: readonly NotJudged[]): HistoryRecord[] {
  const records = new HistoryBuilder().stored(0, 1).consumed(0, 1).end();
  const first: HistoryRecord = { type: "header", version: "0.2", atMs: -1, notJudged: header };
  return [first, ...records.slice(0, -1), { ...records.at(-1)!, notJudged: end } as HistoryRecord];
}

test("without anything left open it is valid", () => {
  expect(verify(history([], []), profiles.ordered)).toMatchObject({ verdict: "valid", notes: [] });
});

test.each([
  ["a header", [{ anomaly: "lost", reason: "half of it was not seen" }], []],
  ["an end", [], [{ anomaly: "lost", reason: "half of it was not seen" }]],
] as const)("what %s leaves open makes it unknown, for that reason", (_, header, end) => {
  expect(verify(history(header, end), profiles.ordered)).toMatchObject({
    verdict: "unknown",
    reasons: ["lost not judged: half of it was not seen"],
  });
});

test("several anomalies for one reason are one sentence; one that nothing is known of counts", () => {
  const open = ["misrouted", "lost", "new-kind"].map((anomaly) => ({ anomaly, reason: "why" }));
  expect(verify(history(open, []), profiles.ordered).reasons).toEqual([
    "misrouted, lost, new-kind not judged: why",
  ]);
});

test("what is left open altogether makes it unknown", () => {
  const open = [{ reason: "5 records could not be read" }, { anomaly: "lost", reason: "why" }];
  expect(verify(history([], open), profiles.ordered)).toMatchObject({
    verdict: "unknown",
    reasons: ["5 records could not be read", "lost not judged: why"],
  });
});

test("what the profile does not forbid is only noted", () => {
  const open = [{ anomaly: "duplicate-effect", reason: "why" }];
  expect(verify(history(open, []), profiles.ordered)).toMatchObject({
    verdict: "valid",
    notes: ["duplicate-effect not judged: why"],
  });
  expect(verify(history(open, []), profiles["exactly-once-ordered"]).verdict).toBe("unknown");
});

test("what is found is found all the same", () => {
  const open = [{ anomaly: "nonmonotonic-effect", reason: "why" }];
  const records = new HistoryBuilder().stored(0, 1).consumed(1, 0).end();
  const header: HistoryRecord = { type: "header", version: "0.2", atMs: -1, notJudged: open };
  expect(verify([header, ...records], profiles.ordered)).toMatchObject({
    verdict: "invalid",
    counts: { "nonmonotonic-effect": 1 },
  });
});
