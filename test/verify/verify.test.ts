import { describe, expect, it } from "vitest";

import { anomalyKinds } from "../../src/verify/anomaly.ts";
import type { CheckFactory } from "../../src/verify/check.ts";
import { profiles } from "../../src/verify/profile.ts";
import { checks, createVerifier, verify } from "../../src/verify/verify.ts";
import { history } from "./history-builder.ts";

describe("the verdict", () => {
  it("a drained history without anomalies is valid, and says what was looked at", () => {
    const verdict = verify(history().stored(0, 1).consumed(0, 1).end(), profiles.ordered);
    expect(verdict).toMatchObject({ verdict: "valid", reasons: [], evidence: [] });
    expect(verdict.checked).toEqual({
      ...{ records: 11, keys: 1, sends: 2, acks: 2 },
      ...{ deliveries: 2, starts: 2, effects: 2, commits: 0 },
    });
    expect(Object.keys(verdict.counts)).toEqual([...anomalyKinds]);
    expect(verdict.countsByKey.size).toBe(0);
  });

  it("a forbidden anomaly makes it invalid and is named with its first piece of evidence", () => {
    const records = history().stored(0, 1).consumed(0).end();
    const { verdict, reasons } = verify(records, profiles.ordered);
    expect(verdict).toBe("invalid");
    expect(reasons).toEqual([
      "lost: 1 found, none allowed (ordered); first: truck_7 #1 (shard-0, position 1001, at 3 ms) was acknowledged but never delivered to map",
    ]);
  });

  it("an anomaly that the profile allows is counted but does not fail the run", () => {
    const records = history().stored(0).consumed(0, 0).end();
    const ordered = verify(records, profiles.ordered);
    expect(ordered).toMatchObject({ verdict: "valid", counts: { "duplicate-effect": 1 } });
    expect(verify(records, profiles["exactly-once-ordered"]).verdict).toBe("invalid");
    const disordered = history().stored(0, 1).consumed(1, 0).end();
    expect(verify(disordered, profiles.unordered).verdict).toBe("valid");
    expect(verify(disordered, profiles.ordered).verdict).toBe("invalid");
  });

  it.each([
    ["no record at all", [], "nothing was delivered"],
    ["nothing delivered", history().sent(0).uncertain(0).end(), "nothing was delivered"],
    [
      "something received and dropped",
      history().stored(0, 1).consumed(0).delivered(1).end({ drained: false }),
      "1 event was delivered but never processed",
    ],
    ["nothing processed", history().stored(0).delivered(0).end(), "nothing was processed"],
    ["no end record", history().stored(0).consumed(0).records, "no end record"],
    [
      "an interruption",
      history().stored(0).consumed(0).end({ interrupted: true }),
      "the run was interrupted",
    ],
    [
      "unseen events",
      history().stored(0, 1).consumed(0).end({ drained: false }),
      "1 acknowledged event was not delivered",
    ],
  ])("%s makes it unknown", (_, records, reason) => {
    const { verdict, reasons } = verify(records, profiles.ordered);
    expect(verdict).toBe("unknown");
    expect(reasons.join("; ")).toContain(reason);
  });

  it("what was not checked does not excuse a forbidden anomaly", () => {
    const records = history().stored(0, 1).consumed(1, 0).records;
    expect(verify(records, profiles.ordered).verdict).toBe("invalid");
  });

  it("counts are kept per truck", () => {
    const builder = history().stored(0, 1).consumed(0).in({ key: "truck_8" }).stored(0).consumed(0);
    const { countsByKey } = verify(builder.end(), profiles.ordered);
    expect([...countsByKey.keys()]).toEqual(["truck_7"]);
    expect(countsByKey.get("truck_7")).toMatchObject({ lost: 1, overtake: 0 });
  });

  it("evidence is kept for 32 anomalies of a kind and truck, and all are counted", () => {
    const builder = history();
    for (let seq = 0; seq < 100; seq += 1) builder.stored(seq);
    builder.consumed(99, ...Array.from({ length: 40 }, (_, seq) => seq));
    const { counts, evidence } = verify(builder.end(), profiles.ordered);
    expect(counts).toMatchObject({ lost: 59, "nonmonotonic-effect": 40 });
    expect(evidence.filter(({ kind }) => kind === "lost")).toHaveLength(32);
    const late = evidence.filter(({ kind }) => kind === "nonmonotonic-effect");
    expect(late.map(({ seq }) => seq)).toEqual(Array.from({ length: 32 }, (_, seq) => seq));
  });

  it("evidence comes in the order in which it was found", () => {
    const builder = history().stored(0, 1, 2).consumed(0, 0).in({ key: "truck_8" });
    builder.stored(0, 1).consumed(1, 0).in({ key: "truck_7" }).consumed(2, 1);
    const { evidence } = verify(builder.end(), profiles.ordered);
    expect(evidence.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      "duplicate-effect truck_7",
      "nonmonotonic-effect truck_8",
      "nonmonotonic-effect truck_7",
    ]);
  });
});

describe("a check that throws", () => {
  const fragile: CheckFactory = () => ({
    name: "fragile",
    kinds: [],
    needs: [],
    start: (record) => {
      if (record.seq === 1) throw new Error("boom");
    },
  });

  it("makes the verdict unknown and is named; the others go on", () => {
    const verifier = createVerifier({ profile: profiles.ordered, checks: [fragile, ...checks] });
    for (const record of history().stored(0, 1).consumed(0, 1, 1).end()) verifier.add(record);
    const { verdict, reasons, counts } = verifier.close();
    expect({ verdict, reasons }).toEqual({
      verdict: "unknown",
      reasons: ["the check fragile failed: boom"],
    });
    expect(counts["duplicate-effect"]).toBe(1);
  });

  it("does not hide what the others find", () => {
    const verifier = createVerifier({ profile: profiles.ordered, checks: [fragile, ...checks] });
    for (const record of history().stored(0, 1).consumed(1, 0).end()) verifier.add(record);
    expect(verifier.close().verdict).toBe("invalid");
  });

  it("is caught at the end of the history too", () => {
    const late: CheckFactory = () => ({
      name: "late",
      kinds: [],
      needs: [],
      close: () => {
        throw new Error("too late");
      },
    });
    const verifier = createVerifier({ profile: profiles.ordered, checks: [late, ...checks] });
    for (const record of history().stored(0).consumed(0).end()) verifier.add(record);
    expect(verifier.close().reasons).toEqual(["the check late failed: too late"]);
  });

  it("a record of a shape that cannot be makes the verdict unknown, never an exception", () => {
    const broken = { type: "delivery", key: "truck_7" } as never;
    const records = [...history().stored(0).consumed(0).records, broken, ...history().end()];
    const { verdict, reasons } = verify(records, profiles.ordered);
    expect(verdict).toBe("unknown");
    expect(reasons.join()).toContain("record keeping failed");
  });
});

describe("a closed verifier", () => {
  it("keeps its verdict and ignores further records", () => {
    const verifier = createVerifier({ profile: profiles.ordered });
    for (const record of history().stored(0).consumed(0).end()) verifier.add(record);
    const verdict = verifier.close();
    for (const record of history().stored(1).consumed(1, 1).end()) verifier.add(record);
    expect(verifier.close()).toBe(verdict);
    expect(verdict.verdict).toBe("valid");
  });
});
