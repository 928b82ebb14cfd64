/**
 * Writes the history of many trucks to standard output, five records for each event: a thousand trucks at a time send one event each,
 * which is then delivered and processed. Every truck gets as many events as there are rounds.
 *
 *   node bench/long-history.ts --trucks 1000000 --rounds 20 | npm run --silent verify -- -
 */
import { once } from "node:events";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    trucks: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "20" },
  },
});
const trucks = Number(values.trucks);
const rounds = Number(values.rounds);
const payload = `"bytes":200,"checksum":4000000000`;
let atMs = 0;

for (let seq = 0; seq < rounds; seq += 1) {
  for (let from = 0; from < trucks; from += 1000) {
    const text = written(seq, from, Math.min(trucks, from + 1000));
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
  }
}
const events = trucks * rounds;
process.stdout.write(
  `{"type":"end","atMs":${atMs},"offered":${events},"sendingMs":${atMs},"drained":true,"interrupted":false}\n`,
);

/** The records of one event of some trucks. */
function written(seq: number, from: number, to: number): string {
  let [sending, arriving, working] = ["", "", ""];
  const thenMs = atMs + (to - from);
  for (let truck = from; truck < to; truck += 1) {
    const event = `"key":"truck_${truck}","seq":${seq}`;
    const number = String(seq * trucks + truck).padStart(38, "0");
    const place = `"lane":"shard-${truck % 5}","position":"495903382714902560${number}"`;
    const by = `"app":"main","consumer":"c1",${place},${event},"atMs":${thenMs}`;
    atMs += 1;
    sending += `{"type":"send",${event},"dueMs":${atMs},"atMs":${atMs},${payload}}\n`;
    sending += `{"type":"ack",${event},"atMs":${atMs},${place}}\n`;
    arriving += `{"type":"delivery",${by},${payload}}\n`;
    working += `{"type":"start",${by}}\n{"type":"effect",${by}}\n`;
  }
  return sending + arriving + working;
}
