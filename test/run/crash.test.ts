import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import type { Design, Scenario } from "../../src/scenario/scenario.ts";
import { type ModelRun, namesOf, queue, runOnModel, stream } from "./model-run.ts";

const [reader] = stream.consumers;
const [taker] = queue.consumers;
const crash = { kind: "crash", app: "map", consumer: 1 } as const;
const uncommitted = { event: "handled-not-committed", count: 5 } as const;

/** What the consumer did between its crash and its return: nothing, if all is well. */
function afterDeath({ history, all }: ModelRun, backAfterMs: number): HistoryRecord[] {
  const [death] = all("crash");
  return history
    .slice(history.indexOf(death!) + 1)
    .filter(
      (one) =>
        "consumer" in one &&
        one.consumer.split("/")[0] === death!.consumer &&
        one.atMs < death!.atMs + backAfterMs,
    );
}

function repeated({ all }: ModelRun): string[] {
  const seen = new Set<string>();
  const again: string[] = [];
  for (const { key, seq } of all("effect")) {
    const name = `${key}#${seq}`;
    if (seen.has(name)) again.push(name);
    seen.add(name);
  }
  return again;
}

describe("a consumer that crashes between the work and its commit", () => {
  it.each<[string, Design]>([
    ["Kinesis", stream],
    ["Kinesis with enhanced fan-out", { ...stream, read: "fan-out" }],
    ["SQS FIFO", queue],
  ])("does that work again, and nothing is lost: %s", async (_, design) => {
    const faults = [{ ...crash, when: uncommitted, restartAfterS: 3 }];
    const run = await runOnModel({ design, faults });
    const { verdict, all, history } = run;
    expect(verdict).toMatchObject({ verdict: "valid", counts: { lost: 0 } });
    expect(all("crash")).toMatchObject([{ app: "map", consumer: "map-1" }]);
    const before = history[history.indexOf(all("crash")[0]!) - 1]!;
    expect(before).toMatchObject({ type: "effect", consumer: "map-1" });
    if (before.type !== "effect") throw new Error("it did not crash after an effect");
    expect(repeated(run)).toContain(`${before.key}#${before.seq}`);
    expect(namesOf(all("effect"))).toEqual(namesOf(all("ack")));
    expect(afterDeath(run, 3000)).toEqual([]);
    const strict = await runOnModel({ design, faults, guarantee: "exactly-once-ordered" });
    expect(strict.verdict.verdict).toBe("invalid");
    expect(strict.verdict.counts["duplicate-effect"]).toBeGreaterThan(0);
  });

  it.each<[string, Design]>([
    [
      "Kinesis",
      { ...stream, consumers: [{ ...reader, kind: "pooled", threads: 4, serviceMs: 300 }] },
    ],
    [
      "SQS FIFO",
      { ...queue, consumers: [{ ...taker, kind: "pooled", threads: 4, serviceMs: 300 }] },
    ],
  ])("has all threads of its pool die with it, and nothing is lost: %s", async (_, design) => {
    const run = await runOnModel({
      design,
      faults: [{ ...crash, when: uncommitted, restartAfterS: 3 }],
    });
    const { verdict, all } = run;
    expect(verdict.counts).toMatchObject({ lost: 0, unprocessed: 0 });
    expect(all("crash")).toMatchObject([{ app: "map", consumer: "map-1" }]);
    expect(repeated(run)).not.toEqual([]);
    expect(new Set(namesOf(all("effect")))).toEqual(new Set(namesOf(all("ack"))));
    expect(afterDeath(run, 3000)).toEqual([]);
  });

  it("does the whole receive again that it had not committed", async () => {
    // Ten or so events per receive, half a second each.
    const design: Design = {
      ...stream,
      consumers: [{ ...reader, pollMs: 4000, serviceMs: 200, settle: "receive" }],
    };
    const run = await runOnModel({
      design,
      faults: [{ ...crash, when: uncommitted, restartAfterS: 1 }],
    });
    expect(run.verdict.verdict).toBe("valid");
    expect(repeated(run)).toHaveLength(5);
  });

  it("does again only the last event, where each is committed", async () => {
    const design: Design = {
      ...stream,
      consumers: [{ ...reader, pollMs: 4000, serviceMs: 200, settle: "each" }],
    };
    const run = await runOnModel({
      design,
      faults: [{ ...crash, when: uncommitted, restartAfterS: 1 }],
    });
    expect(run.verdict.verdict).toBe("valid");
    expect(repeated(run)).toHaveLength(1);
  });

  it("does again what came since the last checkpoint, where these have an interval", async () => {
    const design: Design = { ...stream, consumers: [{ ...reader, checkpointEveryS: 4 }] };
    const run = await runOnModel({ design, faults: [{ ...crash, atS: 11.9, restartAfterS: 1 }] });
    const checkpoints = run
      .all("commit")
      .filter(({ consumer, atMs }) => consumer === "map-1" && atMs < 11_900);
    const lastMs = checkpoints.at(-1)!.atMs;
    for (const [at, { atMs }] of checkpoints.slice(1).entries()) {
      expect(atMs - checkpoints[at]!.atMs).toBeGreaterThanOrEqual(4000);
    }
    const done = run
      .all("effect")
      .filter(({ consumer, atMs }) => consumer === "map-1" && atMs > lastMs && atMs < 11_900);
    expect(run.verdict.verdict).toBe("valid");
    expect(done.length).toBeGreaterThan(3);
    expect(repeated(run)).toEqual(done.map(({ key, seq }) => `${key}#${seq}`));
  });
});

describe("a consumer that crashes in the middle of the work", () => {
  it.each<[string, Design]>([
    ["by lane", { ...stream, consumers: [{ ...reader, serviceMs: 150 }] }],
    ["by key", { ...stream, consumers: [{ ...reader, kind: "by-key", serviceMs: 150 }] }],
    ["competing", { ...queue, consumers: [{ ...taker, serviceMs: 300 }] }],
  ])("leaves it undone until it, or another, comes to it again: %s", async (_, design) => {
    const run = await runOnModel({ design, faults: [{ ...crash, atS: 8.03, restartAfterS: 4 }] });
    expect(run.all("crash")).toHaveLength(1);
    expect(run.verdict).toMatchObject({ verdict: "valid", counts: { lost: 0 } });
    expect(afterDeath(run, 4000)).toEqual([]);
    expect(namesOf(run.all("effect"))).toEqual(namesOf(run.all("ack")));
  });

  it.each<[string, Design]>([
    [
      "Kinesis",
      { ...stream, consumers: [{ ...reader, settle: "before", pollMs: 4000, serviceMs: 200 }] },
    ],
    ["SQS FIFO", { ...queue, consumers: [{ ...taker, settle: "before", serviceMs: 900 }] }],
  ])("never does it, if it had committed before: %s", async (_, design) => {
    const when = { event: "handled", count: 4 } as const;
    const run = await runOnModel({ design, faults: [{ ...crash, when, restartAfterS: 2 }] });
    const done = new Set(namesOf(run.all("effect")));
    const undone = namesOf(run.all("delivery")).filter((name) => !done.has(name));
    expect(undone.length).toBeGreaterThan(0);
    expect(run.verdict.verdict).not.toBe("valid");
    expect(run.verdict.reasons.join()).toMatch(/never processed/);
  });
});

describe("a consumer that is gone for good", () => {
  it("leaves its shards unread: what is in them is not known to be lost, and the verdict is unknown", async () => {
    const { verdict, all } = await runOnModel({ faults: [{ ...crash, atS: 5 }] });
    expect(verdict.verdict).toBe("unknown");
    expect(verdict.counts.lost).toBe(0);
    expect(verdict.counts.unseen).toBeGreaterThan(30);
    expect(all("end")).toMatchObject([{ drained: false, interrupted: false }]);
  });

  it("leaves its messages to the others", async () => {
    const { verdict, all } = await runOnModel({ design: queue, faults: [{ ...crash, atS: 5 }] });
    expect(verdict.verdict).toBe("valid");
    expect(namesOf(all("effect"))).toEqual(namesOf(all("ack")));
    const later = all("delivery").filter(({ atMs }) => atMs > 5000);
    expect(later.every(({ consumer }) => consumer !== "map-1")).toBe(true);
  });

  it("is no loss if it had nothing to do", async () => {
    const design: Design = { ...stream, consumers: [{ ...reader, count: 3 }] };
    const { verdict } = await runOnModel({ design, faults: [{ ...crash, consumer: 3, atS: 5 }] });
    expect(verdict.verdict).toBe("valid");
  });
});

describe("a run goes on", () => {
  const cases: Readonly<Record<string, Partial<Scenario>>> = {
    "for a consumer that comes back long after everything else": {
      faults: [{ ...crash, atS: 5, restartAfterS: 100 }],
    },
    "through crashes of all consumers": {
      faults: [
        { ...crash, atS: 5, restartAfterS: 2 },
        { ...crash, consumer: 2, atS: 6, restartAfterS: 2 },
        { ...crash, atS: 12, restartAfterS: 2 },
      ],
    },
    "through crashes in a reshard": {
      faults: [
        { kind: "reshard", atS: 5, toShards: 4 },
        { ...crash, atS: 6.1, restartAfterS: 2 },
        { ...crash, consumer: 2, atS: 9.1, restartAfterS: 2 },
      ],
    },
    "through a crash of one that reads several shards": {
      design: { ...stream, shards: 4, consumers: [{ ...reader, count: 1 }] },
      faults: [{ ...crash, atS: 7.7, restartAfterS: 2 }],
    },
    "through a crash with enhanced fan-out, back within the 5 s of the old subscription": {
      design: { ...stream, read: "fan-out" },
      faults: [{ ...crash, atS: 5.5, restartAfterS: 0.5 }],
    },
    "through a crash while it stands still": {
      faults: [
        { kind: "pause", app: "map", consumer: 1, atS: 5, forS: 6 },
        { ...crash, atS: 7, restartAfterS: 2 },
      ],
    },
    "though the visibility timeout is longer than everything else": {
      design: { ...queue, visibilityTimeoutS: 90, consumers: [{ ...taker, serviceMs: 100 }] },
      faults: [{ ...crash, atS: 6.05, restartAfterS: 1 }],
      drainS: 300,
    },
  };

  it.each(Object.entries(cases))("%s", async (_, changes) => {
    const { verdict, all } = await runOnModel(changes);
    expect(verdict).toMatchObject({ verdict: "valid", counts: { lost: 0, unseen: 0 } });
    expect(namesOf(all("effect"))).toEqual(namesOf(all("ack")));
  });
});

describe("the moment of a crash", () => {
  const placeOf = ({ history, all }: ModelRun) => history.indexOf(all("crash")[0]!);
  const effectsBefore = (run: ModelRun, consumer = "map-1") =>
    run
      .all("effect")
      .filter(
        (effect) => effect.consumer === consumer && run.history.indexOf(effect) < placeOf(run),
      );

  it("can be the n-th event that it handled", async () => {
    const run = await runOnModel({
      faults: [{ ...crash, when: { event: "handled", count: 7 }, restartAfterS: 1 }],
    });
    expect(effectsBefore(run)).toHaveLength(7);
  });

  it("can be an event of one key", async () => {
    const key = "truck_3";
    const run = await runOnModel({
      design: { ...stream, shards: 1, consumers: [{ ...reader, count: 1 }] },
      faults: [{ ...crash, when: { event: "handled", key, count: 3 }, restartAfterS: 1 }],
    });
    expect(effectsBefore(run).filter((effect) => effect.key === key)).toHaveLength(3);
    expect(run.history[placeOf(run) - 1]).toMatchObject({ type: "effect", key, seq: 2 });
  });

  it("can be what another application does", async () => {
    const alerts = { ...reader, app: "alerts", startAtS: 10 };
    const run = await runOnModel({
      design: { ...stream, consumers: [reader, alerts] },
      faults: [{ ...crash, app: "alerts", when: { event: "handled", count: 4 }, restartAfterS: 1 }],
    });
    expect(run.all("crash")).toMatchObject([{ app: "alerts", consumer: "alerts-1" }]);
    expect(effectsBefore(run, "alerts-1")).toHaveLength(4);
    expect(run.verdict.verdict).toBe("valid");
  });

  it("can be a lost answer", async () => {
    const run = await runOnModel({
      faults: [
        { kind: "lost-response", actions: ["PutRecord"], nth: 20 },
        { ...crash, when: { event: "lost-response" }, restartAfterS: 1 },
      ],
    });
    const next = run.history[placeOf(run) + 1];
    expect(next).toMatchObject({ type: "retry", action: "PutRecord" });
    expect(run.verdict.verdict).toBe("valid");
  });

  it("is not between the work and the commit, where the commit comes first", async () => {
    for (const design of [
      { ...stream, consumers: [{ ...reader, settle: "before" }] },
      { ...queue, consumers: [{ ...taker, settle: "before" }] },
    ] satisfies Design[]) {
      const { all } = await runOnModel({ design, faults: [{ ...crash, when: uncommitted }] });
      expect(all("crash")).toEqual([]);
    }
  });

  it("that comes before it has begun, or is gone already, passes by", async () => {
    const late: Design = { ...stream, consumers: [{ ...reader, startAtS: 8 }] };
    const early = await runOnModel({
      design: late,
      faults: [{ ...crash, atS: 3, restartAfterS: 1 }],
    });
    expect(early.all("crash")).toEqual([]);
    expect(early.all("lease").every(({ atMs }) => atMs >= 8000)).toBe(true);
    const twice = await runOnModel({
      faults: [
        { ...crash, atS: 5, restartAfterS: 6 },
        { ...crash, atS: 7, restartAfterS: 1 },
      ],
    });
    expect(twice.all("crash")).toHaveLength(1);
    const back = twice
      .all("lease")
      .filter(({ consumer, atMs }) => consumer === "map-1" && atMs > 1000);
    expect(back[0]!.atMs).toBe(11_000);
  });

  it("names an application that is there, or the run ends with the reason", async () => {
    const { failure } = await runOnModel({ faults: [{ ...crash, app: "nobody", atS: 5 }] });
    expect(failure).toBe("there is no application nobody");
  });
});
