import { Command } from "commander";

import { explain } from "../client/advice.ts";
import { InputError, TargetError } from "../errors.ts";
import { hostTarget } from "../targets/host-target.ts";
import { findLeftovers, type Leftover } from "../targets/leftovers.ts";
import { connectTarget } from "../targets/target.ts";
import { confirm } from "./confirm.ts";
import { addTargetOptions, hostOptions, type TargetOptions } from "./target-options.ts";

interface CleanOptions extends TargetOptions {
  readonly run?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export function cleanCommand(): Command {
  const command = new Command("clean")
    .option("--run <id>", "only what this run created; its id is in run.json")
    .option("--dry-run", "only list it")
    .option("-y, --yes", "delete without asking");
  return addTargetOptions(command, "aws").action(clean);
}

async function clean(options: CleanOptions): Promise<void> {
  if (options.target !== "aws" && options.target !== "endpoint") {
    throw new InputError("--target aws or endpoint: the others keep nothing");
  }
  const { address } = await hostTarget(
    options.target,
    hostOptions(options, (text) => console.error(text)),
  );
  await using target = await connectTarget(address, { seed: 0, faults: [] });
  const found = await findLeftovers(target, address, options.run).catch((error: Error) => {
    throw new TargetError(`could not look on ${address.label}: ${explain(error)}`, {
      cause: error,
    });
  });
  for (const { what, runId } of found) console.log(`${what} (run ${runId})`);
  if (found.length === 0) console.log(`nothing is left over on ${address.label}`);
  if (found.length === 0 || options.dryRun === true || !(await isAgreed(options, found))) return;
  for (const leftover of found) {
    await leftover.remove().catch((error: Error) => {
      throw new TargetError(`could not delete ${leftover.what}: ${explain(error)}`, {
        cause: error,
      });
    });
    console.log(`deleted ${leftover.what}`);
  }
}

function isAgreed({ yes }: CleanOptions, found: readonly Leftover[]): Promise<boolean> {
  if (yes === true) return Promise.resolve(true);
  const all = found.length === 1 ? "it" : `all ${found.length}`;
  return confirm(`Delete ${all}? A run that is under way needs its own.`, "--yes");
}
