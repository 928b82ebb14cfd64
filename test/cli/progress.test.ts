import { stripVTControlCharacters } from "node:util";

import { afterEach, describe, expect, it, vi } from "vitest";

import { showProgress } from "../../src/cli/progress.ts";
import { TimeLeft } from "../../src/cli/time-left.ts";
import type { Job, Ran } from "../../src/suite/job.ts";
import { disappointingRun, sampleRun } from "../result/sample-runs.ts";

afterEach(() => vi.unstubAllEnvs());

/** What is written to a stream, which is a terminal or is none. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  const terminal = {
    isTTY,
    write,
    columns: 80,
    hasColors: () => true,
    cursorTo() {},
    moveCursor() {},
    clearLine() {},
  };
  return { written, stream: terminal as unknown as NodeJS.WriteStream };
}

const good: Ran = { result: sampleRun(), wallMs: 2000 };
const bad: Ran = { result: disappointingRun(), wallMs: 2000 };

describe("time left", () => {
  it("is what the latest runs took, times those that are left, by as many as run at once", () => {
    const left = new TimeLeft(12, 0);
    expect(left.leftMs(1000)).toBeUndefined();
    expect(left.text(1000)).toBe("");
    // Two at a time.
    for (const wallMs of [8000, 8000]) left.ended(wallMs);
    expect(left.leftMs(8000)).toBe((10 * 8000) / 2);
    for (let run = 0; run < 8; run += 1) left.ended(2000);
    expect(left.leftMs(16_000)).toBe((2 * 2000) / 2);
    expect(left.text(16_000)).toBe("about 2 s left");
    left.ended(2000);
    left.ended(2000);
    expect(left.leftMs(18_000)).toBeUndefined();
  });

  it("is told in minutes when it is long", () => {
    const left = new TimeLeft(100, 0);
    left.ended(10_000);
    expect(left.text(10_000)).toBe("about 17 min left");
  });
});

describe("progress", () => {
  it("without a terminal is plain lines: each of a few runs, whatever FORCE_COLOR and CI say of elsewhere", () => {
    vi.stubEnv("NO_COLOR", "");
    vi.stubEnv("FORCE_COLOR", "0");
    const { written, stream: to } = stream(false);
    const progress = showProgress(2, { stream: to });
    progress.begun({ scenarioFile: "/x/stream.ts" } as Job);
    progress.ended(good);
    progress.ended(bad);
    progress.close();
    expect(written).toEqual([
      "ok   stream, seed 1: valid, as expected, 4 s of service time in 2.0 s\n",
      "FAIL stream, seed 2: unknown, 3 s of service time in 2.0 s\n",
    ]);
  });

  it("of many runs without a terminal is those that failed, and every ten seconds how far it is", () => {
    vi.stubEnv("NO_COLOR", "1");
    const { written, stream: to } = stream(false);
    let nowMs = 0;
    const progress = showProgress(40, { stream: to, nowMs: () => nowMs });
    for (let run = 0; run < 40; run += 1) {
      nowMs += 2000;
      progress.ended(run === 3 ? bad : good);
    }
    progress.close();
    expect(written).toEqual([
      "FAIL stream, seed 2: unknown, 3 s of service time in 2.0 s\n",
      ...[5, 10, 15, 20, 25, 30, 35].map(
        (ended) => `${ended} of 40 runs, about ${2 * (40 - ended)} s left\n`,
      ),
    ]);
  });

  it("on a terminal says how many are left, for how long, and which is under way", () => {
    vi.stubEnv("TERM", "xterm");
    vi.stubEnv("CI", undefined);
    vi.stubEnv("NO_COLOR", undefined);
    vi.stubEnv("FORCE_COLOR", undefined);
    const { written, stream: to } = stream(true);
    let nowMs = 0;
    const progress = showProgress(3, { stream: to, nowMs: () => nowMs });
    nowMs = 2000;
    progress.ended(good);
    progress.begun({ scenarioFile: "/x/queue.ts" } as Job);
    progress.close();
    const text = written.join("");
    expect(stripVTControlCharacters(text)).toContain("1 of 3 runs, about 4 s left, queue");
    expect(text).toContain("\u001B[32mok  \u001B[39m stream");
  });

  it("on a terminal of somebody who said NO_COLOR has none", () => {
    vi.stubEnv("TERM", "xterm");
    vi.stubEnv("CI", "1");
    vi.stubEnv("NO_COLOR", "1");
    const { written, stream: to } = stream(true);
    const progress = showProgress(1, { stream: to });
    progress.ended(good);
    progress.close();
    expect(written.join("")).not.toContain("\u001B[3");
  });
});
