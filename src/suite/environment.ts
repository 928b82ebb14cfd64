import { execFileSync } from "node:child_process";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";

import { inRepository } from "../invocation.ts";
import { packageVersion } from "../packages.ts";
import { redacted } from "../redact.ts";

/** Everything that may differ between two identical runs: versions, commit, machine, command line. For run.json. */
export function environment() {
  return {
    convoy: packageVersion("convoy-bench"),
    // Around an installed package lies somebody else's repository.
    ...(inRepository && { commit: gitCommit() }),
    node: process.version,
    machine: {
      platform: platform(),
      arch: arch(),
      cpu: cpus()[0]?.model ?? "unknown",
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    commandLine: process.argv.slice(2).map(redacted),
    packages: Object.fromEntries(
      ["@aws-sdk/client-kinesis", "@aws-sdk/client-sqs", "@smithy/core", "tinybench"].map(
        (name) => [name, packageVersion(name)],
      ),
    ),
  };
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
