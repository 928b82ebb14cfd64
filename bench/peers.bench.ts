/**
 * `convoy serve` and the emulators on npm side by side: one load generator, one machine, one run, rounds interleaved so that a
 * disturbance hits all alike; and beside them what a bare `node:http` server can do. About four minutes; `--quick` takes one
 * short round.
 */
import { parseArgs } from "node:util";

import { type Contestant, contestants, limit } from "./peers/contestants.ts";
import { type Operation, operations, prepare, runBare } from "./peers/operations.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
});
const rounds = values.quick ? 1 : 3;
const forMs = values.quick ? 500 : 1500;
const chosen = operations.filter(({ name }) => name.includes(values.only ?? ""));

const bare = await limit();
const running = await contestants();
const rates = new Map<string, number[]>();

try {
  for (const one of running) if (one.services.includes("kinesis")) await prepare(one.url);
  // The first round warms up the servers and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const operation of chosen) await measure(operation, round > 0);
  }
  report();
} finally {
  await Promise.all([bare, ...running].map(({ stop }) => stop()));
}

async function measure(operation: Operation, counts: boolean): Promise<void> {
  const note = (name: string, rate: number): void => {
    const list = rates.get(`${operation.name}/${name}`) ?? [];
    if (counts) list.push(rate);
    rates.set(`${operation.name}/${name}`, list);
  };
  const ms = counts ? forMs : 500;
  const atLimit = await runBare(operation, bare.url, ms);
  if (atLimit !== undefined) note(bare.name, atLimit);
  for (const one of able(operation)) note(one.name, await operation.run(one.url, ms));
}

function able({ service }: Operation): readonly Contestant[] {
  return running.filter(({ services }) => services.includes(service));
}

function median(operation: Operation, name: string): number | undefined {
  const sorted = rates.get(`${operation.name}/${name}`)?.toSorted((a, b) => a - b);
  return sorted?.[Math.floor(sorted.length / 2)];
}

function report(): void {
  const head = ["operation", "server", "per second", "of the limit", "ours is"];
  const rows = chosen.flatMap((operation) => {
    const atLimit = median(operation, bare.name);
    const ours = median(operation, running[0]?.name ?? "") ?? Number.NaN;
    const names = [...able(operation).map(({ name }) => name), ...(atLimit ? [bare.name] : [])];
    return names.map((name) => {
      const rate = median(operation, name) ?? Number.NaN;
      return [
        operation.name,
        name,
        Math.round(rate).toLocaleString("en-US"),
        atLimit === undefined ? "" : (rate / atLimit).toFixed(2),
        name === running[0]?.name ? "" : `${(ours / rate).toFixed(1)}x`,
      ];
    });
  });
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join("  ").trimEnd());
  }
}
