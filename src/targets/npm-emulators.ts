/** Emulators of Kinesis and SQS that others publish on npm, as child processes: peers to be measured and compared with. */
import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";

import type { ServiceName } from "../emulator/service-name.ts";
import { TargetError } from "../errors.ts";
import { installedPackage } from "../packages.ts";
import type { Listening } from "./npm-emulator-child.ts";

export const npmEmulatorNames = ["kinesis-local", "kinesalite", "fauxqs"] as const;
export type NpmEmulatorName = (typeof npmEmulatorNames)[number];

interface Settings {
  readonly services: readonly ServiceName[];
  /** The port without TLS, as the emulator asks for it by default. */
  readonly usualPort: number;
  /** Room for more shards than the small default. */
  readonly args?: readonly string[];
}

/** All three keep everything in memory. */
const settings: Readonly<Record<NpmEmulatorName, Settings>> = {
  "kinesis-local": { services: ["kinesis"], usualPort: 4568 },
  kinesalite: { services: ["kinesis"], usualPort: 4567, args: ["--shardLimit", "10000"] },
  fauxqs: { services: ["sqs"], usualPort: 4566 },
};

/** Whatever the surroundings set for an emulator of their own is not meant for this one. */
const surroundings = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(FAUXQS|KINESIS_MOCK|INITIALIZE)_/.test(name)),
);

/** A running emulator. Disposing of it stops its process. */
export interface NpmEmulator extends AsyncDisposable {
  readonly name: NpmEmulatorName;
  /** Of the installed package. */
  readonly version: string;
  readonly services: readonly ServiceName[];
  /** Plain HTTP/1.1 on loopback, on a port of its own. */
  readonly url: string;
  /** Of its process. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Real milliseconds that an emulator gets to open its port; kinesis-local needs one or two seconds of CPU. */
const startWithinMs = 60_000;

const childFile = new URL(
  import.meta.url.endsWith(".ts") ? "./npm-emulator-child.ts" : "./npm-emulator-child.js",
  import.meta.url,
);

/** Starts an emulator and waits until its port is open. Throws TargetError when it is not installed or does not start. */
export async function startNpmEmulator(name: NpmEmulatorName): Promise<NpmEmulator> {
  const { entry, version } = installed(name);
  const child = spawn(
    process.execPath,
    ["--import", childFile.href, entry, ...(settings[name].args ?? [])],
    {
      cwd: dirname(entry),
      env: { ...surroundings, LOG_LEVEL: "ERROR", SHARD_LIMIT: "10000", FAUXQS_LOGGER: "false" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // A group of its own: Ctrl-C on a terminal reaches the whole group, and what a run created there is still to be deleted.
      detached: process.platform !== "win32",
    },
  );
  const stop = (): Promise<void> => stopped(child);
  try {
    const port = await openedPort(child, `${name} ${version}`, settings[name].usualPort);
    return {
      name,
      version,
      services: settings[name].services,
      url: `http://127.0.0.1:${port}`,
      pid: child.pid ?? 0,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is known of an emulator without starting it. Throws TargetError when it is not installed. */
export function describeNpmEmulator(
  name: NpmEmulatorName,
): Pick<NpmEmulator, "name" | "version" | "services"> {
  return { name, version: installed(name).version, services: settings[name].services };
}

function installed(name: NpmEmulatorName): { readonly entry: string; readonly version: string } {
  const found = installedPackage(name);
  if (found === undefined) {
    throw new TargetError(`${name} is not installed. Install it: npm install --save-dev ${name}`);
  }
  const { folder, version, bin } = found;
  const command = typeof bin === "string" ? bin : bin?.[name];
  if (command === undefined) throw new TargetError(`${name} ${version} has no command to start`);
  return { entry: join(folder, command), version };
}

/** The port that the child's server has instead of its usual one. */
function openedPort(child: ChildProcess, name: string, usualPort: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let complaints = "";
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new TargetError(`${name} did not start: ${reason}${complaints}`));
    };
    const timer = setTimeout(
      () => fail(`no open port after ${startWithinMs / 1000} s`),
      startWithinMs,
    );
    // Always read, so that a talkative child never waits for room in the pipe.
    child.stderr?.on("data", (chunk: Buffer) => {
      if (complaints.length < 4000) complaints += `\n${chunk.toString().trimEnd()}`;
    });
    child.on("message", ({ port, askedPort }: Listening) => {
      if (askedPort !== usualPort) return;
      clearTimeout(timer);
      resolve(port);
    });
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => fail(`it ended with ${signal ?? `code ${code}`}`));
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await ended;
}
