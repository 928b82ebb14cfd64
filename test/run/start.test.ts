import { describe, expect, it } from "vitest";

import type { Design, Scenario } from "../../src/scenario/scenario.ts";
import { type ModelRun, namesOf, runOnModel, stream } from "./model-run.ts";

const [reader] = stream.consumers;

function starting(changes: object, design: object = {}): Design {
  return { ...stream, ...design, consumers: [{ ...reader, startAtS: 10, ...changes }] } as Design;
}

/** Whoever begins at the latest has every event that was sent after it took its lane, and none that was acknowledged before. */
function expectFromItsLeases({ all, verdict }: ModelRun): void {
  expect(verdict).toMatchObject({ verdict: "valid", counts: { lost: 0 } });
  const taken = new Map<string, number>();
  for (const { lane, action, atMs } of all("lease")) {
    if (action === "taken" && !taken.has(lane)) taken.set(lane, atMs);
  }
  const sentAtMs = new Map(all("send").map(({ key, seq, atMs }) => [`${key}#${seq}`, atMs]));
  const delivered = new Set(namesOf(all("delivery")));
  let passedOver = 0;
  for (const { key, seq, lane, atMs } of all("ack")) {
    const from = taken.get(lane);
    const name = `${key}#${seq}`;
    const isLatest = all("lease").find((one) => one.lane === lane)?.from === "latest";
    if (from !== undefined && isLatest && sentAtMs.get(name)! >= from)
      expect(delivered).toContain(name);
    if (from === undefined || (isLatest && atMs < from - 1000)) {
      expect(delivered).not.toContain(name);
      passedOver += 1;
    }
  }
  expect(passedOver).toBeGreaterThan(30);
  expect(delivered.size).toBeGreaterThan(30);
}

/** Whoever begins at an instant has every event that was sent since, and none that was acknowledged before. */
function expectFrom(atMs: number, { all, verdict }: ModelRun): void {
  expect(verdict).toMatchObject({ verdict: "valid", counts: { lost: 0 } });
  const delivered = namesOf(all("delivery"));
  const since = new Set(namesOf(all("send").filter((send) => send.atMs >= atMs)));
  const before = new Set(namesOf(all("ack").filter((ack) => ack.atMs < atMs)));
  expect([...since].filter((name) => !delivered.includes(name))).toEqual([]);
  expect(delivered.filter((name) => before.has(name))).toEqual([]);
  expect(before.size).toBeGreaterThan(5);
}

describe("an application that begins late", () => {
  it.each<[string, Partial<Scenario>]>([
    ["polled", { design: starting({ start: "LATEST" }) }],
    ["with a slow poll", { design: starting({ start: "LATEST", pollMs: 3000 }) }],
    ["pushed", { design: starting({ start: "LATEST" }, { read: "fan-out" }) }],
    ["by key", { design: starting({ start: "LATEST", kind: "by-key", serviceMs: 20 }) }],
    [
      "after a reshard",
      {
        design: starting({ start: "LATEST" }),
        faults: [{ kind: "reshard", atS: 5, toShards: 4 }],
      },
    ],
    [
      "before a reshard",
      {
        design: starting({ start: "LATEST" }),
        faults: [{ kind: "reshard", atS: 14, toShards: 4 }],
      },
    ],
    [
      "when answers are lost",
      {
        design: starting({ start: "LATEST" }),
        faults: [
          { kind: "lost-response", actions: ["GetShardIterator"], probability: 0.7, toS: 13 },
        ],
      },
    ],
  ])("at LATEST gets what is sent since it took its lanes: %s", async (_, changes) => {
    expectFromItsLeases(await runOnModel(changes));
  });

  it.each<[string, Partial<Scenario>]>([
    ["polled", { design: starting({ start: { atTimestampS: 6 } }) }],
    ["pushed", { design: starting({ start: { atTimestampS: 6 } }, { read: "fan-out" }) }],
    [
      "with a reshard in between",
      {
        design: starting({ start: { atTimestampS: 6 } }),
        faults: [{ kind: "reshard", atS: 8, toShards: 4 }],
      },
    ],
    [
      "with a reshard before",
      {
        design: starting({ start: { atTimestampS: 6 } }),
        faults: [{ kind: "reshard", atS: 3, toShards: 1 }],
      },
    ],
    [
      "with a reshard later",
      {
        design: starting({ start: { atTimestampS: 6 } }),
        faults: [{ kind: "reshard", atS: 13, toShards: 4 }],
      },
    ],
  ])("at an instant gets what was sent since: %s", async (_, changes) => {
    expectFrom(6000, await runOnModel(changes));
  });

  it("at the beginning gets everything, however late it comes", async () => {
    const { verdict, all } = await runOnModel({ design: starting({ startAtS: 100 }) });
    expect(verdict).toMatchObject({ verdict: "valid", counts: { lost: 0 } });
    expect(namesOf(all("effect"))).toEqual(namesOf(all("ack")));
  });

  it("has its own beginning, beside one that has everything", async () => {
    const late = { ...reader, app: "alerts", startAtS: 10, start: "LATEST" } as const;
    const { all, verdict } = await runOnModel({
      design: { ...stream, consumers: [reader, late] },
    });
    expect(verdict).toMatchObject({ verdict: "valid", counts: { lost: 0 } });
    const of = (app: string) => namesOf(all("effect").filter((effect) => effect.app === app));
    expect(of("map")).toEqual(namesOf(all("ack")));
    expect(of("alerts").length).toBeGreaterThan(30);
    expect(of("alerts").length).toBeLessThan(of("map").length - 30);
  });

  it("goes on from its checkpoint, not from the latest again, when it has crashed", async () => {
    const run = await runOnModel({
      design: starting({ start: "LATEST" }),
      faults: [{ kind: "crash", app: "map", consumer: 1, atS: 14, restartAfterS: 3 }],
    });
    expectFromItsLeases(run);
    const again = run
      .all("lease")
      .filter(({ action, atMs }) => action === "taken" && atMs > 11_000);
    expect(again).toMatchObject([{ from: "after-position", atMs: 17_000 }]);
  });
});
