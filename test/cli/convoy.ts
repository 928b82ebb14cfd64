import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { command } from "./command.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  /** Called with everything on stderr so far, each time there is more. */
  readonly onStderr?: (text: string, interrupt: (signal?: NodeJS.Signals) => void) => void;
  /** In place of what this process has; undefined takes it away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called once it is started; with `ownGroup` its id is also that of its process group, as on a terminal. */
  readonly onStart?: (pid: number) => void;
  readonly ownGroup?: boolean;
}

/** Runs the command as a user would, from the project's folder. */
export async function convoy(args: readonly string[], options: Options = {}): Promise<Ended> {
  return ran(await command(), args, options);
}

/** The same with any program of the project. */
export function ran(
  program: string,
  args: readonly string[],
  options: Options = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      // The job that tests this is not to have the summaries of its runs.
      env: { ...process.env, GITHUB_STEP_SUMMARY: undefined, NO_COLOR: "1", ...options.env },
      detached: options.ownGroup ?? false,
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      options.onStderr?.(stderr, (signal = "SIGINT") => child.kill(signal));
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** A path in a new temporary folder. */
export function temporary(name: string): string {
  return join(mkdtempSync(join(tmpdir(), "convoy-test-")), name);
}
