/**
 * What an event costs as a fleet grows: CPU of the whole process and the most memory it ever had, by trucks, consumers and shards, each run in
 * a process of its own, round after round, so that a busy minute hits all of them.
 *
 *   npm run bench:scale                                 five rounds, up to 100,000 trucks
 *   npm run bench:scale -- --rounds 1 --events 20000 --most 10000
 *   npm run bench:scale -- --million                    a million trucks on 1,000 shards and 100,000 groups besides, once
 *   npm run bench:scale -- --only 'trucks, Kinesis'     one curve
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { median } from "./median.ts";
import { type Case, curves, largest } from "./scale/curves.ts";
import { type Cost, measure } from "./scale/measure.ts";
import { range } from "./scale/rounds.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    events: { type: "string", default: "100000" },
    most: { type: "string", default: "100000" },
    only: { type: "string", default: "" },
    million: { type: "boolean", default: false },
    case: { type: "string" },
  },
});

if (values.case === undefined) compare();
else console.log(JSON.stringify(await measure(JSON.parse(values.case) as Case)));

function compare(): void {
  const chosen = curves(Number(values.events), Number(values.most)).filter(({ name }) =>
    name.includes(values.only),
  );
  console.log("| | µs of CPU per event | against the first | peak, MiB |");
  console.log("|---|---|---|---|");
  for (const { name, cases } of chosen) {
    const rounds = Array.from({ length: Number(values.rounds) }, () => cases.map(inProcess));
    for (const [at, { label }] of cases.entries()) {
      const costs = rounds.map((round) => round[at]!);
      const ratios = rounds.map((round) => round[at]!.microseconds / round[0]!.microseconds);
      print(`${name}: ${label}`, costs, `${median(ratios).toFixed(2)} (${range(ratios)})`);
    }
  }
  if (values.million) for (const one of largest) print(one.label, [inProcess(one)], "–");
}

function print(label: string, costs: readonly Cost[], ratio: string): void {
  const microseconds = Math.round(median(costs.map((cost) => cost.microseconds)));
  const peak = Math.round(median(costs.map(({ peakMiB }) => peakMiB)));
  console.log(`| ${label} | ${microseconds} | ${ratio} | ${peak.toLocaleString("en-US")} |`);
}

function inProcess(one: Case): Cost {
  const file = fileURLToPath(import.meta.url);
  const args = ["--max-old-space-size=16384", file, "--case", JSON.stringify(one)];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${one.label}: ended with ${status}`);
  return JSON.parse(stdout) as Cost;
}
