import { describe, expect, it } from "vitest";

import { exp } from "../../src/portable-math.ts";
import { seededRandom } from "../../src/random.ts";
import { compareSides, isChanged } from "../../src/result/compare-sides.ts";
import type { Row } from "../../src/result/compare.ts";
import type { PlainScenario } from "../../src/result/run-result.ts";
import { factsOf, type Side, type SideFacts, type SideRun } from "../../src/result/side.ts";
import { summaryColumns, summaryRow } from "../../src/result/summary-row.ts";
import { sampleRun } from "./sample-runs.ts";
import { streamScenario } from "./sample-scenarios.ts";

function side(runs: readonly SideRun[], facts: SideFacts = {}, name = "results"): Side {
  return { name, runs, facts, columns: summaryColumns };
}

function run(cells: Row = {}, scenario?: PlainScenario): SideRun {
  return { row: { ...summaryRow(sampleRun()), ...cells }, ...(scenario && { scenario }) };
}

/** Repeats in real time, each with this latency. */
function repeats(latencies: readonly number[], cells: Row = {}): readonly SideRun[] {
  return latencies.map((e2e, at) =>
    run({ clock: "real", evidence: "measured", seed: at + 1, e2e_p50_ms: e2e, ...cells }),
  );
}

describe("two sides in virtual time", () => {
  it("that are the same have no change", () => {
    const comparison = compareSides(side([run()]), side([run()]));
    expect(comparison.scenarios).toMatchObject([{ way: "exact", columns: [], asked: [] }]);
    expect(comparison.scenarios[0]?.same).toBeGreaterThan(40);
    expect(isChanged(comparison)).toBe(false);
  });

  it("the least difference counts, and is the only one told", () => {
    const comparison = compareSides(
      side([run({ put_p50_ms: 12 })]),
      side([run({ put_p50_ms: 12.001 })]),
    );
    expect(comparison.scenarios[0]?.columns).toMatchObject([
      { column: "put_p50_ms", before: 12, after: 12.001, difference: 0.001, isChange: true },
    ]);
    expect(isChanged(comparison)).toBe(true);
  });

  it("changed scenarios come first, those of one side are named", () => {
    const one = side([run({ scenario: "a" }), run({ scenario: "b" }), run({ scenario: "old" })]);
    const other = side([
      run({ scenario: "a" }),
      run({ scenario: "b", lost: 3 }),
      run({ scenario: "new" }),
    ]);
    const { scenarios, onlyBefore, onlyAfter } = compareSides(one, other);
    expect(scenarios.map(({ scenario }) => scenario)).toEqual(["b", "a"]);
    expect([onlyBefore, onlyAfter]).toEqual([["old"], ["new"]]);
  });

  it("seeds are compared with the same seed, and one that only one side has is a change", () => {
    const seeds = (...all: readonly number[]) =>
      side(all.map((seed) => run({ seed, e2e_p50_ms: 100 * seed })));
    expect(isChanged(compareSides(seeds(1, 2), seeds(2, 1)))).toBe(false);
    const { scenarios } = compareSides(seeds(1, 2), seeds(1, 3));
    expect(scenarios[0]?.columns).toMatchObject([
      { column: "seed", seed: 2, before: 2, after: undefined },
      { column: "seed", seed: 3, before: undefined, after: 3 },
    ]);
  });

  it("what was asked for otherwise is named by its field", () => {
    const design = { ...streamScenario.design, shards: 3 } as PlainScenario["design"];
    const other = { ...streamScenario, design, summary: "Another sentence." };
    const { scenarios } = compareSides(side([run({}, streamScenario)]), side([run({}, other)]));
    expect(scenarios[0]?.asked).toEqual(["design.shards 2 -> 3"]);
  });

  it("of rows alone, a design in other words says that much", () => {
    const { scenarios } = compareSides(
      side([run({ design: "2 shards" })]),
      side([run({ design: "3 shards" })]),
    );
    expect(scenarios[0]?.asked).toEqual(["design 2 shards -> 3 shards"]);
  });

  it("columns that an older file does not have are named and compared with nothing", () => {
    const older = {
      ...side([run()]),
      columns: summaryColumns.filter((name) => name !== "e2e_p99_ms"),
    };
    const comparison = compareSides(older, side([run({ e2e_p99_ms: 99_999 })]));
    expect(comparison.unstated).toEqual(["e2e_p99_ms"]);
    expect(isChanged(comparison)).toBe(false);
  });
});

describe("two sides in real time", () => {
  it("of the same thing are within noise", () => {
    const one = side(repeats([100, 104, 98, 101, 103]));
    const comparison = compareSides(one, side(repeats([102, 99, 101, 105, 97])));
    expect(comparison.scenarios[0]?.columns).toMatchObject([
      { column: "e2e_p50_ms", word: "within noise", isChange: false },
    ]);
    expect(isChanged(comparison)).toBe(false);
  });

  it("a latency is slower, a rate that falls is slower too, and what has no better way is higher", () => {
    const quick = side(
      repeats([100, 104, 98, 101, 103], { produce_events_per_s: 50, keys_in_flight_max: 2 }),
    );
    const slow = side(
      repeats([200, 204, 198, 201, 203], { produce_events_per_s: 20, keys_in_flight_max: 4 }),
    );
    const words = (one: Side, other: Side) =>
      Object.fromEntries(
        compareSides(one, other).scenarios[0]!.columns.map(({ column, word }) => [column, word]),
      );
    expect(words(quick, slow)).toEqual({
      produce_events_per_s: "slower",
      keys_in_flight_max: "higher",
      e2e_p50_ms: "slower",
    });
    expect(words(slow, quick)).toEqual({
      produce_events_per_s: "faster",
      keys_in_flight_max: "lower",
      e2e_p50_ms: "faster",
    });
  });

  it("twice the latency is slower in noise of a seventh, and hardly ever is anything else", () => {
    const random = seededRandom(3, "noise");
    const around = (mean: number): number => mean * exp(0.35 * (random() + random() - 1));
    const names = ["a", "b", "c"];
    const noisy = (slow: string): Side =>
      side(
        names.flatMap((scenario) =>
          [1, 2, 3, 4, 5].map((seed) =>
            run({
              clock: "real",
              scenario,
              seed,
              e2e_p50_ms: around(scenario === slow ? 200 : 100),
              e2e_p99_ms: around(900),
              put_p50_ms: around(10),
              consume_events_per_s: around(5000),
            }),
          ),
        ),
      );
    let [found, wrong] = [0, 0];
    for (let round = 0; round < 50; round += 1) {
      const { scenarios } = compareSides(noisy("none"), noisy("b"));
      const told = scenarios.flatMap(({ scenario, columns }) =>
        columns
          .filter(({ word }) => word !== "within noise")
          .map(({ column, word }) => `${scenario} ${column} ${word}`),
      );
      if (told.includes("b e2e_p50_ms slower")) found += 1;
      if (told.some((one) => one !== "b e2e_p50_ms slower")) wrong += 1;
    }
    expect(found).toBeGreaterThan(40);
    // One comparison in a hundred may be mistaken.
    expect(wrong).toBeLessThanOrEqual(1);
  });

  it("one repeat tells no difference from noise, and says so", () => {
    const { scenarios } = compareSides(side(repeats([100])), side(repeats([900])));
    expect(scenarios[0]?.columns).toMatchObject([
      { column: "e2e_p50_ms", word: "too few repeats", isChange: false },
    ]);
  });

  it("an anomaly or a verdict that only one side has is a change, were it in a single repeat", () => {
    const kept = side(repeats([100, 101, 102]));
    const lost = side([
      ...repeats([100, 101]),
      run({ clock: "real", seed: 3, e2e_p50_ms: 102, verdict: "invalid", overtake: 1 }),
    ]);
    const { scenarios } = compareSides(kept, lost);
    expect(scenarios[0]?.columns.filter(({ isChange }) => isChange)).toMatchObject([
      { column: "overtake", before: "0", after: "0 (2), 1 (1)", word: "different" },
      { column: "verdict", before: "valid", after: "valid (2), invalid (1)", word: "different" },
    ]);
  });

  it("a figure that saturated runs do not have is told in words", () => {
    const some = side([
      ...repeats([100, 101]),
      ...repeats([0]).map(({ row }) => ({ row: { ...row, seed: 3, e2e_p50_ms: undefined } })),
    ]);
    const { scenarios } = compareSides(side(repeats([100, 101, 102])), some);
    expect(scenarios[0]?.columns).toMatchObject([
      { before: "a figure", after: "a figure (2), none (1)", word: "different" },
    ]);
  });
});

describe("what is not alike", () => {
  const run1 = { convoy: "0.1.0", commit: "a".repeat(40), node: "v24.1.0" };
  const machine = { cpu: "One", cores: 2, memoryGiB: 4, platform: "linux", arch: "x64" };
  const facts = factsOf({ ...run1, machine });
  const elsewhere = factsOf({ ...run1, node: "v22.12.0", machine: { ...machine, cpu: "Other" } });

  it("machines and versions are named, and matter in real time", () => {
    const { unlike } = compareSides(side(repeats([1]), facts), side(repeats([1]), elsewhere));
    expect(unlike).toEqual([
      {
        what: "machine",
        before: "One, 2 cores, 4 GiB, linux x64",
        after: "Other, 2 cores, 4 GiB, linux x64",
        matters: true,
      },
      { what: "Node", before: "v24.1.0", after: "v22.12.0", matters: true },
    ]);
  });

  it("modelled figures do not depend on the machine, and do on the version", () => {
    const newer = factsOf({ ...run1, convoy: "0.2.0", machine: { ...machine, cpu: "Other" } });
    const { unlike } = compareSides(side([run()], facts), side([run()], newer));
    expect(unlike.map(({ what, matters }) => [what, matters])).toEqual([
      ["machine", false],
      ["convoy", true],
    ]);
  });

  it("a machine that is not known is said of real time only", () => {
    const told = (runs: readonly SideRun[]) => compareSides(side(runs, facts), side(runs)).unlike;
    expect(told([run()])).toEqual([]);
    expect(told(repeats([1])).map(({ what, after }) => [what, after])).toEqual([
      ["machine", "not known"],
      ["Node", "not known"],
    ]);
  });

  it("modelled beside measured is never taken for the same", () => {
    const measured = repeats([100], { target: "endpoint" });
    const { unlike } = compareSides(
      side([run()], { target: "embedded model" }),
      side(measured, { target: "an endpoint" }),
    );
    expect(unlike.filter(({ matters }) => matters).map(({ what }) => what)).toEqual([
      "evidence",
      "clock",
      "target",
    ]);
  });

  it("nothing is known of what is no run.json", () => {
    for (const value of [undefined, null, 3, [], { machine: 7, convoy: {} }]) {
      expect(factsOf(value)).toEqual({});
    }
  });
});
