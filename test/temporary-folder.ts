/**
 * What tests leave in the folder for temporary files goes with the last of them; with it what Node keeps there of compiled modules, for
 * the processes of tests and the commands that they start.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestProject } from "vitest/node";

const folder = mkdtempSync(join(tmpdir(), "convoy-tests-"));

export function setup({ vitest }: TestProject): void {
  // What was made of the sources would be out of date.
  if (vitest.config.watch) process.env["CONVOY_TESTS_UNBUNDLED"] = "1";
  process.env["TMPDIR"] = folder;
  process.env["NODE_COMPILE_CACHE"] ??= join(folder, "node-compile-cache");
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
