import { Stream } from "../src/emulator/kinesis/stream/stream.ts";
/** Partition key → shard, for keys seen before (a fleet) and for keys never seen (random ones), against the MD5 alone. */
import { md5Hex } from "../src/emulator/md5.ts";
import { printRatio } from "./ratio.ts";

const operations = 10_000;
const stream = new Stream(
  {
    name: "bench",
    arn: "arn:aws:kinesis:us-east-1:000000000000:stream/bench",
    shardCount: 5,
    createdMs: 0,
    readyMs: 0,
  },
  "000000000000",
);
const trucks = Array.from({ length: 100 }, (_, index) => `truck_${index + 1}`);
let fresh = 0;

await printRatio(
  {
    name: "routing, 100 trucks",
    operations,
    run: () => {
      for (let index = 0; index < operations; index += 1) stream.route(trucks[index % 100]!);
    },
  },
  {
    name: "MD5 alone",
    operations,
    run: () => {
      for (let index = 0; index < operations; index += 1) md5Hex(trucks[index % 100]!);
    },
  },
);
await printRatio(
  {
    name: "routing, a new key each time",
    operations,
    run: () => {
      for (let index = 0; index < operations; index += 1) stream.route(`key ${(fresh += 1)}`);
    },
  },
  {
    name: "MD5 alone, a new key each time",
    operations,
    run: () => {
      for (let index = 0; index < operations; index += 1) md5Hex(`key ${(fresh += 1)}`);
    },
  },
);
