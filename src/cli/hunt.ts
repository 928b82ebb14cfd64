import { Command, Option } from "commander";

import { exitCodes, InputError, Interrupted } from "../errors.ts";
import { keepsOrder } from "../report/assertions/assertions.ts";
import { shellText } from "../result/replay.ts";
import { figureColumns } from "../result/summary-row.ts";
import { loadScenarios, type ScenarioFile, scenarioArgument } from "../scenario/load.ts";
import { hunt } from "../suite/hunt.ts";
import { refuseTooLarge, widthThatFits } from "../suite/memory.ts";
import { beginThread, openPool } from "../suite/pool.ts";
import { embeddedAddress } from "../targets/target.ts";
import { wholeNumber } from "./options.ts";
import { addOverrideOptions, type OverrideOptions, overridesOf } from "./override-options.ts";
import { showRate } from "./rate.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

interface HuntCommand extends OverrideOptions {
  readonly scenario: string;
  readonly seeds: number;
  readonly seed: number;
}

export function huntCommand(): Command {
  const command = new Command("hunt")
    .addOption(
      new Option("-s, --scenario <name>", "name or file of a scenario").makeOptionMandatory(),
    )
    .option("--seeds <n>", "how many seeds to try", wholeNumber(1), 1000)
    .option("--seed <n>", "the first of them", wholeNumber(0), 1);
  return addOverrideOptions(command)
    .addHelpText(
      "after",
      `
Exit codes: 0 no seed broke, 1 one did, 2 bad usage or bad input, 130 interrupted.
What is judged is the verdict and the anomalies that the scenario expects, not its figures.`,
    )
    .action(huntSeeds);
}

async function huntSeeds(options: HuntCommand): Promise<void> {
  const overrides = overridesOf(options);
  beginThread();
  const found = await oneScenario(options.scenario, overrides);
  const { file, scenario } = found;
  refuseTooLarge([found]);
  const width = widthThatFits([found], options.seeds);
  const pool = openPool(undefined, width);
  const interruption = stopOnSignal(() => pool.stop());
  const rate = showRate("seeds", options.seeds);
  try {
    const { tried, broken } = await hunt({
      job: {
        scenarioFile: file,
        scenario: scenario.name,
        overrides,
        target: embeddedAddress,
        clock: "virtual",
      },
      fromSeed: options.seed,
      seedCount: options.seeds,
      pool,
      width,
      onRan: rate.step,
    });
    rate.close();
    if (broken === undefined && interruption.happened()) {
      throw new Interrupted(`interrupted after ${tried} seeds of ${scenario.name}; none broke`);
    }
    if (broken === undefined) {
      console.log(`none of ${tried} seeds of ${scenario.name} broke (${rate.summary()})`);
      return;
    }
    const seed = broken.setup?.seed ?? options.seed;
    console.log(
      `${scenario.name} breaks with seed ${seed}, after ${tried} seeds (${rate.summary()})`,
    );
    console.log(keepsOrder(broken).message);
    const words = [
      "minimize",
      "--scenario",
      scenarioArgument(file, scenario.name),
      "--seed",
      String(seed),
    ];
    console.log(`  smaller: ${shellText(words)}`);
    process.exitCode = exitCodes.expectationFailed;
  } finally {
    rate.close();
    interruption.end();
    pool.stop();
  }
}

/** The one scenario that a pattern names. Throws InputError when it names several. */
export async function oneScenario(
  pattern: string,
  overrides: ReturnType<typeof overridesOf>,
): Promise<ScenarioFile> {
  const [found, ...others] = await loadScenarios([pattern], figureColumns, overrides);
  if (found === undefined || others.length > 0) {
    throw new InputError(`--scenario ${pattern}: names ${others.length + 1} scenarios; name one`);
  }
  return found;
}
