import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { Command, Option } from "commander";

import { counted } from "../counted.ts";
import { exitCodes, InputError, Interrupted } from "../errors.ts";
import { shows } from "../report/assertions/assertions.ts";
import { prepareFolder, writeAll } from "../report/output-folder.ts";
import { shellText } from "../result/replay.ts";
import { scenarioArgument } from "../scenario/load.ts";
import { minimalFile } from "../suite/minimal-file.ts";
import { minimize } from "../suite/minimize.ts";
import { openPool } from "../suite/pool.ts";
import { embeddedAddress } from "../targets/target.ts";
import { oneScenario } from "./hunt.ts";
import { wholeNumber } from "./options.ts";
import { addOverrideOptions, type OverrideOptions, overridesOf } from "./override-options.ts";
import { prepareUntilExit } from "./results-place.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

interface MinimizeCommand extends OverrideOptions {
  readonly scenario: string;
  readonly seed: number;
  readonly out: string;
  readonly force?: boolean;
}

export function minimizeCommand(): Command {
  const command = new Command("minimize")
    .addOption(
      new Option("-s, --scenario <name>", "name or file of a scenario").makeOptionMandatory(),
    )
    .option("--seed <n>", "a seed that breaks, as hunt finds it", wholeNumber(0), 1)
    .option("--out <folder>", "where the smaller scenario goes", ".")
    .option("--force", "write over a file that is there");
  return addOverrideOptions(command)
    .addHelpText(
      "after",
      "\nExit codes: 0 written, 1 the seed shows no anomaly, 2 bad usage or bad input, 130 interrupted.",
    )
    .action(minimizeScenario);
}

async function minimizeScenario(options: MinimizeCommand): Promise<void> {
  const overrides = overridesOf(options);
  const { file, scenario } = await oneScenario(options.scenario, overrides);
  prepareUntilExit(options.out);
  const pool = openPool();
  const interruption = stopOnSignal(() => pool.stop());
  const job = {
    scenarioFile: file,
    scenario: scenario.name,
    seed: options.seed,
    target: embeddedAddress,
    clock: "virtual",
  } as const;
  try {
    const minimum = await minimize({
      job,
      overrides,
      pool,
      onSmaller: (what) => void process.stderr.write(`${what}\n`),
    });
    if (interruption.happened()) throw new Interrupted("interrupted: nothing was written");
    const smaller = minimum?.result.setup;
    if (minimum === undefined || smaller === undefined) {
      const other = shellText(["hunt", "--scenario", scenarioArgument(file, scenario.name)]);
      console.error(
        `convoy: ${scenario.name} shows no anomaly with seed ${options.seed} (its name counts, too: the stream or queue is named after it); to find a seed: ${other}`,
      );
      process.exitCode = exitCodes.expectationFailed;
      return;
    }
    const { kind, result, triedCount } = minimum;
    const folder = join(options.out, `${scenario.name}-${kind}`);
    const made = minimalFile(file, smaller.scenario, folder);
    write(made.file, made.text, options.force === true);
    const { sent } = result.metrics.counts;
    console.log(
      `${counted(smaller.load.keyCount, "truck")}, ${counted(sent, "event")}, ${counted(smaller.scenario.faults.length, "fault")} show ${kind} (${triedCount} runs)`,
    );
    const { name } = smaller.scenario;
    const again = await pool.run({
      ...job,
      scenarioFile: made.file,
      scenario: name,
      seed: smaller.seed,
      overrides: [],
    });
    if (again === undefined || again.result.verdict.counts[kind] === 0) {
      throw new InputError(
        `${made.file}: was written, and does not show ${kind} with seed ${smaller.seed}: does ${name} keep something from one run to the next, or in a file?`,
      );
    }
    console.log(shows(again.result, kind).message);
    console.log(`written: ${scenarioArgument(made.file, name)}`);
  } finally {
    interruption.end();
    pool.stop();
  }
}

function write(file: string, text: string, isForced: boolean): void {
  if (!isForced && existsSync(file)) {
    throw new InputError(`${file} is there already: give --force, or another folder with --out`);
  }
  prepareFolder(dirname(file));
  writeAll(dirname(file), new Map([[basename(file), text]]));
}
