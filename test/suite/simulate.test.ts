import { getEventListeners } from "node:events";
import { Socket } from "node:net";

import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it, vi } from "vitest";

import "../../src/vitest.ts";
import { InputError } from "../../src/errors.ts";
import { keepsOrder, losesNothing } from "../../src/report/assertions/assertions.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { asCaller } from "../../src/suite/caller.ts";
import { simulate } from "../../src/suite/simulate.ts";
import { allAtOnce, careful, deletesFirst, fleetWith } from "./own-code.ts";

afterEach(() => {
  vi.useRealTimers();
});

const crash = {
  kind: "crash",
  app: "mine",
  consumer: 1,
  when: { event: "handled", count: 5 },
  restartAfterS: 5,
} as const;

describe("a user's own consumer, simulated", () => {
  it("keeps order when it is careful, through pauses and crashes", async () => {
    const results = await simulate(fleetWith(careful, { faults: [crash] }), { seeds: 3 });
    expect(results).toKeepOrder();
    expect(results).toLoseNothing();
    expect(results.map(({ setup }) => setup?.seed)).toEqual([1, 2, 3]);
  });

  it("is told what it lost, and only then what was not seen", async () => {
    const results = await simulate(fleetWith(careful), { seeds: 1 });
    const messageOf = (lost: number): string =>
      losesNothing(
        results.map((result): RunResult => {
          const counts = { ...result.verdict.counts, lost };
          const unseen = { verdict: "unknown", reasons: ["not read"] } as const;
          return { ...result, verdict: { ...result.verdict, ...unseen, counts } };
        }),
      ).message;
    expect(messageOf(0)).toMatch(/not read/);
    expect(messageOf(2)).toMatch(/lost: 2/);
  });

  it("is caught when it works on a whole batch at once", async () => {
    const results = await simulate(fleetWith(allAtOnce), { seeds: 3 });
    expect(results).not.toKeepOrder();
    expect(results).toShow("overtake");
    const { message } = keepsOrder(results);
    expect(message).toMatch(/overtake/);
    expect(message).toMatch(/again: simulate\(scenario, \{ seeds: \[\d+\] \}\)/);
    const timeline = message.split("\n").filter((line) => /\d ms /.test(line));
    expect(timeline.length).toBeGreaterThan(3);
    expect(timeline.length).toBeLessThanOrEqual(15);
  });

  it("is not called valid when it deletes before it has handled and dies in between", async () => {
    const early = fleetWith(deletesFirst, {
      faults: [{ kind: "crash", app: "mine", consumer: 1, atS: 8.1, restartAfterS: 5 }],
      design: {
        ...fleetWith(deletesFirst).design,
        consumers: [{ app: "mine", kind: "custom", count: 1, serviceMs: 900, start: deletesFirst }],
      } as never,
    });
    const results = await simulate(early, { seeds: 3 });
    expect(results).not.toKeepOrder();
  });

  it("gives the same result for the same seed, to the byte", async () => {
    const [first] = await simulate(fleetWith(careful), { seeds: [7] });
    const [again] = await simulate(fleetWith(careful), { seeds: [7] });
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
  });

  it("may leave requests under way that nobody waits for, and cleans up when the run is over", async () => {
    const rejections: unknown[] = [];
    const note = (error: unknown): void => void rejections.push(error);
    process.on("unhandledRejection", note);
    let cleanedUp = 0;
    const start: typeof careful = async (context) => {
      const { client, queueUrl, signal, clock } = context;
      void client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20 }));
      await careful(context);
      while (!signal.aborted) await clock.sleep(1000, signal);
      cleanedUp += 1;
    };
    const results = await simulate(fleetWith(start, { faults: [], drainS: 30 }), { seeds: 2 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", note);
    expect(results.map(({ state }) => state)).toEqual(["complete", "complete"]);
    expect(rejections).toEqual([]);
    expect(cleanedUp).toBe(4);
  });

  it("does not gather listeners on its signal, seed by seed", async () => {
    const { signal } = new AbortController();
    const few = {
      workload: { kind: "fleet", trucks: 1, hz: 1, durationS: 1 },
      faults: [],
    } as const;
    await simulate(fleetWith(careful, few), { seeds: 3, signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("stops at the first failure when that is all one wants", async () => {
    const results = await simulate(fleetWith(allAtOnce), { seeds: 20, until: "failure" });
    expect(results.length).toBeLessThan(20);
    expect(results.at(-1)).not.toKeepOrder();
    for (const result of results.slice(0, -1)) expect(result).toKeepOrder();
  });
});

describe("a simulation in a test process", () => {
  it("gives the globals back, also when its code throws", async () => {
    const globals = (): unknown[] => [setTimeout, Date, Math.random];
    const before = globals();
    const failing = fleetWith(() => {
      throw new Error("broken at the start");
    });
    await expect(simulate(failing)).rejects.toThrow(/broken at the start/);
    expect(globals()).toEqual(before);
  });

  it("waits for another that is under way", async () => {
    const both = await Promise.all([
      simulate(fleetWith(careful), { seeds: [3] }),
      simulate(fleetWith(careful), { seeds: [3] }),
    ]);
    expect(JSON.stringify(both[0])).toBe(JSON.stringify(both[1]));
  });

  it("is as good as new after one whose code threw in the callback of a timer", async () => {
    const failing = fleetWith(async (context) => {
      setTimeout(() => {
        throw new Error("broken later");
      }, 10);
      return careful(context);
    });
    const before = Object.getOwnPropertyDescriptor(Socket.prototype, "connect");
    await expect(simulate(failing)).rejects.toThrow(/broken later/);
    expect(Object.getOwnPropertyDescriptor(Socket.prototype, "connect")).toEqual(before);
  });

  it("says so when fake timers are installed, or a fake date", async () => {
    vi.useFakeTimers();
    await expect(simulate(fleetWith(careful))).rejects.toThrow(/vi\.useRealTimers\(\)/);
    vi.useRealTimers();
    vi.setSystemTime(0);
    await expect(simulate(fleetWith(careful))).rejects.toThrow(/vi\.useRealTimers\(\)/);
  });

  it("ends when its signal aborts", async () => {
    const stop = new AbortController();
    const simulating = simulate(fleetWith(careful), { seeds: 1000, signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 200);
    await expect(simulating).rejects.toThrow("enough");
  });

  it("says what is wrong with a scenario, and where", async () => {
    const wrong = simulate({ ...fleetWith(careful), guarantee: "orderd" as never });
    await expect(wrong).rejects.toThrow(InputError);
    await expect(wrong).rejects.toThrow(/simulate: guarantee/);
  });

  it("runs a scenario of the suite by name, in threads of its own", async () => {
    const results = await simulate("sqs-fifo-single-group-wrong", { seeds: [1] });
    expect(results[0]?.name).toBe("sqs-fifo-single-group-wrong");
    expect(results).toKeepOrder();
  });
});

describe("a test that is over while its simulation runs on", () => {
  /** How a simulation and the test that asked for it end. */
  async function inTest(test: () => Promise<void>, signal = new AbortController().signal) {
    const ended: string[] = [];
    await asCaller(signal, async () => {
      void simulate(fleetWith(careful), { seeds: 1000 }).catch((error: Error) =>
        ended.push(error.message),
      );
      await test();
    }).catch((error: Error) => ended.push(`test: ${error.message}`));
    return ended;
  }

  it("ends it, and has its globals back", async () => {
    const real = setTimeout;
    const ended = await inTest(async () => {});
    expect(ended).toEqual([expect.stringMatching(/the test that asked for it is over/)]);
    expect(setTimeout).toBe(real);
    const next = await simulate(fleetWith(careful));
    expect(next).toKeepOrder();
  });

  it("ends it when its time is up", async () => {
    const time = new AbortController();
    const ended = await inTest(() => {
      time.abort(new Error("timed out"));
      return Promise.reject(new Error("timed out"));
    }, time.signal);
    expect(ended.toSorted()).toEqual(["test: timed out", "timed out"]);
  });
});
