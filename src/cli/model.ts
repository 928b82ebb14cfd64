import { latencyNamed } from "../calibrate/read-latency.ts";
import { InputError } from "../errors.ts";
import { embeddedAddress, type TargetAddress, type TargetKind } from "../target/target.ts";

/** The embedded model with the latency that `--latency` names. Throws InputError where no model runs, or for a bad profile. */
export function modelFor(options: {
  readonly target: TargetKind;
  readonly latency?: string;
}): TargetAddress {
  const { target, latency: name } = options;
  if (name === undefined) return embeddedAddress;
  if (target !== "embedded") {
    throw new InputError(
      `--latency goes with --target embedded only: ${target} has a latency of its own`,
    );
  }
  const profile = latencyNamed(name);
  return name === "default" ? embeddedAddress : { ...embeddedAddress, latency: { name, profile } };
}
