import { latencyNamed } from "../calibrate/read-latency.ts";
import { defaultLatencyName } from "../emulator/assumed/latency-profiles.ts";
import { InputError } from "../errors.ts";
import { embeddedAddress, type TargetAddress, type TargetKind } from "../targets/target.ts";

/** The embedded model with the latency that `--latency` names. Throws InputError where no model runs or none can be compared with, or for a bad profile. */
export function modelFor(options: {
  readonly target: TargetKind;
  readonly against?: "embedded";
  readonly latency?: string;
}): TargetAddress {
  const { target, against, latency: name } = options;
  if (against !== undefined && target === "embedded") {
    throw new InputError(
      "--against embedded compares another target with the model: give --target too",
    );
  }
  if (name === undefined) return embeddedAddress;
  if (target !== "embedded" && against === undefined) {
    throw new InputError(
      `--latency goes with --target embedded or --against embedded only: ${target} has a latency of its own`,
    );
  }
  const profile = latencyNamed(name);
  const isDefault = name === "default" || name === defaultLatencyName;
  return isDefault ? embeddedAddress : { ...embeddedAddress, latency: { name, profile } };
}
