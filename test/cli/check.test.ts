import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, it } from "vitest";

import { ownQueue } from "../own-scenarios.ts";
import { convoy, temporary } from "./convoy.ts";

const [consumer] = ownQueue.design.consumers;

function scenario(name: string, changes: object = {}, serviceMs = 5): string {
  const consumers = [{ ...consumer, count: 3, serviceMs, startAtS: 0 }];
  return JSON.stringify({
    ...ownQueue,
    name,
    workload: { kind: "fleet", trucks: 6, hz: 4, durationS: 3 },
    design: { ...ownQueue.design, consumers, ...changes },
    expect: { verdict: "valid" },
  });
}

/** A user's folder with these files in it. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(temporary("in"), "convoy");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Lines are broken where a path makes them too long. */
function prose(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** Several commands, one after the other, on a machine that may be busy. */
describe("convoy check", { timeout: 400_000 }, () => {
  it("refuses what does not fit into memory before anything is run", async () => {
    const workload = { kind: "fleet", trucks: 100_000, hz: 1000, durationS: 10_000 };
    const large = JSON.stringify({ ...(JSON.parse(scenario("a")) as object), workload });
    const { code, stderr } = await convoy(["check", folderOf({ "a.json": large }), "--update"]);
    expect(stderr).toMatch(/^convoy: a: needs about [\d.]+ GiB of memory, there are/m);
    expect(code).toBe(2);
  });

  it("passes when nothing changed, and names what moved or lost its order when something did", async () => {
    const folder = folderOf({
      "a.json": scenario("a"),
      "b.json": scenario("b", { visibilityTimeoutS: 40 }),
      "helper.mjs": "export const shared = 1;\n",
      "tsconfig.json": "{}",
      "a.test.ts": "throw new Error('this is a test');\n",
    });
    const written = await convoy(["check", folder, "--update", "--repeats", "2"]);
    expect(written.stdout).toContain("written down, 2 scenarios");
    expect(written.code, written.stderr).toBe(0);
    expect(readdirSync(join(folder, "baseline")).sort()).toEqual([
      "keys.csv",
      "statistics.csv",
      "summary.csv",
      "timeseries.csv",
    ]);

    const same = await convoy(["check", folder]);
    expect(prose(same.stdout)).toMatch(/^✔ 2 scenarios are as in \S*baseline, to the last digit $/);
    // With the seeds of the baseline.
    expect(same.stderr.match(/seed 2: valid/g)).toHaveLength(2);
    expect(same.code, same.stderr).toBe(0);

    writeFileSync(join(folder, "b.json"), scenario("b", { visibilityTimeoutS: 40 }, 9));
    const moved = await convoy(["check", folder]);
    expect(moved.stdout).toMatch(/✘ b: \d+ figures moved/);
    expect(moved.stdout).toMatch(/service_ms #1 +5 +9 +\+4 +\+80 %/);
    expect(prose(moved.stdout)).toContain("1 of 2 scenarios not as in");
    expect(moved.code).toBe(1);

    writeFileSync(join(folder, "a.json"), scenario("a", { groupId: "random" }));
    const [out, summary] = [temporary("out"), temporary("summary.md")];
    const lost = await convoy(["check", folder, "--out", out], {
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(prose(lost.stdout)).toMatch(
      /^✘ a: ORDER LOST: verdict valid -> invalid \(\d+ nonmonotonic-effect/,
    );
    expect(prose(lost.stdout)).toMatch(/truck_\d+ #\d+ .* was completed after/);
    expect(lost.stdout).toMatch(/ms +tracker-\d +#\d+ done/);
    expect(lost.stdout).toMatch(
      /look closer: npm run bench -- --scenario \S*a.json --seed \d .*--history/,
    );
    expect(lost.code).toBe(1);
    expect(readFileSync(join(out, "junit.xml"), "utf8")).toContain('name="is as in the baseline"');
    expect(readFileSync(summary, "utf8")).toBe(`${readFileSync(join(out, "check.md"), "utf8")}\n`);
    expect(readdirSync(out)).toContain("report.html");

    // One of them is meant so.
    const partly = await convoy(["check", join(folder, "b.json"), "--update"]);
    expect(partly.code, partly.stderr).toBe(0);
    const rest = await convoy(["check", folder]);
    expect(prose(rest.stdout)).toContain("1 of 2 scenarios not as in");
    expect(rest.stdout).not.toContain("✘ b");
  });

  it("an interruption judges nothing, and leaves the baseline as it was", async () => {
    const file = join(folderOf({}), "long.json");
    const long = JSON.parse(scenario("long")) as object;
    writeFileSync(
      file,
      JSON.stringify({ ...long, workload: { kind: "fleet", durationS: 36_000 } }),
    );
    const ended = await convoy(["check", file, "--update"], {
      env: { NODE_OPTIONS: undefined },
      onStart: (pid) => setTimeout(() => process.kill(pid, "SIGINT"), 4000),
    });
    expect(ended.code, ended.stdout + ended.stderr).toBe(130);
    expect(readdirSync(dirname(file))).toEqual(["long.json"]);
  });

  const one = folderOf({ "one.json": scenario("one") });
  const broken = folderOf({ "one.json": scenario("one") });
  mkdirSync(join(broken, "baseline"));
  writeFileSync(join(broken, "baseline", "summary.csv"), "scenario,seed\none,x\n");
  const real = folderOf({ "one.json": scenario("one") });
  mkdirSync(join(real, "baseline"));
  writeFileSync(join(real, "baseline", "summary.csv"), "scenario,seed,clock\none,1,real\n");
  const twins = folderOf({
    "one.json": scenario("one"),
    "one.mjs": `export default ${scenario("one")};`,
  });
  const wrong = folderOf({ "one.json": scenario("one", { visibilityTimeoutS: "long" }) });
  const none = folderOf({ "helper.mjs": "export const shared = 1;\n" });
  it.each([
    [
      [one],
      /baseline\/summary.csv: there is no baseline: npm run convoy -- check .*--update makes it/,
    ],
    [[broken], /baseline\/summary.csv:2: seed: "x" is no number/],
    [[real], /summary.csv: one: clock: it was not run on the model in virtual time/],
    [[twins, "--update"], /one: is what two scenarios are called: .*one.json, .*one.mjs/],
    [[wrong], /one.json:1: design.visibilityTimeoutS: /],
    [[none], /there is no scenario in this folder/],
    [[join(one, "one.json"), join(broken, "one.json")], /one: is what two scenarios are called/],
    [[one, "kinesis-hottest-shard"], /--baseline: these scenarios lie in several folders/],
    [["no-such-scenario"], /no such scenario/],
    [[one, "--repeats", "0"], /It must be a whole number from 1 up/],
  ])("%j is one error, exit code 2", async (args, message) => {
    const { code, stderr } = await convoy(["check", ...args]);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
    expect(code).toBe(2);
  });
});
