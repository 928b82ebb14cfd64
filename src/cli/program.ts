import { Command } from "commander";

import { ConvoyError, exitCodes } from "../errors.ts";
import { programName } from "../invocation.ts";
import { packageVersion } from "../packages.ts";
import { redacted } from "../redact.ts";
// Looks up at once who started this process; the commands that need to know load much before they get to it.
import "./stop-on-signal.ts";

interface CommandEntry {
  readonly description: string;
  /** The module is loaded only when the command is asked for: help is there at once, and no command waits for the SDK of another. */
  readonly load: () => Promise<Command>;
}

/** Every command, in the order in which help shows them. */
const commands: Readonly<Record<string, CommandEntry>> = {
  bench: {
    description: "run scenarios, judge the order per truck, write reports",
    load: async () => (await import("./bench.ts")).benchCommand(),
  },
  probe: {
    description: "ask a target whether it does what AWS does, as far as a benchmark depends on it",
    load: async () => (await import("./probe.ts")).probeCommand(),
  },
  calibrate: {
    description:
      "measure how long a target takes, and write a latency profile for the embedded model",
    load: async () => (await import("./calibrate.ts")).calibrateCommand(),
  },
  serve: {
    description: "serve the model of Kinesis and SQS over HTTP, for any AWS SDK and the AWS CLI",
    load: async () => (await import("./serve.ts")).serveCommand(),
  },
  hunt: {
    description: "run seeds on all cores, on the model, until one does not come out as it should",
    load: async () => (await import("./hunt.ts")).huntCommand(),
  },
  minimize: {
    description: "find the smallest scenario that still shows the anomaly of a seed, and write it",
    load: async () => (await import("./minimize.ts")).minimizeCommand(),
  },
  report: {
    description: "make every report of a results folder again, or one of a history file",
    load: async () => (await import("./report.ts")).reportCommand(),
  },
  init: {
    description:
      "put a first scenario, its baseline, a test and a CI workflow into your repository",
    load: async () => (await import("./init.ts")).initCommand(),
  },
  check: {
    description:
      "hold scenarios against a stored baseline: order that was lost, figures that moved",
    load: async () => (await import("./check.ts")).checkCommand(),
  },
  compare: {
    description: "show what changed between two results: exact in virtual time, by repeats in real",
    load: async () => (await import("./compare.ts")).compareCommand(),
  },
  verify: {
    description: "judge a history file (JSON lines) with no service at all",
    load: async () => (await import("./verify.ts")).verifyCommand(),
  },
  clean: {
    description: "find and delete what earlier runs left behind on a target, by name and tag",
    load: async () => (await import("./clean.ts")).cleanCommand(),
  },
  "iam-policy": {
    description: "print the least IAM policy that the commands need on AWS",
    load: async () => (await import("./iam-policy.ts")).iamPolicyCommand(),
  },
};

/** Runs the command that the arguments name. A failure is told on stderr and by the exit code. */
export async function runProgram(args: readonly string[] = process.argv.slice(2)): Promise<void> {
  process.stdout.once("error", outputFailed);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    const program = await programFor(args);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    report(error);
  }
}

/** The program with the command that the arguments name; of the others it knows what help says of them. */
export async function programFor(args: readonly string[]): Promise<Command> {
  const program = emptyProgram();
  const asked = args[0] === "help" ? args[1] : args[0];
  for (const [name, { description, load }] of Object.entries(commands)) {
    const command = name === asked ? await load() : new Command(name);
    if (name === asked) (await import("./suggest-choices.ts")).suggestChoices(command);
    command.description(description).copyInheritedSettings(program);
    command.showHelpAfterError(`(${programName} ${name} --help shows the options)`);
    program.addCommand(command);
  }
  return program;
}

function emptyProgram(): Command {
  return new Command(programName)
    .description(
      "Shows which design on Amazon Kinesis or Amazon SQS keeps events in order per key,\nwith how much parallelism, throughput and latency, and at what cost.",
    )
    .version(packageVersion("convoy-bench"))
    .configureOutput({
      writeOut: (text) => process.stdout.write(asTyped(text)),
      writeErr: (text) => process.stderr.write(asTyped(text)),
    })
    .showHelpAfterError(`(${programName} --help shows the commands and options)`)
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
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : exitCodes.usage);
    });
}

/** The examples in help are written for the command `convoy`; a stranger's `npx convoy` would start somebody else's package. */
function asTyped(help: string): string {
  return redacted(help).replace(/^( +)convoy (?=[a-z])/gm, `$1${programName} `);
}

/**
 * A reader that goes away (`| head`, a closed terminal) must not keep a run from deleting what it created. A full disk must not either, but
 * what was to stand there is missing.
 */
function outputFailed({ code, message }: NodeJS.ErrnoException): void {
  if (code === "EPIPE" || code === "EIO") return;
  // Whatever the command comes to in the end.
  process.once("exit", (exitCode) => {
    if (exitCode < exitCodes.target) process.exitCode = exitCodes.target;
  });
  console.error(`convoy: the output cannot be written: ${message}`);
}

function report(error: unknown): void {
  const known = error instanceof ConvoyError;
  const message = redacted(error instanceof Error ? error.message : String(error));
  console.error(known ? `convoy: ${message}` : `convoy: this is a bug: ${message}`);
  if (process.env["CONVOY_DEBUG"] !== undefined && error instanceof Error) {
    console.error(error.stack);
  }
  process.exitCode = known ? error.exitCode : exitCodes.target;
}
