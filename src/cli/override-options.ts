import { type Command, InvalidArgumentError, Option } from "commander";

import { InputError } from "../errors.ts";
import { type Override, parseOverride, traceOverrides } from "../scenario/overrides.ts";
import { traceFields } from "../workload/trace-columns.ts";
import { collect, positiveNumber, wholeNumber } from "./options.ts";

/** The options that change every chosen scenario. */
export interface OverrideOptions {
  readonly set: readonly string[];
  readonly trucks?: number;
  readonly trace?: string;
  readonly speedup?: number;
  readonly loop?: number;
  readonly columns?: Readonly<Record<string, string>>;
  readonly duplicates?: "first" | "last";
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
    .option("--loop <n>", "replay the trace n times, one after the other", wholeNumber(1))
    .option(
      "--columns <field=name,…>",
      "names of the trace's columns: truck=…,time=…,lat=…,lon=…,speed=…,heading=…",
      columnNames,
    )
    .addOption(
      new Option(
        "--duplicates <which>",
        "of several fixes of a truck at one time keep the first or the last (default: refuse them)",
      ).choices(["first", "last"]),
    );
}

/** The options that have a name of their own are overrides like any other. Throws InputError. */
export function overridesOf(options: OverrideOptions): readonly Override[] {
  const { set, trucks, trace, speedup, loop, columns, duplicates } = options;
  if (trace !== undefined && trucks !== undefined) {
    throw new InputError("--trucks does not go with --trace: a trace has its own trucks");
  }
  const ofTrace = { speedup, loop, columns, duplicates };
  if (trace === undefined && Object.values(ofTrace).some((value) => value !== undefined)) {
    throw new InputError("--speedup, --loop, --columns and --duplicates need --trace");
  }
  return [
    ...(trace === undefined ? [] : traceOverrides(trace)),
    ...workloadOverride("trucks", trucks),
    ...workloadOverride("speedup", speedup),
    ...workloadOverride("loop", loop),
    ...workloadOverride("duplicates", duplicates),
    ...columnOverrides(columns),
    ...set.map(parseOverride),
  ];
}

function workloadOverride(
  field: "trucks" | "speedup" | "loop" | "duplicates",
  value: number | string | undefined,
): readonly Override[] {
  if (value === undefined) return [];
  return [{ path: `workload.${field}`, value, option: [`--${field}`, String(value)] }];
}

function columnOverrides(columns: OverrideOptions["columns"]): readonly Override[] {
  if (columns === undefined) return [];
  const text = Object.entries(columns).map(([field, name]) => `${field}=${name}`);
  return [{ path: "workload.columns", value: columns, option: ["--columns", text.join(",")] }];
}

/** `truck=unit no,time=seen`. */
function columnNames(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const names = text.split(",").map((part) => {
    const at = part.indexOf("=");
    const [field, name] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 0 || name === "" || !(traceFields as readonly string[]).includes(field)) {
      throw new InvalidArgumentError(
        `${JSON.stringify(part)}: it must be a field (${traceFields.join(", ")}), =, and the name of a column.`,
      );
    }
    return [field, name];
  });
  return { ...earlier, ...(Object.fromEntries(names) as Readonly<Record<string, string>>) };
}
