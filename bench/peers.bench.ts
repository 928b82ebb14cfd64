/**
 * `convoy serve` and the emulators on npm side by side: one load generator, one machine, one run. A round drives every server with
 * an operation for a while, each round beginning with another server, so that a disturbance hits all alike; ratios are taken
 * within a round, and the median over the rounds is shown. Answers are checked. About six minutes; `--quick` takes one short
 * round, `--only` a part of the operations.
 */
import { parseArgs } from "node:util";

import { type Contestant, contestants, limit } from "./peers/contestants.ts";
import { prepare } from "./peers/kinesis-operations.ts";
import type { Operation } from "./peers/operation.ts";
import { operations } from "./peers/operations.ts";
import { conclusions, table } from "./peers/report.ts";
import { Results } from "./peers/results.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "5" },
  },
});
const rounds = values.quick ? 1 : Number(values.rounds);
const forMs = values.quick ? 500 : 1500;
const chosen = operations.filter(({ name }) => name.includes(values.only));

const bare = await limit();
const peers = await contestants();
const [ours] = peers;
const results = new Results();

try {
  for (const one of peers) if (one.services.includes("kinesis")) await prepare(one);
  // The first round warms up the servers and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const operation of chosen) await measure(operation, round);
  }
  const named = { ours: ours?.name ?? "", limit: bare.name };
  for (const line of [...table(chosen, results, named), ...conclusions(chosen, results, named)]) {
    console.log(line);
  }
} finally {
  await Promise.all([bare, ...peers].map(({ stop }) => stop()));
}

async function measure(operation: Operation, round: number): Promise<void> {
  const able = [bare, ...peers].filter(({ services }) => services.includes(operation.service));
  const from = round % able.length;
  for (const one of [...able.slice(from), ...able.slice(0, from)]) {
    const driven = await drivenBy(operation, one, forMs);
    if (round > 0) results.note(operation.name, one.name, driven);
  }
}

function drivenBy(operation: Operation, one: Contestant, ms: number) {
  return one === bare ? operation.runBare(one, ms) : operation.run(one, ms);
}
