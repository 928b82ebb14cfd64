import { writeFileSync } from "node:fs";
import { Socket } from "node:net";

import { describe, expect, it, vi } from "vitest";

import type { Instance } from "../../src/broker/instance.ts";
import { Life } from "../../src/client/life.ts";
import type { ClockKind } from "../../src/clock/clock.ts";
import { TargetError } from "../../src/errors.ts";
import { takeOverClients } from "../../src/run/own-clients.ts";
import { Run } from "../../src/run/run.ts";
import type { QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Target } from "../../src/targets/target.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import { temporary } from "../cli/convoy.ts";
import { namesOf, queue, runOnModel, scenario, stream } from "./model-run.ts";

function runOf(changes: Partial<Scenario> = {}, clock: ClockKind = "virtual"): Run {
  const resolved = resolve(scenario(changes));
  return new Run({
    scenario: resolved,
    plan: planWorkload(resolved.workload, 3, () => ""),
    seed: 3,
    clock,
  });
}

/** A target that tells what it is asked. */
function askedTarget() {
  const asked: unknown[][] = [];
  const note =
    (what: string) =>
    (...args: unknown[]): object => {
      asked.push([what, ...args]);
      return {};
    };
  const names = ["kinesis", "sqs", "configFor", "stopWith", "beginRun"];
  const target = Object.fromEntries(names.map((name) => [name, note(name)]));
  return { target: target as unknown as Target, asked };
}

const few = { kind: "fleet", trucks: 2, hz: 1, durationS: 3 } as const;

describe("a run and its target", () => {
  it("begin together, and the target's requests end with the run", () => {
    const run = runOf();
    const { target, asked } = askedTarget();
    // From before.
    run.health.begun();
    run.health.failed(0, new Error("busy"));
    run.begin(target);
    expect(asked).toEqual([["stopWith", run.stop.signal], ["beginRun"]]);
    expect(run.health.trouble(10_000)).toBeUndefined();
  });

  it("make each consumer's clients, by who asks, and whether it is code of the user's", () => {
    const own = { app: "own", kind: "custom", count: 1, start: async () => {} } as const;
    const run = runOf({ design: { ...queue, consumers: [queue.consumers[0]] } });
    const custom = runOf({ design: { ...queue, consumers: [own] } as never });
    const life = new Life();
    for (const [of, app, isOwnCode] of [
      [run, "map", false],
      [custom, "own", true],
      [custom, "producer", false],
    ] as const) {
      const { target, asked } = askedTarget();
      const connection = of.connectionOf(target, app, `${app}-1`, life);
      const user = { caller: { app, consumer: `${app}-1` }, life, isOwnCode };
      connection.kinesis();
      connection.sqs();
      connection.configFor("sqs");
      const retries = { maxAttempts: 5 };
      connection.inPlaceOf({}, "kinesis", retries);
      connection.inPlaceOf({}, "sqs", retries);
      expect(asked).toEqual([
        ["kinesis", user],
        ["sqs", user],
        ["configFor", "sqs", user],
        ["kinesis", { ...user, retries }],
        ["sqs", { ...user, retries }],
      ]);
    }
  });

  it("tell each other of dead letters, where the service itself does not", () => {
    const run = runOf();
    expect(run.channelRun({ evidence: "modelled" })).not.toHaveProperty("deadLettered");
    expect(run.channelRun({ evidence: "measured" }).deadLettered).toBeTypeOf("function");
  });
});

describe("a run is refused", () => {
  const instance = { connection: {} } as unknown as Instance;

  it("by what cannot go on, and nobody needs to listen", async () => {
    const run = runOf();
    run.channelRun({ evidence: "modelled" }).failed(new Error("gone"));
    await new Promise((resolve) => setImmediate(resolve));
    await expect(run.refusal).rejects.toThrow("gone");
  });

  it("runs code as one of its instances, and gives what that gives", () => {
    expect(runOf().within(instance, () => 7)).toBe(7);
    expect(runOf({}, "real").within(instance, () => 7)).toBe(7);
  });
});

describe("a connection that code under test opens by itself", () => {
  it.each([
    ["virtual", "refused"],
    ["real", "opened"],
  ] as const)("is, in %s time, %s", async (clock, outcome) => {
    const connect = vi.spyOn(Socket.prototype, "connect").mockReturnThis();
    try {
      using _ = takeOverClients();
      const run = runOf({}, clock);
      const instance = { connection: {} } as unknown as Instance;
      const opening = (): unknown => run.within(instance, () => new Socket().connect(9));
      if (outcome === "opened") opening();
      else expect(opening).toThrow(/opens a connection to 9/);
      expect(connect).toHaveBeenCalledTimes(outcome === "opened" ? 1 : 0);
    } finally {
      connect.mockRestore();
    }
  });
});

it("a send tells when its event was due, however late it is", async () => {
  const run = await runOnModel({
    workload: { kind: "fleet", trucks: 1, hz: 200, durationS: 0.1 },
  });
  const sends = run.all("send");
  expect(sends.length).toBe(20);
  for (const [at, { dueMs }] of sends.entries()) {
    expect(Math.abs(dueMs - sends[0]!.dueMs - at * 5)).toBeLessThan(2);
  }
  expect(sends.at(-1)!.atMs).toBeGreaterThan(sends.at(-1)!.dueMs + 50);
});

describe("an error of code under test", () => {
  const failing = (error: unknown) => {
    const start = async (): Promise<void> => {
      throw error;
    };
    const consumers = [{ app: "map", kind: "custom", count: 1, start }] as const;
    return runOnModel({ workload: few, design: { ...queue, consumers } });
  };

  it.each([
    [new TargetError("the stream is gone"), /^the stream is gone/],
    [Object.assign(new Error("reset"), { code: "ECONNRESET" }), /^ECONNRESET: /],
    [Object.assign(new Error("no"), { name: "AccessDenied", $metadata: {} }), /^AccessDenied: no/],
  ])("is the target's, if it says so: %s", async (error, told) => {
    const { failure, all } = await failing(error);
    expect(failure).toMatch(told);
    expect(all("end")).toMatchObject([{ interrupted: true }]);
  });

  it("is not, whatever else it is", async () => {
    await expect(failing(new RangeError("a bug"))).rejects.toThrow("a bug");
    await expect(failing("a word")).rejects.toBe("a word");
  });
});

describe("the outcome of a run", () => {
  it("on the model has no load of a client, nor a failure if there was none", async () => {
    const run = await runOnModel({ workload: few });
    expect(run).not.toHaveProperty("client");
    expect(run).not.toHaveProperty("failure");
    expect(run).toMatchObject({ evidence: "modelled", interrupted: false, leftOver: [] });
    expect(run.tracks.map(({ key }) => key)).toEqual(["truck_1", "truck_2"]);
    expect(run.durationMs).toBe(run.all("end")[0]!.atMs);
  });

  it("is drained with several events in one record as well", async () => {
    const producer = { kind: "aggregated", maxEvents: 5, lingerMs: 2000 } as const;
    const run = await runOnModel({ workload: few, design: { ...stream, producer } });
    expect(namesOf(run.all("effect"))).toEqual(namesOf(run.all("send")));
    expect(run.all("effect").length).toBe(run.all("send").length);
    expect(run.verdict.verdict).toBe("valid");
  });

  it("is another one where the service is as bad as its documents allow", async () => {
    const design = { ...queue, service: "sqs-standard" } as const;
    const { groupId: _, ...standard } = design;
    const of = async (adversity: "typical" | "adverse") => {
      const changes = { design: standard, guarantee: "unordered" } as const;
      return JSON.stringify((await runOnModel({ ...changes, adversity })).history);
    };
    expect((await of("adverse")) === (await of("typical"))).toBe(false);
  });

  it("has the events of its trace", async () => {
    const file = temporary("trace.csv");
    writeFileSync(file, "truck,ts,lat,lon\na,100,1,1\na,101,1,2\nb,102,5,5\n");
    const run = await runOnModel({ workload: { kind: "trace", file } });
    expect(namesOf(run.all("effect"))).toEqual(["a#0", "a#1", "b#0"]);
  });

  it("has what breaks, when it breaks", async () => {
    const faults = [{ kind: "lost-response", actions: ["PutRecord"], nth: 2 }] as const;
    const guarantee = "exactly-once-ordered";
    const { brokenKeys } = await runOnModel({ workload: few, faults, guarantee });
    expect(brokenKeys.map(({ kind }) => kind)).toContain("duplicate-log");
  });

  it("has a crash at the moment of a lost answer", async () => {
    const run = await runOnModel({
      workload: few,
      faults: [
        { kind: "lost-response", actions: ["PutRecord"], nth: 2 },
        { kind: "crash", app: "map", consumer: 1, when: { event: "lost-response" } },
      ],
    });
    expect(run.all("crash")).toHaveLength(1);
  });
});

describe("stack traces", () => {
  /** Their length in the middle of a run. */
  const lengthIn = async (changes: Partial<Scenario>) => {
    let seen: number | undefined;
    const watch = (): void => void (seen ??= Error.stackTraceLimit);
    await runOnModel({ workload: few, ...changes }, { watch });
    return seen;
  };
  const limit = Error.stackTraceLimit;

  it("are not kept on the model, and are again afterwards", async () => {
    expect(limit).toBeGreaterThan(0);
    expect(await lengthIn({})).toBe(0);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it("are where code is the user's, or somebody asks for them", async () => {
    const start = async ({ signal, clock }: QueueConsumerContext) => clock.sleep(1e6, signal);
    const consumers = [{ app: "map", kind: "custom", count: 1, start }] as const;
    expect(await lengthIn({ design: { ...queue, consumers } })).toBe(limit);
    process.env["CONVOY_DEBUG"] = "1";
    try {
      expect(await lengthIn({})).toBe(limit);
    } finally {
      delete process.env["CONVOY_DEBUG"];
    }
  });
});
