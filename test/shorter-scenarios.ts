/** Scenarios that show the same in less time: what a test of many seeds takes in place of the files. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const spike = { durationS: 18, spike: { fromS: 6, toS: 12, factor: 2 } };

/** By name, fields that are otherwise; expectations are those of the file, and all of them must hold. */
const shorter: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  "100-trucks": {
    workload: { durationS: 8 },
    phases: { backlog: { lateS: 20, durationS: 28 }, replay: { durationS: 5 } },
  },
  "kinesis-5-apps-fan-out": { workload: { durationS: 20 } },
  "kinesis-5-apps-shared": { workload: { durationS: 20 } },
  "kinesis-concurrent-puts-throttled": { workload: { durationS: 30 } },
  "kinesis-serial-puts-throttled": { workload: { durationS: 30 } },
  "kinesis-hottest-shard": { workload: { durationS: 8 } },
  "kinesis-spike-6-shards": { workload: spike },
  "kinesis-spike-more-shards": { workload: spike },
};

const folder = mkdtempSync(join(tmpdir(), "shorter-scenarios-"));

const written = new Map<string, Promise<string>>();

/** The file of a shorter one; undefined where there is none. */
export function shorterFile(file: string, name: string): Promise<string> | undefined {
  const changes = shorter[name];
  if (changes === undefined) return undefined;
  const known = written.get(name) ?? write(file, name, changes);
  written.set(name, known);
  return known;
}

async function write(
  file: string,
  name: string,
  changes: Readonly<Record<string, object>>,
): Promise<string> {
  const { default: original } = (await import(file)) as { default: Record<string, object> };
  const changed = Object.entries(changes).map(([field, some]) => [
    field,
    { ...original[field], ...some },
  ]);
  const shorterOne = join(folder, `${name}.json`);
  writeFileSync(shorterOne, JSON.stringify({ ...original, ...Object.fromEntries(changed) }));
  return shorterOne;
}
