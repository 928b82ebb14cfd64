/** The options of `convoy bench`. */
import { Command, Option } from "commander";

import { clockKinds, type ClockKind } from "../clock/clock.ts";
import { benchmarkJsonOption, positiveNumber, wholeNumber } from "./options.ts";
import { addOverrideOptions, type OverrideOptions } from "./override-options.ts";
import { addScenarioOptions, type ScenarioOptions } from "./scenario-options.ts";
import { addTargetOptions, type TargetOptions } from "./target-options.ts";
import { allOption } from "./width.ts";

export interface BenchOptions extends TargetOptions, OverrideOptions, ScenarioOptions {
  readonly list?: boolean;
  readonly clock?: ClockKind;
  readonly seed: number;
  readonly repeats: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly history?: boolean;
  readonly against?: "embedded";
  readonly latency?: string;
  readonly sensitivity?: boolean;
  readonly json?: boolean;
  readonly benchmarkJson?: boolean;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly maxCost?: number;
}

/** The command with all its options, and nothing that it does. */
export function benchWithOptions(): Command {
  const command = addWhatToRun(new Command("bench"))
    .option("--out <dir>", "folder for the results (default: results/<time>)")
    .option("--force", "write into --out though there is something in it")
    .option("--history", "also write each run's history as JSON lines")
    .addOption(
      new Option(
        "--against <kind>",
        "run the same on the model, and show measured beside modelled",
      ).choices(["embedded"]),
    )
    .option(
      "--latency <profile>",
      "of the model: published-2022 (the default), documented-only, none, or a JSON file with a profile",
    )
    .option(
      "--sensitivity",
      "run the comparison again with each assumption of the model halved and doubled: which conclusions hold",
    )
    .option(...allOption)
    .option("--json", "print the summary rows as JSON in place of the table")
    .option(...benchmarkJsonOption)
    .option("-y, --yes", "aws: do not ask before anything is created; needs --max-cost")
    .option(
      "--max-cost <usd>",
      "aws: refuse when the estimate is above this, end before more is spent",
      positiveNumber,
    );
  return addTargetOptions(addOverrideOptions(command), "embedded").addHelpText("after", examples);
}

function addWhatToRun(command: Command): Command {
  return addScenarioOptions(command)
    .option("-l, --list", "list the scenarios and stop")
    .addOption(
      new Option(
        "--clock <kind>",
        "virtual: simulated time, reproducible (default on embedded); real: as it passes",
      ).choices(clockKinds),
    )
    .option("--seed <n>", "seed of everything random", wholeNumber(0), 1)
    .option("--repeats <n>", "runs per scenario, with seeds seed, seed+1, …", wholeNumber(1), 1);
}

const examples = `
Examples:
  convoy bench                                              the default suite
  convoy bench --suite failures                             where order is lost, and what keeps it
  convoy bench --scenario kinesis-5-shards --repeats 5      one scenario with five seeds
  convoy bench --scenario 'sqs-*' --trucks 500              all SQS scenarios, another fleet
  convoy bench --trace fixes.csv --speedup 60               real GPS through every design
  convoy bench --scenario ./my-design.ts --history          a scenario of your own
  convoy bench --scenario 100-trucks --sensitivity          which conclusions rest on what is assumed
  convoy bench --latency measured.json                      the model, as slow as a target was
  convoy bench --target npm-emulators                       kinesis-local and fauxqs, in real time
  convoy bench --target localstack --scenario 'sqs-*'       LocalStack in a container; needs Docker
  convoy bench --target endpoint --endpoint http://127.0.0.1:4566
  convoy bench --target npm-emulators --against embedded    measured beside modelled, by column`;
