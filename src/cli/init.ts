import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";

import { Command, Option } from "commander";

import { InputError } from "../errors.ts";
import { invocation } from "../invocation.ts";
import { check } from "./check.ts";
import { initFiles, initFolder, type Repository } from "./init-files.ts";

interface InitOptions {
  readonly ci?: Repository["ci"];
}

export function initCommand(): Command {
  return new Command("init")
    .addOption(
      new Option(
        "--ci <kind>",
        "for which CI (default: gitlab where there is a .gitlab-ci.yml, else github)",
      ).choices(["github", "gitlab", "none"]),
    )
    .addHelpText(
      "after",
      `
Puts into the folder that you are in: a first scenario with its baseline and a vitest test (in convoy/), and a workflow that
checks them. What is there already stays as it is.

Exit codes: 0 done, 1 the first scenario did not hold, 2 bad usage or bad input.`,
    )
    .action(init);
}

async function init(options: InitOptions): Promise<void> {
  const own = packageHere();
  const files = initFiles(repositoryHere(own, options));
  for (const [path, text] of files) say(writeNew(path, text), path);
  const baseline = join(initFolder, "baseline");
  const hasBaseline = existsSync(join(baseline, "summary.csv"));
  if (hasBaseline) say(false, baseline);
  else await check([`./${initFolder}`], { scenario: [], update: true });
  const missing = ["convoy-bench", "vitest"].filter(
    (name) =>
      ![own.dependencies, own.devDependencies].some((all) => Object.hasOwn(all ?? {}, name)),
  );
  console.log(
    [
      "",
      ...(missing.length === 0 ? [] : [`Not in package.json yet: ${missing.join(", ")}`]),
      `Next: ${invocation("check")}   and   npx vitest run convoy`,
      "A change that moves a figure is written down with --update, and reviewed like any other.",
    ].join("\n"),
  );
}

function say(isNew: boolean, path: string): void {
  console.log(isNew ? `made ${path}` : `kept ${path}: it was there`);
}

interface Package {
  readonly type?: string;
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

/** Throws InputError where there is none, or a broken one. */
function packageHere(): Package {
  if (!existsSync("package.json")) {
    throw new InputError("package.json: there is none here: go to the folder of your project");
  }
  try {
    const value: unknown = JSON.parse(readFileSync("package.json", "utf8"));
    if (typeof value !== "object" || value === null) throw new Error("it is no object");
    return value;
  } catch (cause) {
    throw new InputError(`package.json: cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function repositoryHere({ type }: Package, { ci }: InitOptions): Repository {
  // From 22.15 on, Node can be told to take TypeScript.
  const isTypeScript = existsSync("tsconfig.json") && "registerHooks" in module;
  const ofTypeScript = type === "module" ? "ts" : "mts";
  return {
    ending: isTypeScript ? ofTypeScript : "mjs",
    packageManager: packageManagerHere(),
    hasLock: existsSync("package-lock.json"),
    ci: ci ?? (existsSync(".gitlab-ci.yml") ? "gitlab" : "github"),
  };
}

function packageManagerHere(): Repository["packageManager"] {
  if (existsSync("pnpm-lock.yaml")) return "pnpm";
  return existsSync("yarn.lock") ? "yarn" : "npm";
}

/** False where something is there already, were it a link that leads nowhere. */
function writeNew(path: string, text: string): boolean {
  let made: string | undefined;
  try {
    made = mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (cause) {
    const { syscall, code } = cause as NodeJS.ErrnoException;
    if (syscall === "open" && code === "EEXIST") return false;
    // A full disk leaves an empty one, which the next init would keep.
    if (syscall === "write") rmSync(made ?? path, { recursive: true, force: true });
    throw new InputError(`${path}: cannot be written: ${(cause as Error).message}`, { cause });
  }
}
