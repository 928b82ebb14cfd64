import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const childFile = new URL(
  import.meta.url.endsWith(".ts") ? "./container-guard-child.ts" : "./container-guard-child.js",
  import.meta.url,
);

/**
 * A process that removes the run's containers when this one ends before it is disposed of, however that ends: a second Ctrl-C,
 * SIGKILL, a bug.
 */
export function guardContainers(runId: string): Disposable {
  const child = spawn(process.execPath, [fileURLToPath(childFile), runId], {
    // Of its own group, so that a terminal's Ctrl-C does not end it too.
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.unref();
  child.channel?.unref();
  return { [Symbol.dispose]: () => void child.kill("SIGKILL") };
}
