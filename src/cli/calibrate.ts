import { basename, dirname } from "node:path";

import { Command } from "commander";

import type { CalibratedProfile } from "../calibrate/calibrated-profile.ts";
import { leastSamples } from "../calibrate/fit.ts";
import { calibrationErrand } from "../cost/errands.ts";
import { InputError } from "../errors.ts";
import { writeAll } from "../report/output-folder.ts";
import { type ErrandOptions, runErrand } from "./errand.ts";
import { positiveNumber, wholeNumber } from "./options.ts";
import { prepareUntilExit } from "./results-place.ts";
import { addTargetOptions, hostOptions, type TargetOptions } from "./target-options.ts";

interface CalibrateOptions extends TargetOptions {
  readonly out: string;
  readonly samples: number;
  readonly yes?: boolean;
  readonly maxCost?: number;
}

export function calibrateCommand(): Command {
  const command = new Command("calibrate");
  return addTargetOptions(command, "endpoint")
    .option("--out <file>", "file for the profile", "profile.json")
    .option("--samples <n>", "requests of each kind", wholeNumber(leastSamples), 200)
    .option("-y, --yes", "aws: do not ask before anything is created; needs --max-cost")
    .option(
      "--max-cost <usd>",
      "aws: refuse when the estimate is above this, end before more is spent",
      positiveNumber,
    )
    .addHelpText(
      "after",
      `
Measures at low load over kept connections: each call of a benchmark, the time from a put until it
can be read, and until enhanced fan-out pushes it. About a minute with 200 samples. A stream and two
queues named convoy-calibrate-… are made and deleted, on Ctrl-C too; then no profile is written.

Exit codes: 0 written; 2 bad usage; 3 the target cannot be reached, or failed; 130 interrupted.

Examples:
  convoy calibrate --endpoint http://127.0.0.1:4566 --out local.json
  convoy calibrate --target aws --yes --max-cost 0.5 --out aws.json
  convoy bench --latency aws.json                 the model, as slow as the target was`,
    )
    .action(calibrateTarget);
}

async function calibrateTarget(options: CalibrateOptions): Promise<void> {
  const { out, samples, target } = options;
  if (target === "embedded") {
    throw new InputError(
      "--target embedded has the latency that a profile gives it: there is nothing to measure",
    );
  }
  const say = (text: string): void => console.error(text);
  const host = hostOptions(options, say);
  // However it ends, a folder in which nothing was written goes again.
  prepareUntilExit(dirname(out));
  // The SDK is loaded only now, so that other commands start at once.
  const [{ calibrate }, { calibrationText }] = await Promise.all([
    import("../calibrate/calibrate.ts"),
    import("../calibrate/calibration-text.ts"),
  ]);
  const errand: ErrandOptions = {
    target,
    host,
    consent: options,
    estimate: ({ services, region }) => calibrationErrand(services, region, samples),
    stopping: "stopping: what was created is being deleted",
    interrupted: "interrupted: no profile was written",
  };
  await runErrand(errand, async ({ address, account, signal }) => {
    const profile = await calibrate(address, { samples, account, signal, onProgress: say });
    write(out, profile);
    console.log(`${calibrationText(profile)}\n\nprofile: ${out}`);
  });
}

function write(out: string, profile: CalibratedProfile): void {
  const text = `${JSON.stringify(profile, undefined, 2)}\n`;
  writeAll(dirname(out), new Map([[basename(out), text]]));
}
