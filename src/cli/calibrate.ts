import { basename, dirname } from "node:path";

import { Command } from "commander";

import type { CalibratedProfile } from "../calibrate/calibrated-profile.ts";
import { leastSamples } from "../calibrate/fit.ts";
import { prices } from "../cost/prices.ts";
import { exitCodes, InputError } from "../errors.ts";
import { prepareFolder, writeAll } from "../report/output-folder.ts";
import { hostTarget } from "../targets/host-target.ts";
import type { TargetAddress } from "../targets/target.ts";
import { agree, dollars } from "./consent.ts";
import { positiveNumber, wholeNumber } from "./options.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
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
    .option("--max-cost <usd>", "aws: refuse when the estimate is above this", positiveNumber)
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
  const takeBack = prepareFolder(dirname(out));
  const stop = new AbortController();
  const interruption = stopOnSignal(() => {
    say("stopping: what was created is being deleted");
    stop.abort();
  });
  try {
    // The SDK is loaded only now, so that other commands start at once.
    const [{ calibrate }, { calibrationText }] = await Promise.all([
      import("../calibrate/calibrate.ts"),
      import("../calibrate/calibration-text.ts"),
    ]);
    await using hosted = await hostTarget(target, { ...host, signal: stop.signal });
    const { address } = hosted;
    if (address.kind === "aws") await agreeToCalibrate(address, options);
    const profile = await calibrate(address, { samples, signal: stop.signal, onProgress: say });
    write(out, profile);
    console.log(`${calibrationText(profile)}\n\nprofile: ${out}`);
  } catch (error) {
    takeBack();
    if (!interruption.happened()) throw error;
    if (error !== stop.signal.reason && !isAbort(error)) throw error;
    say("interrupted: no profile was written");
    process.exitCode = exitCodes.interrupted;
  } finally {
    interruption.end();
  }
}

/** What the SDK makes of an aborted request. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function write(out: string, profile: CalibratedProfile): void {
  const text = `${JSON.stringify(profile, undefined, 2)}\n`;
  writeAll(dirname(out), new Map([[basename(out), text]]));
}

/** A stream of four shards for an hour with one fan-out consumer, and the requests on both queues. */
async function agreeToCalibrate(address: TargetAddress, options: CalibrateOptions): Promise<void> {
  const { samples } = options;
  const shards = 4;
  const sqsRequests = 2 * samples * 7;
  const totalUsd =
    shards * (prices.kinesisShardHour + prices.kinesisFanOutHour) +
    (samples * 15 * prices.kinesisPutUnitsPerMillion) / 1e6 +
    (sqsRequests * prices.sqsFifoPerMillion) / 1e6;
  const plan = [
    `On ${address.label}, run id ${address.runId}: a stream of ${shards} shards with one fan-out consumer, a FIFO queue and a standard queue, about ${16 * samples} requests in a few minutes.`,
    `In all about ${dollars(totalUsd)}, by the published prices of ${prices.date}, ${prices.region}, read second-hand.`,
    "Everything is named convoy-… and tagged with the run id, and deleted at the end.",
    "",
  ].join("\n");
  await agree(plan, totalUsd, options);
}
