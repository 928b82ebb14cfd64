/**
 * `npm run targets`: the two main scenarios and the negative controls in real time on every target that this machine can run, one
 * after the other, and docs/TARGETS.md from what they wrote. About 20 minutes; `--only NAME` runs one of them and prints its part.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import type { FidelityProfile } from "../src/probe/probe.ts";
import { readResult } from "../src/result/read-result.ts";
import { runsOf } from "../src/result/suite-result.ts";
import { summaryRow } from "../src/result/summary-row.ts";
import { describeNpmEmulator, type NpmEmulatorName } from "../src/targets/npm-emulators.ts";
import { runConvoy, scratchFolder } from "./convoy-command.ts";
import { type Place, targetsPage } from "./targets/page.ts";

const kinesis = [
  "kinesis-5-shards-steady",
  "kinesis-random-partition-key",
  "kinesis-concurrent-puts-throttled",
];
const sqs = ["sqs-fifo-100-groups-backlog", "sqs-standard-wrong"];

interface Server {
  readonly key: string;
  readonly scenarios: readonly string[];
  readonly target: readonly string[];
}

const servers: readonly Server[] = [
  {
    key: "embedded",
    scenarios: [...kinesis, ...sqs],
    target: ["--target", "embedded", "--clock", "real"],
  },
  { key: "kinesis-local", scenarios: kinesis, target: ["--target", "npm-emulators"] },
  {
    key: "kinesalite",
    scenarios: kinesis,
    target: ["--target", "npm-emulators", "--kinesis-emulator", "kinesalite"],
  },
  { key: "fauxqs", scenarios: sqs, target: ["--target", "npm-emulators"] },
  { key: "localstack", scenarios: [...kinesis, ...sqs], target: ["--target", "localstack"] },
];

const command = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const { values } = parseArgs({ options: { only: { type: "string" } } });
const chosen = servers.filter(({ key }) => values.only === undefined || key === values.only);
if (chosen.length === 0) {
  console.error(
    `--only ${values.only}: it must be one of ${servers.map(({ key }) => key).join(", ")}`,
  );
  process.exit(2);
}

const scratch = scratchFolder("targets");
const places: Place[] = [];
for (const server of chosen) places.push(await measure(server));
const page = targetsPage(places, circumstances());
if (values.only !== undefined) console.log(page);
else writeFileSync(new URL("../docs/TARGETS.md", import.meta.url), page);

/** Runs the scenarios there. Ends the program when that cannot be done: a page with holes would be read as whole. */
async function measure(server: Server): Promise<Place> {
  const folder = join(scratch, server.key);
  const options = [
    ...server.target,
    ...server.scenarios.flatMap((scenario) => ["--scenario", scenario]),
  ];
  console.error(`convoy bench ${options.join(" ")}`);
  const args = ["bench", ...options, "--out", folder, "--json"];
  const code = await runConvoy(args, ["ignore", "ignore", "inherit"]);
  // 1: an expectation did not hold, which is for the page to say.
  if (code > 1) process.exit(code);
  const run = JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as RunFile;
  const { answers } = run.fidelity ?? ownProfile();
  return {
    name: nameOf(server, run),
    options: options.join(" "),
    rows: runsOf(readResult(join(folder, "result.json"))).map(summaryRow),
    answers: answers.filter(({ rule }) =>
      server.scenarios.some((scenario) => scenario.startsWith(`${rule.split("-", 1)[0]}-`)),
    ),
    skipped: run.skipped,
  };
}

/** What is read of a results folder's run.json. */
interface RunFile {
  readonly commit: string;
  readonly fidelity?: FidelityProfile;
  readonly skipped: Place["skipped"];
  readonly address?: { readonly label: string };
}

function nameOf({ key }: Server, { address }: RunFile): string {
  if (key === "embedded") return "embedded model";
  if (key === "localstack") return address?.label ?? key;
  const { name, version } = describeNpmEmulator(key as NpmEmulatorName);
  return `${name} ${version}`;
}

/** `bench` does not probe the embedded model: the conformance suite does. Here it is asked like the others. */
function ownProfile(): FidelityProfile {
  const args = [command, "probe", "--target", "embedded", "--json"];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as FidelityProfile;
}

function circumstances() {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim(),
    node: process.version.slice(1),
    cores: navigator.hardwareConcurrency,
  };
}
