import { Command } from "commander";

import { probeErrand } from "../cost/errands.ts";
import { type ErrandOptions, runErrand } from "./errand.ts";
import { positiveNumber } from "./options.ts";
import { addTargetOptions, hostOptions, type TargetOptions } from "./target-options.ts";

interface ProbeOptions extends TargetOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly maxCost?: number;
}

export function probeCommand(): Command {
  const command = new Command("probe");
  return addTargetOptions(command, "endpoint")
    .option("-y, --yes", "aws: do not ask before anything is created; needs --max-cost")
    .option(
      "--max-cost <usd>",
      "aws: refuse when the estimate is above this, end before more is spent",
      positiveNumber,
    )
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
  const errand: ErrandOptions = {
    target: options.target,
    host: hostOptions(options, (text) => console.error(text)),
    consent: options,
    estimate: ({ services, region }) => probeErrand(services, region),
    stopping: "stopping: what was created is being deleted",
    interrupted: "interrupted: the target was probed only in part",
  };
  await runErrand(errand, async ({ address, account, signal, left }) => {
    const isModel = address.kind === "embedded";
    using clients = isModel ? inProcess(1) : atAddress(address, account);
    const how = { signal, runId: address.runId, ...(!isModel && { account }) };
    const profile = await probe(clients, address.services, how).catch((error: unknown) => {
      const leftOver = left();
      if (options.json === true && leftOver.length > 0) {
        console.log(JSON.stringify({ left: leftOver }, undefined, 2));
      }
      throw error;
    });
    if (options.json === true) console.log(JSON.stringify(profile, undefined, 2));
    else console.log(`${address.label}\n\n${profileText(profile)}`);
  });
}
