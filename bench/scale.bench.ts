/**
 * What an event costs as a fleet grows: CPU of the whole process and the most memory it ever had, by trucks, consumers and shards, each run in
 * a process of its own, as many at once as there are cores, round after round, so that a busy minute hits all of them.
 *
 *   npm run bench:scale                                 five rounds, up to 100,000 trucks
 *   npm run bench:scale -- --rounds 1 --events 20000 --most 10000
 *   npm run bench:scale -- --million                    a million trucks on 1,000 shards and 100,000 groups besides, once
 *   npm run bench:scale -- --only 'trucks, Kinesis'     one curve
 */
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

import { median } from "./median.ts";
import { type Case, curves, largest } from "./scale/curves.ts";
import { type Cost, measure } from "./scale/measure.ts";
import { inLanes, range } from "./scale/rounds.ts";

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

if (values.case === undefined) await compare();
else console.log(JSON.stringify(await measure(JSON.parse(values.case) as Case)));

async function compare(): Promise<void> {
  const chosen = curves(Number(values.events), Number(values.most)).filter(({ name }) =>
    name.includes(values.only),
  );
  console.log("| | µs of CPU per event | against the first | peak, MiB |");
  console.log("|---|---|---|---|");
  for (const { name, cases } of chosen) {
    const rounds: (readonly Cost[])[] = [];
    while (rounds.length < Number(values.rounds)) {
      // The largest begin first.
      const costs = await inLanes(cases.toReversed(), availableParallelism(), inProcess);
      rounds.push(costs.toReversed());
    }
    for (const [at, { label }] of cases.entries()) {
      const costs = rounds.map((round) => round[at]!);
      const ratios = rounds.map((round) => round[at]!.microseconds / round[0]!.microseconds);
      print(`${name}: ${label}`, costs, `${median(ratios).toFixed(2)} (${range(ratios)})`);
    }
  }
  if (values.million) {
    for (const one of largest) print(one.label, [await inProcess(one)], "–");
  }
}

function print(label: string, costs: readonly Cost[], ratio: string): void {
  const microseconds = Math.round(median(costs.map((cost) => cost.microseconds)));
  const peak = Math.round(median(costs.map(({ peakMiB }) => peakMiB)));
  console.log(`| ${label} | ${microseconds} | ${ratio} | ${peak.toLocaleString("en-US")} |`);
}

async function inProcess(one: Case): Promise<Cost> {
  const file = fileURLToPath(import.meta.url);
  const args = ["--max-old-space-size=16384", file, "--case", JSON.stringify(one)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  process.stderr.write(stderr);
  return JSON.parse(stdout) as Cost;
}
