import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { ownRandomKey } from "../own-scenarios.ts";
import { convoy, temporary } from "./convoy.ts";

function textsOf(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

/** A design that loses the order, and a bound that does not hold. */
function shortScenario(): string {
  const file = temporary("short.json");
  const short = {
    ...ownRandomKey,
    name: "short",
    workload: { kind: "fleet", trucks: 10, hz: 4, durationS: 4 },
    expect: { ...ownRandomKey.expect, figures: [{ column: "trucks", is: 7 }] },
  };
  writeFileSync(file, JSON.stringify(short));
  return file;
}

/** Several commands, one after the other, on a machine that may be busy. */
const timeoutMs = 400_000;

describe("convoy report", { timeout: timeoutMs }, () => {
  it("that cannot write its files tells what it found, and leaves no half of one", async () => {
    const history = temporary("history.jsonl");
    writeFileSync(history, '{"type":"header","version":"0.2"}\n{"type":"end","atMs":0}\n');
    const out = temporary("out");
    mkdirSync(join(out, "summary.csv"), { recursive: true });
    const ended = await convoy(["report", history, "--out", out]);
    expect(ended.code, ended.stderr).toBe(3);
    expect(ended.stderr).toMatch(/^convoy: --out .*: cannot be written: .*summary\.csv/);
    expect(ended.stdout).toContain("unknown");
    expect(readdirSync(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("that is interrupted while it reads leaves no folder behind", async () => {
    // Nobody writes into this pipe: its reader waits.
    const pipe = temporary("history.jsonl");
    execFileSync("mkfifo", [pipe]);
    const out = temporary("out");
    const ended = await convoy(["report", pipe, "--out", out], {
      onStart: (pid) => {
        const look = setInterval(() => {
          if (!existsSync(out)) return;
          clearInterval(look);
          process.kill(pid, "SIGINT");
        }, 10);
      },
    });
    expect(ended.code, ended.stderr).toBeNull();
    expect(existsSync(out)).toBe(false);
  });

  it("makes every file of a results folder again, and the same report, from result.json", async () => {
    const out = temporary("out");
    const args = ["--scenario", shortScenario(), "--repeats", "2", "--out", out];
    const benched = await convoy(["bench", ...args]);
    expect(benched.code, benched.stderr).toBe(1);
    const before = textsOf(out);
    expect([...before.keys()]).toContain("result.json");
    for (const name of before.keys()) if (name.endsWith(".csv")) rmSync(join(out, name));
    const reported = await convoy(["report", out]);
    expect(textsOf(out)).toEqual(before);
    expect(reported.stdout).toBe(benched.stdout);
    expect(reported.code).toBe(benched.code);

    const copy = temporary("copy");
    const file = join(out, "result.json");
    const copied = await convoy(["report", file, "--out", copy, "--json"]);
    const rows = JSON.parse(copied.stdout) as readonly { seed: number; trucks: number }[];
    expect(rows).toMatchObject([
      { seed: 1, trucks: 10 },
      { seed: 2, trucks: 10 },
    ]);
    expect(textsOf(copy)).toEqual(new Map([...before].filter(([name]) => name !== "run.json")));
  });

  it("judges and measures a history, whoever wrote it", async () => {
    const out = temporary("out");
    await convoy(["bench", "--scenario", shortScenario(), "--history", "--out", out]);
    const history = join(out, "short.1.history.jsonl");
    const printed = await convoy(["report", history]);
    expect(printed.stdout).toMatch(/✘ short\.1\.history\.jsonl +invalid/);
    expect(printed.stdout).toMatch(/evidence: unknown: the history does not say/);
    expect(printed.stdout).not.toMatch(/^results:/m);
    expect(printed.code).toBe(1);

    const files = temporary("files");
    const held = await convoy(["report", history, "--guarantee", "unordered", "--out", files]);
    expect(held.stdout).toContain(`results: ${files}\n`);
    expect(held.code, held.stdout).toBe(0);
    const keys = textsOf(files).get("keys.csv") ?? "";
    const scenarioKeys = textsOf(out).get("keys.csv") ?? "";
    const withoutRun = (text: string): readonly string[] =>
      text.split("\r\n").map((line) => line.replace(/^[^,]*,[^,]*,/, ""));
    expect(withoutRun(keys).toSorted()).toEqual(withoutRun(scenarioKeys).toSorted());
  });

  it.each([
    [["nowhere"], /nowhere: there is no such file or folder/],
    [["src"], /src: has no result\.json: .*bench.* writes one/],
    [["package.json"], /package\.json: is no result of convoy/],
    [["results/baseline/summary.csv"], /summary\.csv:1: not valid JSON/],
    [["package.json", "--guarantee", "ordered"], /--guarantee goes with a history only/],
  ])("bad use %j is exit code 2, and one clear error", async (args, message) => {
    const { code, stderr } = await convoy(["report", ...args]);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
  });

  it("shows what the runs came to where run.json is gone, without the time that they took", async () => {
    const from = new URL("../report/golden/sample/", import.meta.url);
    const folder = temporary("sample");
    cpSync(from, folder, { recursive: true });
    const { stdout, code } = await convoy(["report", folder]);
    expect(stdout).toContain("2 of 3 runs as expected · 10 s of service time\n");
    // The runs had been interrupted.
    expect(code).toBe(130);
    const golden = readFileSync(new URL("summary.csv", from), "utf8");
    expect(readFileSync(join(folder, "summary.csv"), "utf8")).toBe(golden);
  });
});
