import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";

import { summaryColumns } from "../../src/result/summary-row.ts";
import { ownStream } from "../own-scenarios.ts";
import { convoy, temporary } from "./convoy.ts";

function rowsOf(file: string): readonly Record<string, string>[] {
  return parse(readFileSync(file, "utf8"), { columns: true }) as Record<string, string>[];
}

/** A scenario file of the user's own. */
function scenarioFile({
  name = "mine",
  ...changes
}: {
  readonly [field: string]: unknown;
}): string {
  const file = temporary(`${String(name)}.json`);
  writeFileSync(file, JSON.stringify({ ...ownStream, name, ...changes }));
  return file;
}

describe("convoy bench", () => {
  it("writes every report of a run, and says what the figures are", async () => {
    const out = temporary("out");
    const ended = await convoy(["bench", "--scenario", "kinesis-5-shards-steady", "--out", out]);
    expect(ended.stderr).toMatch(/ok\s+kinesis-5-shards-steady, seed 1: valid/);
    expect(ended.stdout).toMatch(/modelled: the figures come from a model of AWS/);
    expect(ended.code).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      "anomalies.csv",
      "junit.xml",
      "keys.csv",
      "report.html",
      "result.json",
      "run.json",
      "statistics.csv",
      "summary.csv",
      "summary.md",
      "timeseries.csv",
    ]);
    const [header] = readFileSync(join(out, "summary.csv"), "utf8").split("\r\n");
    expect(header).toBe(summaryColumns.join(","));
    expect(rowsOf(join(out, "summary.csv"))).toMatchObject([
      {
        scenario: "kinesis-5-shards-steady",
        evidence: "modelled",
        trucks: "100",
        shards: "5",
        consumers_active_max: "5",
        verdict: "valid",
        passed: "true",
        state: "complete",
      },
    ]);
    const keys = rowsOf(join(out, "keys.csv"));
    expect(keys).toHaveLength(100);
    expect(keys.every((row) => row["events_sent"] === row["events_effected"])).toBe(true);
  });

  it("prints rows as JSON and repeats with the seeds that follow", async () => {
    const file = scenarioFile({ workload: { kind: "fleet", durationS: 5 } });
    const out = temporary("out");
    const args = [
      "bench",
      "--scenario",
      file,
      "--json",
      "--repeats",
      "3",
      "--seed",
      "5",
      "--out",
      out,
    ];
    const ended = await convoy(args);
    const rows = JSON.parse(ended.stdout) as { seed: number }[];
    expect(rows.map(({ seed }) => seed)).toEqual([5, 6, 7]);
    expect(rowsOf(join(out, "statistics.csv"))).toMatchObject([{ scenario: "mine", repeats: "3" }]);
  });

  it("ends with code 1 when an expectation does not hold, and says which and how to see it again", async () => {
    const file = scenarioFile({
      workload: { kind: "fleet", durationS: 5 },
      expect: { verdict: "invalid", anomalies: ["lost"], figures: [{ column: "trucks", is: 7 }] },
    });
    const ended = await convoy(["bench", "--scenario", file, "--out", temporary("out")]);
    expect(ended.stdout).toMatch(/verdict is valid, expected invalid/);
    expect(ended.stdout).toMatch(/no lost was found/);
    expect(ended.stdout).toMatch(/trucks is 100, expected 7/);
    expect(ended.stdout).toMatch(/again: npm run bench -- --scenario .*mine.json --seed 1/);
    expect(ended.code).toBe(1);
  });

  it("stops cleanly on Ctrl-C: runs under way are judged and marked, those not begun are named", async () => {
    // It begins first, since it may take longest, and ends soon.
    const short = scenarioFile({
      name: "short",
      workload: {
        kind: "fleet",
        trucks: 20,
        durationS: 60,
        ramp: { toHz: 1000, until: "limit" },
      },
      expect: { verdict: "valid" },
    });
    const workload = { kind: "fleet", trucks: 20, durationS: 3600 };
    const names = Array.from({ length: availableParallelism() + 1 }, (_, at) => `long-${at + 1}`);
    const longs = names.map((name) => scenarioFile({ name, workload }));
    const out = temporary("out");
    // One run ends, then long ones are under way, and the last waits for a core.
    const args = [short, ...longs].map((file) => ["--scenario", file]);
    let interrupted = false;
    const ended = await convoy(["bench", ...args.flat(), "--out", out], {
      onStderr: (text, interrupt) => {
        if (!interrupted && text.includes("short, seed 1")) {
          interrupted = true;
          interrupt();
        }
      },
    });
    expect(ended.code, ended.stderr).toBe(130);
    const rows = rowsOf(join(out, "summary.csv"));
    expect(rows).toContainEqual(expect.objectContaining({ scenario: "short", state: "complete" }));
    expect(rows).toContainEqual(
      expect.objectContaining({
        scenario: "long-1",
        state: "interrupted",
        verdict: "unknown",
        passed: "false",
      }),
    );
    const run = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as { notRun: string[] };
    expect(run).toMatchObject({ state: "interrupted" });
    expect(run.notRun).toContain(names.at(-1));
    expect(ended.stdout).toMatch(/interrupted: partial/);
  });

  it("runs a scenario in real time too", async () => {
    const file = scenarioFile({
      workload: { kind: "fleet", trucks: 5, durationS: 2 },
      expect: { verdict: "valid" },
    });
    const out = temporary("out");
    const ended = await convoy(["bench", "--scenario", file, "--clock", "real", "--out", out]);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(rowsOf(join(out, "summary.csv"))).toMatchObject([{ clock: "real", verdict: "valid" }]);
  });

  it("lists the suite with a sentence each", async () => {
    const ended = await convoy(["bench", "--list"]);
    expect(ended.stdout).toMatch(
      /^100-trucks\n {4}One workload of 100 trucks[^]*?\n {4}designs: kinesis-5-shards, /m,
    );
    expect(ended.stdout).toMatch(/^kinesis-hottest-shard\n {4}Equal rates per truck/m);
    expect(ended.code).toBe(0);
  });
});

describe("convoy verify", () => {
  it("judges the history that bench wrote as bench did", async () => {
    const file = scenarioFile({ workload: { kind: "fleet", trucks: 5, durationS: 5 } });
    const out = temporary("out");
    await convoy(["bench", "--scenario", file, "--history", "--out", out]);
    const history = join(out, "mine.1.history.jsonl");
    const ended = await convoy(["verify", history]);
    expect(ended.stdout).toMatch(/^valid\n/);
    expect(ended.code).toBe(0);
    // One effect less, and its event is lost.
    const lines = readFileSync(history, "utf8").trimEnd().split("\n");
    const gone = JSON.parse(lines.find((line) => line.includes('"type":"delivery"'))!) as {
      key: string;
      seq: number;
    };
    const rest = lines.filter((line) => {
      const { type, key, seq } = JSON.parse(line) as Record<string, unknown>;
      const consumed = type === "delivery" || type === "start" || type === "effect";
      return !(consumed && key === gone.key && seq === gone.seq);
    });
    writeFileSync(history, `${rest.join("\n")}\n`);
    const cut = await convoy(["verify", history]);
    expect(cut.stdout).toMatch(/^invalid\n {2}lost: 1 found/);
    expect(cut.code).toBe(1);
  });
});

describe("convoy bench in a job of GitHub Actions", () => {
  it("appends its summary to the job's, and writes what github-action-benchmark takes", async () => {
    const file = scenarioFile({
      workload: { kind: "fleet", trucks: 4, durationS: 3 },
      expect: { verdict: "valid" },
    });
    const out = temporary("out");
    const summary = temporary("summary.md");
    writeFileSync(summary, "what an earlier step wrote\n");
    const args = ["bench", "--scenario", file, "--out", out, "--benchmark-json"];
    const ended = await convoy(args, { env: { GITHUB_STEP_SUMMARY: summary } });
    expect(ended.code, ended.stderr).toBe(0);
    const written = readFileSync(join(out, "summary.md"), "utf8");
    expect(written).toContain("1 of 1 runs as expected");
    expect(readFileSync(summary, "utf8")).toBe(`what an earlier step wrote\n${written}\n`);
    for (const name of ["smaller", "bigger"]) {
      const text = readFileSync(join(out, `benchmark-${name}-is-better.json`), "utf8");
      expect(JSON.parse(text)).toContainEqual(
        expect.objectContaining({ name: expect.stringMatching(/^mine /) as string }),
      );
    }
  });

  it("a summary that cannot be written is said, and changes no exit code", async () => {
    const file = scenarioFile({
      workload: { kind: "fleet", trucks: 4, durationS: 3 },
      expect: { verdict: "valid" },
    });
    const args = ["bench", "--scenario", file, "--out", temporary("out")];
    const ended = await convoy(args, { env: { GITHUB_STEP_SUMMARY: temporary("no/such/folder") } });
    expect(ended.stderr).toContain("convoy: GITHUB_STEP_SUMMARY: cannot be written: ENOENT");
    expect(ended.code).toBe(0);
  });
});
