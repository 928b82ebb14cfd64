/**
 * What a record costs the verifier when all events of one truck are under way at once, in the order of their numbers, backwards or
 * shuffled: few of them beside sixteen times as many, each in turn.
 */
import type { HistoryRecord } from "../src/history/record.ts";
import { seededRandom } from "../src/random.ts";
import { profiles } from "../src/verify/profile.ts";
import { verify } from "../src/verify/verify.ts";
import { cpuTime } from "./cpu-time.ts";
import { median } from "./median.ts";

const [few, many, rounds] = [10_000, 160_000, 5];

type Order = (count: number) => readonly number[];

const forwards: Order = (count) => Array.from({ length: count }, (_, seq) => seq);
const backwards: Order = (count) => forwards(count).toReversed();
const shuffled: Order = (count) => {
  const random = seededRandom(1, "bench");
  return forwards(count)
    .map((seq) => ({ seq, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ seq }) => seq);
};

function history(sent: readonly number[], delivered: readonly number[]): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  const [key, lane] = ["truck_1", "shardId-000000000000"];
  const at = () => ({ atMs: records.length });
  const positions: string[] = [];
  for (const [place, seq] of sent.entries()) {
    const position = `495903382714902560${String(place).padStart(38, "0")}`;
    positions[seq] = position;
    records.push({ type: "send", key, seq, index: seq, dueMs: 0, ...at() });
    records.push({ type: "ack", key, seq, ...at(), lane, position });
  }
  const consumed = delivered.map((seq) => ({
    ...{ app: "main", consumer: "c1", key, seq, index: seq },
    ...{ lane, position: positions[seq]! },
  }));
  for (const event of consumed) records.push({ type: "delivery", ...event, ...at() });
  for (const event of consumed) {
    records.push({ type: "start", ...event, ...at() });
    records.push({ type: "effect", ...event, ...at() });
  }
  return records;
}

const shapes: Readonly<Record<string, readonly [Order, Order]>> = {
  "in order": [forwards, forwards],
  "sent backwards": [backwards, forwards],
  "delivered backwards": [forwards, backwards],
  shuffled: [shuffled, shuffled],
};

for (const [name, [sent, delivered]] of Object.entries(shapes)) {
  const [small, large] = [few, many].map((count) => history(sent(count), delivered(count)));
  const perRecord = async (records: readonly HistoryRecord[]): Promise<number> =>
    (await cpuTime(() => verify(records, profiles.ordered))) / records.length / 1000;
  const costs: [number, number][] = [];
  for (let round = 0; round <= rounds; round += 1) {
    costs.push([await perRecord(small!), await perRecord(large!)]);
  }
  // The first is not compiled yet.
  costs.shift();
  const [ofFew, ofMany] = [median(costs.map(([one]) => one)), median(costs.map(([, one]) => one))];
  console.log(
    `${name}: ${ofFew.toFixed(1)} µs a record with ${few.toLocaleString("en-US")} events under way, ${ofMany.toFixed(1)} µs with ${many.toLocaleString("en-US")}: ${(ofMany / ofFew).toFixed(1)} times`,
  );
}
