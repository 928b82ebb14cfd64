import { type Command, Option } from "commander";

import { type SuiteName, suiteNames, suitePatterns } from "../scenario/load.ts";
import { collect } from "./options.ts";

/** Which scenarios a command is about. */
export interface ScenarioOptions {
  readonly scenario: readonly string[];
  readonly suite?: SuiteName;
}

export function addScenarioOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "-s, --scenario <name>",
        "name, glob or file of a scenario; may be given several times",
      )
        .argParser(collect)
        .default([], "the default suite"),
    )
    .addOption(
      new Option(
        "--suite <name>",
        "default: the comparison and the spike; failures: designs that break, each with its cure",
      )
        .choices(suiteNames)
        .conflicts("scenario"),
    );
}

/** What is named, or what the suite is made of. */
export function patternsOf({ scenario, suite }: ScenarioOptions): readonly string[] {
  return suite === undefined ? scenario : suitePatterns(suite);
}
