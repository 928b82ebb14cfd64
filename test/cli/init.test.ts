import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { root, temporary } from "./convoy.ts";

/** A user's project with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = temporary("project");
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function convoyIn(cwd: string, ...args: readonly string[]) {
  const env = { ...process.env, NO_COLOR: "1", GITHUB_STEP_SUMMARY: "" };
  const main = join(root, "src/cli/main.ts");
  return spawnSync(process.execPath, [main, ...args], { cwd, env, encoding: "utf8" });
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}

const baseline = ["keys", "statistics", "summary", "timeseries"].map(
  (name) => `convoy/baseline/${name}.csv`,
);

describe("convoy init", { timeout: 300_000 }, () => {
  it("makes a scenario that holds, its baseline, a test and a workflow; check passes at once", () => {
    const folder = project({
      "package.json": '{"type":"module","devDependencies":{"vitest":"5"}}',
      "package-lock.json": "{}",
      "tsconfig.json": "{}",
    });
    const made = convoyIn(folder, "init");
    expect(made.status, made.stderr).toBe(0);
    expect(made.stdout).toContain("Not in package.json yet: convoy-bench\n");
    expect(filesIn(folder)).toEqual([
      ".github/workflows/convoy.yml",
      ...baseline,
      "convoy/gps-order.test.ts",
      "convoy/gps-order.ts",
      "package-lock.json",
      "package.json",
      "tsconfig.json",
    ]);
    const workflow = readFileSync(join(folder, ".github/workflows/convoy.yml"), "utf8");
    expect(workflow).toContain("- run: npm ci\n");
    expect(workflow).toContain("- run: npx convoy-bench check ./convoy --out convoy-results\n");
    const checked = convoyIn(folder, "check");
    expect(checked.stdout).toBe("✔ 1 scenario is as in convoy/baseline, to the last digit\n");
    expect(checked.status).toBe(0);
  });

  it("leaves everything that is there as it is, a link that leads nowhere too", () => {
    const folder = project({ "package.json": "{}", ".gitlab-ci.yml": "mine" });
    mkdirSync(join(folder, "convoy/baseline"), { recursive: true });
    writeFileSync(join(folder, "convoy/baseline/summary.csv"), "mine");
    writeFileSync(join(folder, "convoy/gps-order.test.mjs"), "mine");
    symlinkSync(join(folder, "nowhere"), join(folder, "convoy/gps-order.mjs"));
    const made = convoyIn(folder, "init");
    expect(made.status, made.stderr).toBe(0);
    expect(made.stdout).toMatch(
      /kept convoy\/gps-order.mjs: it was there\nkept convoy\/gps-order.test.mjs.*\nmade convoy\/gitlab-ci.yml\nkept convoy\/baseline/,
    );
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
    for (const name of [
      "convoy/baseline/summary.csv",
      "convoy/gps-order.test.mjs",
      ".gitlab-ci.yml",
    ]) {
      expect(readFileSync(join(folder, name), "utf8"), name).toBe("mine");
    }
    expect(existsSync(join(folder, ".github"))).toBe(false);
    expect(readFileSync(join(folder, "convoy/gitlab-ci.yml"), "utf8")).toContain(
      "junit: convoy-results/junit.xml",
    );
  });

  it.each([
    [{ "pnpm-lock.yaml": "" }, "pnpm install --frozen-lockfile"],
    [{ "yarn.lock": "" }, "yarn install --frozen-lockfile"],
    [{}, "npm install"],
  ])("installs with what the repository has: %j", (locks, command) => {
    const folder = project({ "package.json": "{}", "tsconfig.json": "{}", ...locks });
    mkdirSync(join(folder, "convoy/baseline"), { recursive: true });
    writeFileSync(join(folder, "convoy/baseline/summary.csv"), "");
    convoyIn(folder, "init");
    const workflow = readFileSync(join(folder, ".github/workflows/convoy.yml"), "utf8");
    expect(workflow).toContain(`- run: ${command}\n`);
    // A .ts file would be CommonJS there.
    expect(existsSync(join(folder, "convoy/gps-order.mts"))).toBe(true);
  });

  it.each([
    [{}, [], "package.json: there is none here"],
    [{ "package.json": "{" }, [], "package.json: cannot be read: "],
    [{ "package.json": "null" }, [], "package.json: cannot be read: it is no object"],
    [{ "package.json": "{}", convoy: "" }, [], "convoy/gps-order.mjs: cannot be written: "],
    [{ "package.json": "{}" }, ["--ci", "jenkins"], "Allowed choices are github, gitlab, none"],
  ])("%j %j is one error, exit code 2", (files, args, message) => {
    const { status, stderr } = convoyIn(project(files), "init", ...args);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
    expect(status).toBe(2);
  });
});
