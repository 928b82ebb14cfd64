import { type Command, Option } from "commander";

import { InputError } from "../errors.ts";
import { type Override, parseOverride, traceOverrides } from "../scenario/overrides.ts";
import { collect, positiveNumber, wholeNumber } from "./options.ts";

/** The options that change every chosen scenario. */
export interface OverrideOptions {
  readonly set: readonly string[];
  readonly trucks?: number;
  readonly trace?: string;
  readonly speedup?: number;
  readonly loop?: number;
}

export function addOverrideOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--set <path=value>",
        "change a field of the scenarios, e.g. design.shards=10; may be given several times",
      )
        .argParser(collect)
        .default([], "none"),
    )
    .option("--trucks <n>", "number of trucks in place of the scenario's", wholeNumber(1))
    .option("--trace <file>", "replay this GPS trace (CSV) in place of the scenario's workload")
    .option("--speedup <x>", "replay the trace x times faster", positiveNumber)
    .option("--loop <n>", "replay the trace n times, one after the other", wholeNumber(1));
}

/** The options that have a name of their own are overrides like any other. Throws InputError. */
export function overridesOf(options: OverrideOptions): readonly Override[] {
  const { set, trucks, trace, speedup, loop } = options;
  if (trace !== undefined && trucks !== undefined) {
    throw new InputError("--trucks does not go with --trace: a trace has its own trucks");
  }
  if (trace === undefined && (speedup !== undefined || loop !== undefined)) {
    throw new InputError("--speedup and --loop need --trace");
  }
  return [
    ...(trace === undefined ? [] : traceOverrides(trace)),
    ...workloadOverride("trucks", trucks),
    ...workloadOverride("speedup", speedup),
    ...workloadOverride("loop", loop),
    ...set.map(parseOverride),
  ];
}

function workloadOverride(
  field: "trucks" | "speedup" | "loop",
  value: number | undefined,
): readonly Override[] {
  if (value === undefined) return [];
  return [{ path: `workload.${field}`, value, option: [`--${field}`, String(value)] }];
}
