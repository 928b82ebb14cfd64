import { describe, expect, it } from "vitest";

import { failuresPage } from "../../src/report/markdown/failures-page.ts";
import { failuresText } from "../../src/report/terminal/failures-text.ts";
import { cureOf, failurePairsOf } from "../../src/result/failure-pairs.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { simulate } from "../../src/suite/simulate.ts";

const workload = { kind: "fleet", trucks: 3, durationS: 5 } as const;
const faults = [{ kind: "lost-response", actions: ["PutRecord"], key: "truck_1", nth: 3 }] as const;

async function ran(name: string, summary: string, idempotent: boolean): Promise<RunResult> {
  const [run] = await simulate({
    name,
    summary,
    workload,
    design: {
      service: "kinesis",
      shards: 1,
      partitionKey: "truck",
      producer: { kind: "serial" },
      consumers: [{ app: "map", kind: "by-lane", count: 1, serviceMs: 5, idempotent }],
    },
    faults,
    guarantee: idempotent ? "ordered" : "exactly-once-ordered",
    expect: idempotent
      ? { verdict: "valid" }
      : { verdict: "invalid", anomalies: ["duplicate-effect"] },
  });
  return run!;
}

const breaks = await ran("sent-twice-breaks", "An answer is lost: twice.", false);
const holds = await ran("sent-twice-holds", "Known by name: once.", true);
const other = await ran("sent-twice-holds-otherwise", "Another way.", true);
const alone = await ran("alone-breaks", "Nobody mends it.", false);

describe("pairs of the failure library", () => {
  it("are known by their names, whatever the order of the runs, and only whole", () => {
    const [pair, ...more] = failurePairsOf([other, alone, holds, breaks, breaks]);
    expect(more).toEqual([]);
    expect(pair?.what).toBe("sent-twice");
    expect(pair?.breaks.map(({ name }) => name)).toEqual(["sent-twice-breaks"]);
    expect(pair?.holds.map(({ name }) => name)).toEqual([
      "sent-twice-holds",
      "sent-twice-holds-otherwise",
    ]);
  });

  it("say what was found, what the cure is called, and show a truck whose order broke", () => {
    const [pair] = failurePairsOf([breaks, holds]);
    expect(pair?.breaks[0]?.found).toBe("1 duplicate-log, 1 duplicate-effect");
    expect(pair?.breaks[0]?.broken?.key).toBe("truck_1");
    expect(pair?.holds[0]?.found).toBe("1 duplicate-log");
    expect(cureOf(pair!.holds[0]!)).toBe("Known by name");
  });

  it("are a table of at most 80 characters, the price of each cure beside what it was before", () => {
    const lines = failuresText(failurePairsOf([breaks, holds, other]));
    expect(lines.join("\n")).toMatch(
      /^sent-twice +1 duplicate-log, 1 duplicate-effect\n {2}Known by name \(1 duplicate-log\)\n? +3 +\d+>?\d* +1 +\d/m,
    );
    for (const line of lines.flatMap((one) => one.split("\n"))) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(failuresText([])).toEqual([]);
  });

  it("are a page with both sentences, the timeline and links to the files", () => {
    const page = failuresPage(failurePairsOf([breaks, holds]));
    expect(page).toContain("## sent-twice");
    expect(page).toContain("(../scenarios/failures/sent-twice-breaks.ts)");
    expect(page).toContain("An answer is lost: twice. Found: 1 duplicate-log, 1 duplicate-effect.");
    expect(page).toMatch(/```\n[^`]*#2 done {2}<\n[^`]*```/);
  });
});
