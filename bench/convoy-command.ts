/** The command `convoy`, for scripts that make something of its results. */
import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs it, and gives back its exit code. It stands in a process group of its own, so that whoever stops the script stops it by this
 * process alone, once: a second signal would end it at once.
 */
export async function runConvoy(
  args: readonly string[],
  stdio: StdioOptions = "inherit",
): Promise<number> {
  const child = spawn(process.execPath, [command, ...args], { stdio, detached: true });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of signals) process.on(signal, passOn);
  // A process that a signal ended has no code.
  const [code] = (await once(child, "exit")) as [number | null];
  for (const signal of signals) process.off(signal, passOn);
  if (code === 130) console.error("stopped: nothing was written but that folder, which goes now");
  return code ?? 130;
}

/** A folder that is gone when this process ends. */
export function scratchFolder(what: string): string {
  const folder = mkdtempSync(join(tmpdir(), `convoy-${what}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
