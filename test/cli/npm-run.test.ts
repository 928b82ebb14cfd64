import { spawn } from "node:child_process";
import { once } from "node:events";

import { expect, it } from "vitest";

import { root, temporary } from "./convoy.ts";

it("stops cleanly when the npm that started it is killed", async () => {
  const args = ["--scenario", "kinesis-5-shards", "--clock", "real", "--out", temporary("out")];
  const npm = spawn("npm", ["run", "bench", "--", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  npm.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  // npm itself may have something to say before.
  for (let stderr = ""; !stderr.includes("of 1 runs");) {
    const [chunk] = (await once(npm.stderr, "data")) as [Buffer];
    stderr += chunk.toString();
  }
  npm.kill("SIGTERM");
  // Not before the bench itself has closed its output.
  await once(npm, "close");
  expect(stdout).toMatch(/interrupted: partial/);
});
