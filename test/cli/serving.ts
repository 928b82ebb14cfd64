import { type ChildProcess, spawn } from "node:child_process";

import { command } from "./command.ts";
import { root } from "./convoy.ts";

/** A `convoy serve` that is up. Disposing of it ends it. */
export interface Serving extends Disposable {
  readonly url: string;
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** What it has said on stderr so far. */
  readonly stderr: () => string;
}

/** Starts the command on a free port and waits for its first line. */
export async function serving(...args: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [await command(), "serve", "--port", "0", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => {
    child.kill("SIGKILL");
  };
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const [url, rest] = text.split("\n");
      if (url === undefined || rest === undefined) return;
      resolve({ url, child, ended, stderr: () => said, [Symbol.dispose]: stop });
    });
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
}
