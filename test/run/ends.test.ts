import { describe, expect, it } from "vitest";

import { Life } from "../../src/client/life.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { Run } from "../../src/run/run.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Design, Scenario } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { embeddedAddress } from "../../src/targets/target.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import { queue, runOnModel, scenario, stream } from "./model-run.ts";

const [reader] = stream.consumers;

describe("a run that the service fails", () => {
  it("ends with what a reader gave up on", async () => {
    const { failure, all, verdict } = await runOnModel({
      faults: [{ kind: "server-error", actions: ["GetRecords"], fromS: 5 }],
    });
    expect(failure).toMatch(/^GetRecords has failed for 60 s: InternalFailure/);
    expect(all("end")).toMatchObject([{ interrupted: true, drained: false }]);
    expect(verdict.verdict).toBe("unknown");
  });

  it("ends when its time is up, and says that nothing was answered any more", async () => {
    const { failure, durationMs } = await runOnModel({
      faults: [{ kind: "server-error", fromS: 15 }],
      drainS: 10,
    });
    expect(failure).toMatch(/^every request has failed for \d+ s: /);
    expect(durationMs).toBe(30_000);
  });

  it("ends at once with what will not get better", async () => {
    const { failure, durationMs } = await runOnModel({
      faults: [{ kind: "reshard", atS: 3, toShards: 100 }],
    });
    expect(failure).toMatch(/^LimitExceededException: .*double/);
    expect(durationMs).toBeLessThan(8000);
  });

  it("does not say so of a run that merely has not done all", async () => {
    const slow: Design = { ...stream, consumers: [{ ...reader, serviceMs: 2000 }] };
    const { failure, all, durationMs } = await runOnModel({ design: slow, drainS: 10 });
    expect(failure).toBeUndefined();
    expect(durationMs).toBe(30_000);
    expect(all("end")).toMatchObject([{ interrupted: false, drained: false }]);
  });

  it("says what it could not delete", async () => {
    const fine = await runOnModel({});
    expect(fine.leftOver).toEqual([]);
    const { leftOver, verdict } = await runOnModel({
      faults: [{ kind: "throttle", actions: ["DeleteStream"] }],
    });
    expect(leftOver).toEqual([expect.stringMatching(/^could not delete stream convoy-test-3: /)]);
    expect(verdict.verdict).toBe("valid");
  });
});

describe("an error of the user's own code", () => {
  const start = (code: () => Promise<void>): Design =>
    ({ ...stream, consumers: [{ app: "map", kind: "custom", count: 1, start: code }] }) as Design;

  it("is thrown, and no failure of the target", async () => {
    const broken = async (): Promise<void> => {
      throw new TypeError("broken");
    };
    await expect(runOnModel({ design: start(broken) })).rejects.toThrow("broken");
  });

  it("is one of the target, if that is where it came from", async () => {
    const broken = async (): Promise<void> => {
      throw Object.assign(new Error("gone"), { name: "ResourceNotFoundException", $metadata: {} });
    };
    const { failure } = await runOnModel({ design: start(broken) });
    expect(failure).toMatch(/^ResourceNotFoundException: gone/);
  });
});

describe("a run that is stopped", () => {
  const stopping = (stopAtMs: number | undefined, changes: Partial<Scenario> = {}) =>
    inVirtualTime(3, async () => {
      const stop = new AbortController();
      const history: HistoryRecord[] = [];
      const run = runScenario({
        scenario: resolve(scenario(changes)),
        seed: 3,
        target: embeddedAddress,
        clock: "virtual",
        signal: stop.signal,
        sink: {
          add: (record) => {
            history.push(record);
            if (stopAtMs !== undefined && record.atMs >= stopAtMs) stop.abort();
          },
        },
      });
      return { ...(await run), history };
    });

  it("from outside ends at once, with what there is", async () => {
    const { interrupted, failure, durationMs, history } = await stopping(8000);
    expect([interrupted, failure]).toEqual([true, undefined]);
    expect(durationMs).toBeLessThan(9500);
    expect(history.at(-1)).toMatchObject({ type: "end", interrupted: true, drained: false });
    expect(history.filter(({ type }) => type === "end")).toHaveLength(1);
  });

  it("records nothing after its end", async () => {
    const { history } = await stopping(undefined);
    expect(history.findIndex(({ type }) => type === "end")).toBe(history.length - 1);
    expect(history.at(-1)).toMatchObject({ offered: 119, sendingMs: 20_000, drained: true });
  });
});

describe("an application that waits for another", () => {
  it("begins when that one is done, and no sooner than all was sent", async () => {
    const replay = { ...reader, app: "replay", startAfter: "map" };
    const { all, verdict } = await runOnModel({
      design: { ...stream, consumers: [reader, replay] },
    });
    const done = all("effect").filter(({ app }) => app === "map");
    const begun = all("lease").filter(({ app }) => app === "replay");
    expect(begun[0]!.atMs).toBeGreaterThanOrEqual(Math.max(20_000, done.at(-1)!.atMs));
    expect(begun[0]!.atMs).toBeLessThan(20_000 + 1500);
    expect(verdict.verdict).toBe("valid");
  });

  it("never begins when that one never is", async () => {
    const replay = { ...reader, app: "replay", startAfter: "map" };
    const { all } = await runOnModel({
      design: { ...stream, consumers: [{ ...reader, serviceMs: 5000 }, replay] },
      drainS: 20,
    });
    expect(all("lease").every(({ app }) => app === "map")).toBe(true);
  });

  it("works as long on each event as its spec says", async () => {
    const { all } = await runOnModel({
      design: { ...queue, consumers: [{ ...queue.consumers[0], serviceMs: 70 }] },
    });
    const begun = new Map(all("start").map((one) => [`${one.key}#${one.seq}`, one.atMs]));
    for (const { key, seq, atMs } of all("effect")) {
      expect(atMs - begun.get(`${key}#${seq}`)!).toBe(70);
    }
  });

  it("is done with an event before anything else can happen, where its work takes no time", async () => {
    const done = new Set<string>();
    const late: string[] = [];
    const { all } = await runOnModel(
      { design: queue },
      {
        watch: (record) => {
          if (record.type === "effect") done.add(`${record.key}#${record.seq}`);
          if (record.type !== "start") return;
          const name = `${record.key}#${record.seq}`;
          // Set before any timer of its work could be.
          setTimeout(() => {
            if (!done.has(name)) late.push(name);
          }, 0);
        },
      },
    );
    expect([all("effect").length > 100, late]).toEqual([true, []]);
  });
});

describe("what the steps of a run share", () => {
  const runOf = (changes: Partial<Scenario> = {}) => {
    const resolved = resolve(scenario(changes));
    const plan = planWorkload(resolved.workload, 3, () => "");
    const history: HistoryRecord[] = [];
    const sink = { add: (record: HistoryRecord) => history.push(record) };
    const run = new Run({ scenario: resolved, plan, seed: 3, clock: "virtual", sink });
    return { run, history };
  };
  const crash = { type: "crash", app: "map", consumer: "map-1", atMs: 0 } as const;

  it("records from its beginning to its end, for all that listen by then", async () => {
    await inVirtualTime(1, async () => {
      const { run, history } = runOf();
      const target = startEmbedded({ seed: 1, faults: [] });
      await startClock("virtual").sleep(5000);
      expect(run.clock.nowMs()).toBe(5000);
      run.record(crash);
      run.begin(target);
      expect(run.clock.nowMs()).toBe(0);
      run.record(crash);
      const later: HistoryRecord[] = [];
      run.follow({ add: (record) => later.push(record) });
      const end = { atMs: 1, offered: 0, sendingMs: 1, drained: true, interrupted: false };
      run.record({ type: "end", ...end });
      run.record(crash);
      expect(history.map(({ type }) => type)).toEqual(["crash", "end"]);
      expect(later.map(({ type }) => type)).toEqual(["end"]);
    });
  });

  it("is a name that AWS takes, with the run's id where others use the target too", () => {
    const { run } = runOf({ name: "x".repeat(80) });
    const target = startEmbedded({ seed: 1, faults: [] });
    expect(run.channelContext(target).name).toBe(`convoy-${"x".repeat(50)}-3`);
    const shared = run.channelContext({ ...target, runId: "0badcafe" });
    expect(shared).toMatchObject({
      name: `convoy-${"x".repeat(50)}-3-0badcafe`,
      runId: "0badcafe",
    });
    expect(`${shared.name}.fifo`.length).toBeLessThanOrEqual(80);
  });

  it("is a date for each of its times", async () => {
    await inVirtualTime(1, async () => {
      const { run } = runOf();
      await startClock("virtual").sleep(5000);
      const began = Date.now();
      const target = startEmbedded({ seed: 1, faults: [] });
      run.begin(target);
      expect(run.channelRun(target).dateOf(2500).getTime()).toBe(began + 2500);
    });
  });

  it("are clients of a consumer's own, one for each service", () => {
    const { run } = runOf();
    const target = startEmbedded({ seed: 1, faults: [] });
    const one = run.connectionOf(target, "map", "map-1", new Life());
    const two = run.connectionOf(target, "map", "map-2", new Life());
    expect(one.kinesis()).toBe(one.kinesis());
    expect(one.sqs()).toBe(one.sqs());
    expect(one.kinesis()).not.toBe(two.kinesis());
    expect(one.configFor("sqs")).toMatchObject({ region: "us-east-1" });
    const theirs = {};
    const inPlace = one.inPlaceOf(theirs, "sqs", { maxAttempts: 1 });
    expect(one.inPlaceOf(theirs, "sqs", { maxAttempts: 1 })).toBe(inPlace);
    expect(one.inPlaceOf({}, "sqs", {})).not.toBe(inPlace);
  });
});
