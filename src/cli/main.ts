#!/usr/bin/env node
import { readFileSync } from "node:fs";

import { Command } from "commander";

import { ConvoyError, exitCodes } from "../errors.ts";
import { benchCommand } from "./bench.ts";
import { calibrateCommand } from "./calibrate.ts";
import { cleanCommand } from "./clean.ts";
import { iamPolicyCommand } from "./iam-policy.ts";
import { probeCommand } from "./probe.ts";
import { reportCommand } from "./report.ts";
import { serveCommand } from "./serve.ts";
import { verifyCommand } from "./verify.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { version: string };

const program = new Command("convoy")
  .description(
    "Shows which design on Amazon Kinesis or Amazon SQS keeps events in order per key,\nwith how much parallelism, throughput and latency, and at what cost.",
  )
  .version(version)
  .showHelpAfterError("(convoy --help shows the commands and options)")
  .addHelpText(
    "after",
    `
Exit codes:
  0    every expectation held
  1    an expectation did not hold
  2    bad usage or bad input
  3    the target could not be reached, or failed
  130  interrupted; partial results were written and marked

Set CONVOY_DEBUG=1 to see a stack trace with an unexpected error.`,
  )
  .addCommand(benchCommand())
  .addCommand(probeCommand())
  .addCommand(calibrateCommand())
  .addCommand(serveCommand())
  .addCommand(reportCommand())
  .addCommand(verifyCommand())
  .addCommand(cleanCommand())
  .addCommand(iamPolicyCommand());
for (const command of [program, ...program.commands]) {
  command.exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : exitCodes.usage);
  });
}

// A reader that goes away (`| head`, a closed terminal) must not keep a run from deleting what it created.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await program.parseAsync();
} catch (error) {
  report(error);
}

function report(error: unknown): void {
  const known = error instanceof ConvoyError;
  const message = error instanceof Error ? error.message : String(error);
  console.error(known ? `convoy: ${message}` : `convoy: this is a bug: ${message}`);
  if (process.env["CONVOY_DEBUG"] !== undefined && error instanceof Error) {
    console.error(error.stack);
  }
  process.exitCode = known ? error.exitCode : exitCodes.target;
}
