/**
 * How many history records the verifier judges per second of CPU time: from values, beside a bare loop that only counts the same
 * records per truck in a Map, for a history in order and one somewhat out of order; and from the bytes of a file, beside a loop that only
 * parses its lines.
 */
import { decodeHistoryBytes, encodeRecord } from "../src/history/history-file.ts";
import type { HistoryRecord } from "../src/history/record.ts";
import { seededRandom } from "../src/random.ts";
import { profiles } from "../src/verify/profile.ts";
import { createVerifier, verify } from "../src/verify/verify.ts";
import { cpuTime } from "./cpu-time.ts";
import { median } from "./median.ts";

const trucks = 100;
const events = 100_000;

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

/** As a file of the same records would be read, but that nothing is judged: each line is parsed. */
function parse(bytes: Buffer): number {
  let count = 0;
  for (const line of bytes.toString("utf8").split("\n")) {
    if (line === "") continue;
    JSON.parse(line);
    count += 1;
  }
  return count;
}

async function verifyBytes(bytes: Buffer): Promise<void> {
  const verifier = createVerifier({ profile: profiles.ordered });
  const chunks: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += 1 << 20) {
    chunks.push(bytes.subarray(from, from + (1 << 20)));
  }
  for await (const batch of decodeHistoryBytes(chunks, "bench")) {
    for (const record of batch) verifier.add(record);
  }
  verifier.close();
}

/** Runs both in turn, so that both see the same machine, and prints the median of each and their ratio. */
async function compare(
  name: string,
  records: number,
  [ours, bare]: readonly [() => unknown, () => unknown],
  bareName: string,
): Promise<void> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds + warmups; round += 1) {
    const both = [await cpuTime(ours), await cpuTime(bare)] as const;
    if (round < warmups) continue;
    times[0].push(both[0] / records);
    times[1].push(both[1] / records);
  }
  const [verified, limit] = [median(times[0]), median(times[1])];
  console.log(
    `${name}: ${(1000 / verified).toFixed(2)} million records/s judged, ${(1000 / limit).toFixed(1)} million/s only ${bareName}: ${(verified / limit).toFixed(1)} times as long`,
  );
}

const [rounds, warmups] = [12, 3];
const inOrder = history(0);
for (const [name, records] of Object.entries({
  "in order": inOrder,
  "1 % out of order": history(0.01),
})) {
  const tasks = [() => verify(records, profiles.ordered), () => countPerKey(records)] as const;
  await compare(`${name}, from values`, records.length, tasks, "counted per truck");
}
const bytes = Buffer.from(inOrder.map((record) => `${encodeRecord(record)}\n`).join(""));
const tasks = [() => verifyBytes(bytes), () => parse(bytes)] as const;
await compare("in order, from JSON lines", inOrder.length, tasks, "parsed");
