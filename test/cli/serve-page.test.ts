/** The example of docs/SERVE.md in Python, run as it stands there. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { root } from "./convoy.ts";

const page = readFileSync(join(root, "docs/SERVE.md"), "utf8");

/** The block that begins with this comment. */
function block(language: string, name: string): string {
  const start = page.indexOf(`\`\`\`${language}\n# ${name}`);
  const text = page.slice(start + 4 + language.length, page.indexOf("\n```", start + 3));
  expect(start, name).toBeGreaterThan(0);
  return `${text}\n`;
}

function isMissing(): string | undefined {
  const { status } = spawnSync("python3", ["-c", "import boto3"]);
  return status === 0 ? undefined : "needs python3 with boto3 (pip install boto3)";
}

test("a worker in Python that works on ten messages at once is found by the shell test of the page", ({
  skip,
}) => {
  const reason = isMissing();
  if (reason !== undefined) skip(reason);
  const cwd = mkdtempSync(join(tmpdir(), "convoy-page-"));
  writeFileSync(join(cwd, "worker.py"), block("python", "worker.py"));
  writeFileSync(join(cwd, "test.sh"), block("sh", "test.sh"));
  const convoy = `${process.execPath} ${join(root, "src/cli/main.ts")}`;
  const run = () => {
    const env = { ...process.env, convoy };
    return spawnSync("sh", ["test.sh"], { cwd, env, encoding: "utf8", timeout: 120_000 });
  };
  const { status, stdout, stderr } = run();
  expect(stdout, stderr).toContain("nonmonotonic-effect");
  expect(status).toBe(1);
  // One after the other, and nothing is found.
  const repaired = block("python", "worker.py")
    .replace(
      "for thread in threads: thread.start()",
      "for thread in threads: (thread.start(), thread.join())",
    )
    .replace("for thread in threads: thread.join()\n", "\n");
  writeFileSync(join(cwd, "worker.py"), repaired);
  const again = run();
  expect(again.stdout, again.stderr).toMatch(/^unknown\n/);
  expect(again.stdout).not.toContain("nonmonotonic");
  expect(again.status).toBe(0);
}, 300_000);
