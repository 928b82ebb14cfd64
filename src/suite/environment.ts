import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";

/** Everything that may differ between two identical runs: versions, commit, machine, command line. For run.json. */
export function environment() {
  return {
    convoy: packageVersion("../../package.json"),
    commit: gitCommit(),
    node: process.version,
    machine: {
      platform: platform(),
      arch: arch(),
      cpu: cpus()[0]?.model ?? "unknown",
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    commandLine: process.argv.slice(2),
    packages: Object.fromEntries(
      ["@aws-sdk/client-kinesis", "@aws-sdk/client-sqs", "@smithy/core", "tinybench"].map(
        (name) => [name, packageVersion(`../../node_modules/${name}/package.json`)],
      ),
    ),
  };
}

function packageVersion(path: string): string {
  try {
    const text = readFileSync(new URL(path, import.meta.url), "utf8");
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return "unknown";
  }
}

function gitCommit(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], {
      cwd: new URL(".", import.meta.url),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}
