import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { limits } from "../../../../src/emulator/host/http/limits.ts";
import { maxParameters } from "../../../../src/emulator/host/query-protocol.ts";
import { maxNamespaces } from "../../../../src/emulator/namespaces.ts";
import { maxMapLength } from "../../../../src/emulator/sqs/queue/attribute-values.ts";

const page = readFileSync(new URL("../../../../docs/SERVE.md", import.meta.url), "utf8");
const rows = page
  .slice(page.indexOf("## Limits"), page.indexOf("## KPL"))
  .split("\n")
  .filter((line) => line.startsWith("| "));

const count = (number: number): string => number.toLocaleString("en-US");
const bytes = (number: number): string =>
  number >= 2 ** 20 ? `${number / 2 ** 20} MiB` : `${number / 1024} KiB`;

test.each([
  ["head of a request", bytes(limits.headerBytes)],
  ["body of PutRecord, PutRecords", bytes(limits.recordsBytes)],
  ["body of SendMessage, SendMessageBatch", bytes(limits.messagesBytes)],
  ["any other body", bytes(limits.otherBytes)],
  ["pieces of one body", count(limits.bodyPieces)],
  ["time until a body is whole", `${limits.bodyMs / 1000} s`],
  ["values in a JSON or CBOR body", count(limits.values)],
  [
    `depth of a CBOR body, and of a JSON body of more than ${count(2 * limits.values)} bytes`,
    count(limits.depth),
  ],
  ["parameters of a form or query", count(maxParameters)],
  ["accounts and Regions", count(maxNamespaces)],
  ["policies and other JSON", count(maxMapLength)],
  ["requests that HTTP/1.1 sends ahead", count(limits.pipelinedRequests)],
  ["requests that HTTP/1.1 sends ahead", bytes(limits.pipelinedBytes)],
  ["concurrent requests of one HTTP/2", count(limits.streams)],
  ["answers that an HTTP/2 connection leaves untaken", bytes(limits.untakenBytes)],
  ["answers untaken and bodies not whole", bytes(limits.heldBytes)],
  ["answers untaken and bodies not whole", `${limits.patienceMs / 1000} s`],
  ["a connection on which nothing happens", `${limits.idleMs / 1000} s`],
])("docs/SERVE.md says of %j: %s", (what, limit) => {
  const row = rows.find((line) => line.startsWith(`| ${what}`));
  expect(row, what).toContain(limit);
});
