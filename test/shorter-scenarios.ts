/** Scenarios that show the same in less time: what a test of many seeds takes in place of the files. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const spike = { durationS: 10, spike: { fromS: 2, toS: 8, factor: 2 } };

/** By name, fields that are otherwise; expectations are those of the file, and all of them must hold. */
const shorter: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  "100-trucks": {
    workload: { durationS: 8 },
    phases: { backlog: { lateS: 20, durationS: 28 }, replay: { durationS: 5 } },
  },
  "kinesis-5-apps-fan-out": { workload: { durationS: 8 } },
  "kinesis-5-apps-shared": { workload: { durationS: 8 } },
  "kinesis-concurrent-puts-throttled": { workload: { durationS: 30 } },
  "kinesis-hottest-shard": { workload: { durationS: 4 } },
  "kinesis-serial-puts-throttled": { workload: { durationS: 30 } },
  "kinesis-spike-6-shards": { workload: spike },
  "kinesis-spike-more-shards": {
    workload: { durationS: 6, spike: { fromS: 2, toS: 4, factor: 2 } },
  },
};

/** In addition, for runs that state no figure. */
const briefer: typeof shorter = {
  "100-trucks": {
    phases: {
      ceiling: { durationS: 0.1 },
      "ceiling-8-kib": { durationS: 0.1 },
      saturation: { toHz: 8, durationS: 7 },
    },
  },
};

const folder = mkdtempSync(join(tmpdir(), "shorter-scenarios-"));

const written = new Map<string, Promise<string>>();

/** The file of a shorter one; undefined where there is none. */
export function shorterFile(
  file: string,
  name: string,
  statesFigures: boolean,
): Promise<string> | undefined {
  const changes = [shorter[name], statesFigures ? undefined : briefer[name]].filter(
    (change) => change !== undefined,
  );
  if (changes.length === 0) return undefined;
  const place = join(folder, changes.length === 1 ? "shorter" : "briefer", `${name}.json`);
  const known = written.get(place) ?? write(file, place, changes);
  written.set(place, known);
  return known;
}

async function write(
  file: string,
  place: string,
  changes: readonly Readonly<Record<string, object>>[],
): Promise<string> {
  const { default: original } = (await import(file)) as { default: Record<string, object> };
  const changed = { ...original };
  for (const [field, some] of changes.flatMap(Object.entries<object>)) {
    changed[field] = { ...changed[field], ...some };
  }
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, JSON.stringify(changed));
  return place;
}
