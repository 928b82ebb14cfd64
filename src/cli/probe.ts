import { Command } from "commander";

import { InputError } from "../errors.ts";
import { hostTarget } from "../targets/host-target.ts";
import { confirm } from "./confirm.ts";
import { addTargetOptions, hostOptions, type TargetOptions } from "./target-options.ts";

interface ProbeOptions extends TargetOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
}

export function probeCommand(): Command {
  const command = new Command("probe");
  return addTargetOptions(command, "endpoint")
    .option("-y, --yes", "aws: do not ask before anything is created")
    .option("--json", "print the fidelity profile as JSON")
    .addHelpText(
      "after",
      `
Takes about ten seconds. Streams and queues that it makes are named convoy-probe-… and deleted.
Endpoints on this machine get dummy credentials unless the environment names some, others what every AWS tool finds.

Exit codes: 0 probed, whatever the answers; 2 bad usage; 3 the target cannot be reached.

Examples:
  convoy probe --endpoint http://127.0.0.1:4566
  convoy probe --target npm-emulators
  convoy probe --target localstack`,
    )
    .action(probeTarget);
}

/** The SDK is loaded only now, so that other commands start at once. */
async function probeTarget(options: ProbeOptions): Promise<void> {
  const [{ inProcess, atAddress }, { probe }, { profileText }] = await Promise.all([
    import("../conformance/places.ts"),
    import("../probe/probe.ts"),
    import("../probe/profile-text.ts"),
  ]);
  await using hosted = await hostTarget(
    options.target,
    hostOptions(options, (text) => console.error(text)),
  );
  const { address } = hosted;
  if (address.kind === "aws" && options.yes !== true) {
    const question = `${address.label}: make about 15 streams and queues for a minute, for some cents?`;
    if (!(await confirm(question, "--yes"))) throw new InputError("nothing was created");
  }
  using clients = address.kind === "embedded" ? inProcess(1) : atAddress(address);
  const profile = await probe(clients, address.services);
  if (options.json === true) console.log(JSON.stringify(profile, undefined, 2));
  else console.log(`${address.label}\n\n${profileText(profile)}`);
}
