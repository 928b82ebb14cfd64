import type { HistoryRecord } from "../../../src/history/record.ts";
import type { Random } from "../../../src/random.ts";
import { validHistory } from "../valid-history.ts";

/** A valid history, and up to three small things done to it. */
export function mutant(random: Random): HistoryRecord[] {
  const below = (count: number): number => Math.floor(random() * count);
  const { records } = validHistory({
    seed: below(1e9),
    trucks: 1 + below(2),
    eventsPerTruck: 1 + below(5),
    lanes: 1 + below(2),
    apps: 1 + below(2),
    kind: (["stream", "queue", "opaque"] as const)[below(3)]!,
    mishaps: [0, 0.05, 0.2][below(3)]!,
    isTold: random() < 0.6,
  });
  let mutated: HistoryRecord[] = records;
  for (let left = below(4); left > 0; left -= 1) mutated = changed(mutated, below, random);
  return mutated;
}

function changed(
  records: readonly HistoryRecord[],
  below: (count: number) => number,
  random: Random,
): HistoryRecord[] {
  const at = below(records.length);
  const record = records[at]!;
  switch (below(5)) {
    case 0:
      return records.toSpliced(at, 1);
    case 1:
      return records.toSpliced(below(records.length + 1), 0, record);
    case 2:
      return records.toSpliced(at, 1).toSpliced(below(records.length), 0, record);
    case 3:
      return records.toSpliced(at, 1, otherwise(record, below));
    default:
      // A record of another consumer, or of another time of the same one.
      return records.toSpliced(
        at,
        1,
        "consumer" in record ? { ...record, consumer: "c1" } : record,
        ...(random() < 0.5 ? [record] : []),
      );
  }
}

/** The same record with one field a little different. */
function otherwise(record: HistoryRecord, below: (count: number) => number): HistoryRecord {
  const names = Object.keys(record).filter((name) => name !== "type" && name !== "version");
  const name = names[below(names.length)]!;
  const value = (record as unknown as Record<string, unknown>)[name];
  return { ...record, [name]: other(value, name, below) } as HistoryRecord;
}

function other(value: unknown, name: string, below: (count: number) => number): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number")
    return name === "seq" ? Math.max(0, value + below(3) - 1) : value + 1;
  if (typeof value !== "string") return value;
  switch (name) {
    case "position":
    case "fromPosition":
      return /^[0-9]+$/.test(value) ? String(Number(value) + below(2000)) : `${value}x`;
    case "from":
      return "trim-horizon";
    case "scope":
    case "action":
      return value;
    case "key":
      return "truck_0";
    case "lane":
      return "shard-0";
    case "app":
      return "app_0";
    default:
      return `${value}x`;
  }
}
