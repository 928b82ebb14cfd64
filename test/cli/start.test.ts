import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { convoy } from "./convoy.ts";

/** Runs the command with code that is imported before it. */
function startedAfter(code: string, args: readonly string[]) {
  const before = `data:text/javascript,${encodeURIComponent(code)}`;
  return spawnSync(process.execPath, ["--import", before, "src/cli/main.ts", ...args], {
    encoding: "utf8",
  });
}

describe("a Node that is too old", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as {
    readonly engines: { readonly node: string };
  };
  const [, major = "", minor = ""] = /^>=(\d+)\.(\d+)\.0$/.exec(engines.node) ?? [];

  const startOn = (version: string) =>
    startedAfter(
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`,
      ["--version"],
    );

  test.each(["18.20.8", "20.19.0", `${Number(major) - 1}.99.0`, `${major}.${Number(minor) - 1}.0`])(
    "%s is told so in one sentence",
    (version) => {
      const { status, stdout, stderr } = startOn(version);
      expect(status).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toBe(
        `convoy: needs Node ${major}.${minor} or newer; this is Node ${version} (${process.execPath})\n`,
      );
    },
  );

  test.each([`${major}.${minor}.0`, `${Number(major) + 1}.0.0`, "100.0.0"])(
    "%s is not",
    (version) => {
      expect(startOn(version)).toMatchObject({ status: 0, stderr: "" });
    },
  );

  test("reads the command's own file, which imports nothing that it could not read", () => {
    const text = readFileSync("src/cli/main.ts", "utf8");
    expect(text).not.toMatch(/^\s*(import|export) /m);
  });
});

describe("start-up", () => {
  const listLoaded = `
    import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { console.error("loads " + url); return next(url, context); } });
  `;
  const loadedBy = (...args: readonly string[]): string => {
    const { status, stderr } = startedAfter(listLoaded, args);
    expect(status).toBe(0);
    expect(stderr).toContain("cli/program.ts");
    return stderr;
  };

  test.each([["--help"], ["help"], ["--version"]])("%s loads no command", (...args) => {
    expect(loadedBy(...args)).not.toMatch(/node_modules\/(?!commander)|cli\/bench\.ts/);
  });

  test("bench --list loads no more than scenarios with code of their own ask for", () => {
    const loaded = loadedBy("bench", "--list");
    expect(loaded).not.toMatch(/testcontainers|observablehq/);
  });

  test.each([
    ...["bench", "probe", "calibrate", "serve", "report", "verify", "clean", "iam-policy"].map(
      (command) => `${command} --help`,
    ),
  ])("%s loads no SDK client", (args) => {
    expect(loadedBy(...args.split(" "))).not.toMatch(/@aws-sdk|testcontainers/);
  });
});

describe("help", () => {
  test("names every command, and each command knows itself", async () => {
    const { stdout } = await convoy(["--help"]);
    const names = [...stdout.matchAll(/^ {2}([a-z-]+) +\S/gm)].map(([, name = ""]) => name);
    expect(names).toContain("bench");
    for (const name of names.filter((one) => one !== "help")) {
      const { code, stdout: own } = await convoy([name, "--help"]);
      expect(code).toBe(0);
      expect(own).toMatch(new RegExp(`^Usage: npm run convoy -- ${name} `));
    }
  });

  test("shows examples as they are typed here", async () => {
    const { stdout } = await convoy(["bench", "--help"]);
    expect(stdout).toContain("\n  npm run convoy -- bench --scenario kinesis-5-shards");
    expect(stdout).not.toMatch(/^ +convoy /m);
  });

  test("a wrong option says where to look", async () => {
    const { code, stderr } = await convoy(["bench", "--lst"]);
    expect(code).toBe(2);
    expect(stderr).toContain("npm run convoy -- bench --help");
  });

  test("a command that does not exist is named, with the one that was meant", async () => {
    const { code, stderr } = await convoy(["bensh"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean bench?");
  });
});
