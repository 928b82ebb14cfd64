import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, it } from "vitest";

import { root, temporary } from "./convoy.ts";

it("stops cleanly when the npm that started it is killed", async () => {
  const out = temporary("out");
  const args = [
    "--scenario",
    "kinesis-5-shards-steady",
    "--clock",
    "real",
    "--history",
    "--out",
    out,
  ];
  const npm = spawn("npm", ["run", "bench", "--", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  npm.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  while (!existsSync(join(out, "kinesis-5-shards-steady.1.history.jsonl"))) await sleep(50);
  npm.kill("SIGTERM");
  // Not before the bench itself has closed its output.
  await once(npm, "close");
  expect(stdout).toMatch(/interrupted: partial/);
});
