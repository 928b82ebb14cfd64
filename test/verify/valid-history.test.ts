import fc from "fast-check";
import { expect, it } from "vitest";

import { anomalyKinds } from "../../src/verify/anomaly.ts";
import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { validHistory, type RunShape } from "./valid-history.ts";

const shape: fc.Arbitrary<RunShape> = fc.record({
  seed: fc.nat(),
  trucks: fc.integer({ min: 1, max: 6 }),
  eventsPerTruck: fc.integer({ min: 1, max: 30 }),
  lanes: fc.integer({ min: 1, max: 3 }),
  apps: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom("stream", "queue", "opaque"),
  mishaps: fc.constantFrom(0, 0.02, 0.1, 0.2),
  isTold: fc.boolean(),
});

const repeatsOnly = new Set(["duplicate-effect"]);

it(
  "a thousand random valid histories raise nothing but the repeats of crashed consumers",
  { timeout: 60_000 },
  () => {
    const met = new Set<string>();
    let repeated = 0;
    fc.assert(
      fc.property(shape, (drawn) => {
        const { records, repeats } = validHistory(drawn);
        const { counts, verdict, reasons, evidence } = verify(records, profiles.ordered);
        const raised = anomalyKinds.filter((kind) => !repeatsOnly.has(kind) && counts[kind] > 0);
        expect({ raised, detail: raised.length > 0 ? evidence[0]?.detail : undefined }).toEqual({
          raised: [],
        });
        expect(counts["duplicate-effect"]).toBe(repeats);
        const wasStored = records.some(({ type }) => type === "ack");
        const wasConsumed = records.some(({ type }) => type === "effect");
        if (!wasConsumed) expect(verdict).toBe("unknown");
        expect({ verdict, reasons }).toMatchObject(
          wasConsumed && wasStored ? { verdict: "valid", reasons: [] } : {},
        );
        repeated += repeats;
        for (const { type } of records) met.add(type);
      }),
      { numRuns: 1000 },
    );
    // Guards the simulation itself: all kinds of happenings must have occurred.
    expect([...met].toSorted()).toEqual([
      "abandon",
      "ack",
      "commit",
      "crash",
      "delivery",
      "effect",
      "end",
      "header",
      "lease",
      "refused",
      "reshard",
      "send",
      "start",
      "uncertain",
    ]);
    expect(repeated).toBeGreaterThan(100);
  },
);

it(
  "a valid history cut off anywhere raises nothing: what did not come is unseen",
  { timeout: 60_000 },
  () => {
    let unseen = 0;
    fc.assert(
      fc.property(shape, fc.integer({ min: 0, max: 100 }), (drawn, percent) => {
        const { records } = validHistory(drawn);
        const cut = records.slice(0, Math.floor((percent / 100) * (records.length - 1)));
        const { counts, verdict } = verify(cut, profiles.ordered);
        const raised = anomalyKinds.filter((kind) => !repeatsOnly.has(kind) && counts[kind] > 0);
        expect(raised.filter((kind) => kind !== "unseen")).toEqual([]);
        expect(verdict).toBe("unknown");
        unseen += counts.unseen;
      }),
      { numRuns: 500 },
    );
    expect(unseen).toBeGreaterThan(100);
  },
);
