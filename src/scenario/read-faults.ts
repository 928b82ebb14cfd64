import { faultsSchema } from "../emulator/fault-schema.ts";
import type { Fault } from "../emulator/faults.ts";
import { readJson } from "./read-json.ts";

/** Reads a file of faults: a JSON list of what `faults` of a scenario holds. Throws an InputError naming file, line and field. */
export function readFaults(file: string): readonly Fault[] {
  return readJson(file, faultsSchema, "faults");
}
