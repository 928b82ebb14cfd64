import { Command } from "commander";

import { priceLevelOf, prices } from "../cost/prices.ts";
import { dollars } from "../dollars.ts";
import { exitCodes, InputError, Interrupted } from "../errors.ts";
import { Asking } from "../targets/asking.ts";
import { hostTarget } from "../targets/host-target.ts";
import type { Leftover } from "../targets/leftovers.ts";
import { ownName } from "../targets/marks.ts";
import { connectTarget, type Target, type TargetAddress } from "../targets/target.ts";
import { judgeLeftovers, type Judgement } from "../targets/whose.ts";
import { CleanReport } from "./clean-report.ts";
import { confirm } from "./confirm.ts";
import { collect } from "./options.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import { addTargetOptions, hostOptions, type TargetOptions } from "./target-options.ts";
import { watchOver } from "./watch-over.ts";

interface CleanOptions extends TargetOptions {
  readonly run: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function cleanCommand(): Command {
  const command = new Command("clean")
    .option(
      "--run <id>",
      "only what this run created, whoever's it is; its id is in run.json; may be given several times",
      collect,
      [],
    )
    .option("--dry-run", "only list it")
    .option("--json", "print what was found, deleted, spared and left as JSON, at the end")
    .option("-y, --yes", "look and delete without asking");
  return addTargetOptions(command, "aws")
    .addHelpText(
      "after",
      `
Without --run it deletes what is your own (CONVOY_OWNER, else user@machine) and past its time; what may
still be running, is another's or has no tag of a run is listed and left alone.

Exit codes: 0 nothing is left of what was to be deleted; 2 bad usage, or not agreed to; 3 something is
left, or could not be looked at; 130 interrupted.`,
    )
    .action(clean);
}

async function clean(options: CleanOptions): Promise<void> {
  if (options.target !== "aws" && options.target !== "endpoint") {
    throw new InputError("--target aws or endpoint: the others keep nothing");
  }
  const say = (text: string): void => console.error(text);
  const stop = new AbortController();
  const interruption = stopOnSignal(() => {
    stop.abort(new Interrupted("interrupted: what is listed and not deleted is left"));
  });
  try {
    const hosted = await hostTarget(options.target, hostOptions(options, say));
    const address = await agreeToLook(hosted.address, options, stop.signal);
    const { account } = watchOver(address, { interrupted: stop.signal });
    await using target = await connectTarget(address, { seed: 0, faults: [], account });
    await cleanUp(target, address, options, stop.signal);
  } finally {
    interruption.end();
  }
}

/** Requests that looking and deleting take at most, as far as SQS bills them. */
const requestsAtMost = 10_000;

/** Asking AWS for anything has a price, small as it is. */
async function agreeToLook(
  address: TargetAddress,
  { yes, dryRun }: CleanOptions,
  interrupted: AbortSignal,
): Promise<TargetAddress> {
  if (address.kind !== "aws") return address;
  const { factor, basis } = priceLevelOf(address.region);
  const agreedUsd = (requestsAtMost * prices.sqsStandardPerMillion * factor) / 1e6;
  console.error(
    `On ${address.label}: lists the streams and queues named convoy-… with their tags. ` +
      `Kinesis bills nothing for it, SQS its requests: at most ${dollars(agreedUsd)}, ${basis}.`,
  );
  const isAgreed = yes === true || dryRun === true;
  if (
    !isAgreed &&
    !(await confirm("Look there?", "--yes, or --dry-run to look only", interrupted))
  ) {
    throw new InputError("not confirmed: nothing was asked for");
  }
  return { ...address, agreedUsd };
}

async function cleanUp(
  target: Target,
  address: TargetAddress,
  options: CleanOptions,
  signal: AbortSignal,
): Promise<void> {
  // The SDK is loaded only now, so that help is there at once.
  const [{ findLeftovers }, { removeLeftovers }] = await Promise.all([
    import("../targets/leftovers.ts"),
    import("../targets/remove-leftovers.ts"),
  ]);
  const asking = new Asking(signal, console.error, address.kind === "aws");
  // One client for all: a target makes a new one at every call.
  const [kinesis, sqs] = [target.kinesis(), target.sqs()];
  const clients = { kinesis: () => kinesis, sqs: () => sqs };
  const report = new CleanReport(address, options.json === true);
  try {
    const { found, troubles } = await findLeftovers(clients, address, asking, signal);
    const asked = { runs: options.run, owner: ownName(), nowMs: Date.now() };
    const judged = judgeLeftovers(found, asked);
    report.found(judged);
    report.troubled(troubles);
    const removable = judged.filter(
      ({ spared, leftover }) => spared === undefined && !leftover.isGoing,
    );
    if (removable.length === 0 && troubles.length === 0) report.nothing(options.run);
    const isUnread = judged.some(({ spared, leftover }) => spared && leftover.unreadable);
    if (troubles.length > 0 || isUnread) process.exitCode = exitCodes.target;
    if (options.dryRun === true) return;
    if (removable.length > 0 && !(await isAgreed(options, removable, signal))) return;
    const going = judged.filter(({ leftover }) => leftover.isGoing && isOurs(leftover, judged));
    const all = [...removable, ...going].map(({ leftover }) => leftover);
    for await (const removal of removeLeftovers(all, { clients, asking, onWait: console.error })) {
      report.removed(removal);
    }
  } finally {
    if (report.close()) process.exitCode = exitCodes.target;
  }
}

function isOurs(leftover: Leftover, judged: readonly Judgement[]): boolean {
  return judged.some((other) => other.leftover === leftover && other.spared === undefined);
}

function isAgreed(
  { yes }: CleanOptions,
  found: readonly Judgement[],
  signal: AbortSignal,
): Promise<boolean> {
  if (yes === true) return Promise.resolve(true);
  const all = found.length === 1 ? "it" : `all ${found.length}`;
  return confirm(`Delete ${all}? A run that is under way needs its own.`, "--yes", signal);
}
