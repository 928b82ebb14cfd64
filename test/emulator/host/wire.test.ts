import { expect, it } from "vitest";

import { encodeOutput } from "../../../src/emulator/host/wire.ts";

const long = Buffer.alloc(10_000, "long data").toString("base64");

it.each([
  ["plain", "truck_7"],
  ["not in ASCII", "Lkw_ü"],
  ["like what stands for data", '"Data":""'],
])("writes records with long data as JSON does, their keys %s", (_, PartitionKey) => {
  const record = { SequenceNumber: "1", Data: long, PartitionKey };
  for (const Records of [[], [record], [record, { ...record, Data: "" }], [record, record]]) {
    const output = { NextShardIterator: "n", Records, MillisBehindLatest: 0 };
    const { body } = encodeOutput("kinesis", "id", output);
    expect(Buffer.from(body).toString()).toBe(JSON.stringify(output));
  }
});
