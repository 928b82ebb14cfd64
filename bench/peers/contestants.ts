import { type ChildProcess, spawn } from "node:child_process";

import type { ServiceName } from "../../src/emulator/service-name.ts";
import { npmEmulatorNames, startNpmEmulator } from "../../src/targets/npm-emulators.ts";
import type { Server } from "./load.ts";

/** A running server. */
export interface Contestant extends Server {
  readonly name: string;
  readonly services: readonly ServiceName[];
  readonly stop: () => Promise<void>;
}

/** Ours first. */
export async function contestants(): Promise<readonly Contestant[]> {
  const started = [
    await child("convoy", ["src/cli/main.ts", "serve", "--port", "0", "--quotas", "off"]),
  ];
  for (const name of npmEmulatorNames) {
    const emulator = await startNpmEmulator(name);
    started.push({ ...emulator, name: `${name} ${emulator.version}` });
  }
  return started;
}

/** The bare server. */
export function limit(): Promise<Contestant> {
  return child("bare node:http", ["bench/peers/bare-server.ts"]);
}

export function child(name: string, args: readonly string[]): Promise<Contestant> {
  const process_ = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  // Nothing is left behind when another contestant does not start.
  process.once("exit", () => process_.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    process_.once("error", reject);
    process_.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
    let text = "";
    process_.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const [url, rest] = text.split("\n");
      if (url === undefined || rest === undefined) return;
      process_.removeAllListeners("exit");
      const pid = process_.pid ?? 0;
      resolve({ name, services: ["kinesis", "sqs"], url, pid, stop: () => stopped(process_) });
    });
  });
}

function stopped(process_: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (process_.exitCode !== null) {
      resolve();
      return;
    }
    process_.once("exit", () => resolve());
    process_.kill("SIGKILL");
  });
}
