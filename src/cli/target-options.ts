import { type Command, Option } from "commander";

import type { ClockKind } from "../clock/clock.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import { InputError } from "../errors.ts";
import { hasUserInfo, redacted } from "../redact.ts";
import type { Skipped } from "../result/suite-result.ts";
import { serviceFaults } from "../scenario/faults-of.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { HostOptions } from "../targets/host-target.ts";
import { defaultLocalStackImage } from "../targets/localstack-image.ts";
import { type TargetAddress, type TargetKind, targetKinds } from "../targets/target.ts";

/** The options that say where the service runs; several commands have them. */
export interface TargetOptions {
  readonly target: TargetKind;
  readonly endpoint?: string;
  readonly kinesisEndpoint?: string;
  readonly sqsEndpoint?: string;
  readonly kinesisEmulator?: "kinesis-local" | "kinesalite";
  readonly image?: string;
  readonly keep?: boolean;
}

export function addTargetOptions(command: Command, defaultTarget: TargetKind): Command {
  return command
    .addOption(
      new Option("--target <kind>", "where the service runs")
        .choices(targetKinds)
        .default(defaultTarget),
    )
    .option("--endpoint <url>", "endpoint: base URL of both services", baseUrl)
    .option("--kinesis-endpoint <url>", "endpoint, aws: base URL of Kinesis", baseUrl)
    .option("--sqs-endpoint <url>", "endpoint, aws: base URL of SQS", baseUrl)
    .addOption(
      new Option("--kinesis-emulator <name>", "npm-emulators: which one for Kinesis")
        .choices(["kinesis-local", "kinesalite"])
        .default("kinesis-local"),
    )
    .option(
      "--image <name>",
      `localstack: its image (default: ${defaultLocalStackImage}, the last that needs no account)`,
    )
    .option("--keep", "localstack: leave the container running and print its URL");
}

/** Which options only make sense with which targets. */
const belongsTo: Readonly<Record<string, readonly TargetKind[]>> = {
  endpoint: ["endpoint", "aws"],
  kinesisEndpoint: ["endpoint", "aws"],
  sqsEndpoint: ["endpoint", "aws"],
  image: ["localstack"],
  keep: ["localstack"],
};

export function hostOptions(
  options: TargetOptions,
  onProgress: (text: string) => void,
): HostOptions {
  for (const [name, targets] of Object.entries(belongsTo)) {
    const isGiven = options[name as keyof TargetOptions] !== undefined;
    if (!isGiven || targets.includes(options.target)) continue;
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new InputError(`--${flag} goes with --target ${targets.join(" or ")} only`);
  }
  const { endpoint, kinesisEndpoint, sqsEndpoint, kinesisEmulator, image, keep } = options;
  return {
    onProgress,
    ...(endpoint !== undefined && { endpoint }),
    ...(kinesisEndpoint !== undefined && { kinesisEndpoint }),
    ...(sqsEndpoint !== undefined && { sqsEndpoint }),
    ...(kinesisEmulator !== undefined && { kinesisEmulator }),
    ...(image !== undefined && { image }),
    ...(keep !== undefined && { keep }),
  };
}

/** The embedded model runs in virtual time unless told otherwise; everything else has a time of its own. */
export function clockFor(target: TargetKind, asked: ClockKind | undefined): ClockKind {
  if (target === "embedded") return asked ?? "virtual";
  if (asked === "virtual") {
    throw new InputError(
      `--clock virtual goes with --target embedded only: ${target} has a time of its own`,
    );
  }
  return "real";
}

/** Parts the scenarios into those that the target can run and those that it cannot. */
export function runnable(
  files: readonly ScenarioFile[],
  address: Pick<TargetAddress, "kind" | "services">,
): { readonly files: readonly ScenarioFile[]; readonly skipped: readonly Skipped[] } {
  const skipped: Skipped[] = [];
  const kept = files.filter(({ scenario }) => {
    const reason = hindrance(scenario, address);
    if (reason !== undefined) skipped.push({ scenario: scenario.name, reason });
    return reason === undefined;
  });
  return { files: kept, skipped };
}

/** The services that the scenarios use, as far as this kind of target can run them. Throws InputError when it can run none. */
export function servicesFor(
  files: readonly ScenarioFile[],
  kind: TargetKind,
): readonly ServiceName[] {
  const { files: kept } = runnable(files, { kind, services: ["kinesis", "sqs"] });
  if (kept.length === 0) throw noneRuns(kind);
  return [...new Set(kept.map(({ scenario }) => serviceOf(scenario)))];
}

export function noneRuns(kind: TargetKind): InputError {
  return new InputError(`none of these scenarios can run on --target ${kind}`);
}

function hindrance(
  scenario: ScenarioFile["scenario"],
  { kind, services }: Pick<TargetAddress, "kind" | "services">,
): string | undefined {
  if (kind === "embedded") return undefined;
  if (serviceFaults(scenario).length > 0) return "its faults exist on the embedded model only";
  const service = serviceOf(scenario);
  return services.includes(service) ? undefined : `the target has no ${service}`;
}

function serviceOf({ design }: ScenarioFile["scenario"]): ServiceName {
  return design.service === "kinesis" ? "kinesis" : "sqs";
}

/** Never shows what it was given: there may be a password in it. */
function baseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InputError(
      `an endpoint must be a URL such as http://127.0.0.1:4566, not ${redacted(text)}`,
    );
  }
  if (hasUserInfo(text)) {
    console.error(
      "convoy: user and password in an endpoint's URL are left out: requests are signed instead",
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/$/, "");
}
