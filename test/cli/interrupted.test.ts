import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";

import {
  isSend,
  queueDesign,
  scenarioFile,
  shortScenario,
  streamDesign,
} from "../targets/short-scenario.ts";
import { type Behaviour, type StandIn, startStandIn } from "../targets/stand-in.ts";
import { convoy, temporary } from "./convoy.ts";
import { benchOnAws, surroundings } from "./on-stand-in.ts";

const minutes = { kind: "fleet", trucks: 4, hz: 2, durationS: 300 } as const;
const stream = scenarioFile(shortScenario(streamDesign, { name: "stream", workload: minutes }));
const queue = scenarioFile(shortScenario(queueDesign, { name: "queue", workload: minutes }));

/** Sends the signal once, when this many events have been sent. */
function after(standIn: StandIn, sends: number, signal: () => void): Behaviour {
  let wasSent = false;
  return () => {
    if (!wasSent && standIn.asked.filter(({ action }) => isSend(action)).length > sends) {
      wasSent = true;
      signal();
    }
    return undefined;
  };
}

describe.concurrent("convoy bench, interrupted", () => {
  it.each([
    ["SIGINT", "stream", stream],
    ["SIGTERM", "queue", queue],
  ] as const)(
    "%s in mid-run deletes the %s, marks partial results, ends with 130",
    async (signal, name, file) => {
      await using standIn = await startStandIn();
      const out = temporary("out");
      const ended = await convoy(benchOnAws(standIn.url, [file, file], out), {
        env: surroundings,
        onStart: (pid) => {
          standIn.behave = after(standIn, 5, () => process.kill(pid, signal));
        },
      });
      expect(ended.code, ended.stderr).toBe(130);
      expect(ended.stderr).toMatch(/stopping: runs under way are judged as far as they came/);
      expect(standIn.resources()).toEqual([]);
      const rows = parse(readFileSync(join(out, "summary.csv"), "utf8"), { columns: true });
      expect(rows).toMatchObject([{ scenario: name, state: "interrupted", verdict: "unknown" }]);
      expect(JSON.parse(readFileSync(join(out, "run.json"), "utf8"))).toMatchObject({
        state: "interrupted",
      });
      expect(ended.stdout).toMatch(/interrupted: partial/);
    },
  );

  it("a second signal ends at once; what is left over is found and deleted by clean", async () => {
    await using standIn = await startStandIn();
    const out = temporary("out");
    const ended = await convoy(benchOnAws(standIn.url, [stream], out), {
      env: surroundings,
      onStart: (pid) => {
        const interrupt = after(standIn, 5, () => process.kill(pid, "SIGINT"));
        standIn.behave = (asked) => {
          interrupt(asked);
          if (asked.action !== "DeleteStream") return undefined;
          // It is deleting by now: the user will not wait for it.
          process.kill(pid, "SIGINT");
          return "break";
        };
      },
    });
    expect(ended.code).toBe(130);
    expect(existsSync(join(out, "summary.csv"))).toBe(false);
    const [left = ""] = standIn.resources();
    expect(left).toMatch(/^convoy-stream-1-[0-9a-f]{8}$/);
    standIn.behave = () => undefined;
    const run = left.slice(-8);
    const clean = await convoy(["clean", "--endpoint", standIn.url, "--run", run, "--yes"], {
      env: surroundings,
    });
    expect(clean.code, clean.stderr).toBe(0);
    expect(clean.stdout).toContain(`deleted stream ${left}`);
    expect(standIn.resources()).toEqual([]);
  });

  it("Ctrl-C on a terminal, which reaches the whole process group, deletes what was made on npm emulators and leaves no child", async () => {
    const out = temporary("out");
    let group = 0;
    let isUnderWay = false;
    const args = ["--target", "npm-emulators", "--kinesis-emulator", "kinesalite"];
    const children: number[] = [];
    const ended = await convoy(["bench", "--scenario", queue, ...args, "--out", out], {
      ownGroup: true,
      onStart: (pid) => {
        group = pid;
      },
      onStderr: (text) => {
        // The probe is over: the run begins.
        if (isUnderWay || !/as on AWS\.\n/.test(text)) return;
        isUnderWay = true;
        children.push(...childrenOf(group));
        // A thread takes its time to begin on a busy machine.
        setTimeout(() => process.kill(-group, "SIGINT"), 12_000);
      },
    });
    expect(ended.code, ended.stderr).toBe(130);
    expect(ended.stdout).not.toMatch(/could not delete/);
    const rows = parse(readFileSync(join(out, "summary.csv"), "utf8"), { columns: true });
    expect(rows).toMatchObject([{ scenario: "queue", state: "interrupted" }]);
    expect(children.length).toBeGreaterThanOrEqual(2);
    expect(children.filter(isAlive)).toEqual([]);
  });
});

/** By /proc where there is one, else by ps. */
function childrenOf(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (existsSync(file)) {
    return readFileSync(file, "utf8").trim().split(" ").filter(Boolean).map(Number);
  }
  const pairs = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return pairs
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
