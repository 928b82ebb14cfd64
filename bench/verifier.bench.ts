/**
 * How many history records the verifier judges per second on one core, for an in-memory history in order and one somewhat out
 * of order, and how that compares with a bare loop that only counts the same records per truck in a Map.
 */
import { Bench } from "tinybench";

import type { HistoryRecord } from "../src/history/record.ts";
import { seededRandom } from "../src/random.ts";
import { profiles } from "../src/verify/profile.ts";
import { verify } from "../src/verify/verify.ts";

const trucks = 100;
const events = 200_000;

/** Five records per event, batches of ten trucks' events between delivery and effect; `disorder`: share of events sent late. */
function history(disorder: number): HistoryRecord[] {
  const random = seededRandom(1, "bench");
  const records: HistoryRecord[] = [];
  const keys = Array.from({ length: trucks }, (_, truck) => `truck_${truck + 1}`);
  const order = Array.from({ length: events }, (_, index) => index);
  for (const [at, index] of order.entries()) {
    if (random() >= disorder || at + trucks >= events) continue;
    order[at] = order[at + trucks]!;
    order[at + trucks] = index;
  }
  for (let from = 0; from < events; from += 1000) {
    const batch = order.slice(from, from + 1000).map((index, offset) => ({
      key: keys[index % trucks]!,
      seq: Math.floor(index / trucks),
      index,
      lane: `shardId-00000000000${index % 5}`,
      position: `495903382714902560${String(from + offset).padStart(38, "0")}`,
    }));
    const payload = { bytes: 256, checksum: 4_000_000_000 };
    // One clock, that never runs back: a history that contradicts itself would take longer.
    const at = () => ({ atMs: records.length });
    for (const { key, seq, index, lane, position } of batch) {
      records.push({ type: "send", key, seq, index, dueMs: records.length, ...at(), ...payload });
      records.push({ type: "ack", key, seq, ...at(), lane, position });
    }
    const consumed = batch.map((event) => ({ app: "main", consumer: "c1", ...event }));
    for (const event of consumed) {
      records.push({ type: "delivery", ...event, ...at(), ...payload, intact: true });
    }
    for (const event of consumed) {
      records.push({ type: "start", ...event, ...at() });
      records.push({ type: "effect", ...event, ...at() });
    }
  }
  records.push({
    type: "end",
    atMs: records.length,
    offered: events,
    sendingMs: records.length,
    drained: true,
    interrupted: false,
  });
  return records;
}

function countPerKey(records: readonly HistoryRecord[]): number {
  const counts = new Map<string, number>();
  for (const record of records) {
    if ("key" in record) counts.set(record.key, (counts.get(record.key) ?? 0) + 1);
  }
  return counts.size;
}

const histories = { "in order": history(0), "1 % out of order": history(0.01) };
const bench = new Bench({ name: "verifier", iterations: 10, time: 1500 });
for (const [name, records] of Object.entries(histories)) {
  bench.add(`${name}: verify`, () => {
    verify(records, profiles.ordered);
  });
  bench.add(`${name}: count per truck`, () => {
    countPerKey(records);
  });
}
await bench.run();

for (const [name, records] of Object.entries(histories)) {
  const rate = (task: string): number => {
    const result = bench.getTask(`${name}: ${task}`)?.result;
    if (result?.state !== "completed") throw new Error(`${name}: ${task} did not complete`);
    return (records.length * 1000) / result.latency.p50;
  };
  const verified = rate("verify");
  const counted = rate("count per truck");
  console.log(
    `${name}: ${(verified / 1e6).toFixed(2)} million records/s judged, ${(counted / 1e6).toFixed(1)} million/s only counted: ${(counted / verified).toFixed(1)} times as long`,
  );
}
