import { describe, expect, it } from "vitest";

import type { RunResult } from "../../src/result/run-result.ts";
import { jumpsBack, seenTrucks } from "../../src/result/seen-trucks.ts";
import { sampleRun, sampleSetup } from "./sample-runs.ts";

const place = (seq: number, lon: number) => ({ seq, atMs: seq, lat: 41, lon: lon + seq / 1000 });

function runWith(name: string, seqs: readonly number[], { lon = -87, phase = "steady" } = {}) {
  const { scenario } = sampleSetup();
  const compared = { comparison: "c", design: name, phase: phase as "steady" };
  return sampleRun({
    name,
    setup: sampleSetup({ scenario: { ...scenario, compared } }),
    tracks: [{ key: "truck_1", positions: seqs.map((seq) => place(seq, lon)) }],
  });
}

const names = (runs: readonly RunResult[]) => {
  const { kept, lost } = seenTrucks(runs) ?? {};
  return [kept?.run.name, lost?.run.name, kept?.isAsDriven];
};

describe("trucks as they were seen", () => {
  it("go back as often as an event takes effect right after a later one", () => {
    const [track] = runWith("x", [0, 2, 1, 3, 3, 5, 4]).tracks!;
    expect(jumpsBack(track!)).toBe(2);
  });

  it("are those of the run that lost most, beside the same in the same phase that kept it", () => {
    const runs = [
      runWith("kept-steady", [0, 1, 2]),
      runWith("kept-backlog", [0, 1, 2], { phase: "backlog" }),
      runWith("lost-a-little", [0, 2, 1], { phase: "backlog" }),
      runWith("lost", [2, 1, 0], { phase: "backlog" }),
    ];
    expect(names(runs)).toEqual(["kept-backlog", "lost", false]);
  });

  it("are no others than drove the same way", () => {
    const runs = [runWith("elsewhere", [0, 1, 2], { lon: 8 }), runWith("lost", [2, 1, 0])];
    const { kept, lost } = seenTrucks(runs)!;
    // For want of one: the way they drove, and it says so.
    expect(names(runs)).toEqual(["lost", "lost", true]);
    expect(kept!.tracks[0]!.positions.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(lost!.tracks[0]!.positions.map(({ seq }) => seq)).toEqual([2, 1, 0]);
  });

  it("are in order alone where nothing was lost, and none where no run has any", () => {
    expect(names([runWith("kept", [0, 1, 2])])).toEqual(["kept", undefined, false]);
    expect(seenTrucks([sampleRun()])).toBeUndefined();
  });
});
