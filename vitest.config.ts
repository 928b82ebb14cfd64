import { globSync } from "node:fs";
import { availableParallelism } from "node:os";

import { defineConfig } from "vitest/config";

import { LongestFirst } from "./test/sequencer.ts";

/** Files that have a process of their own: they count what it holds, keep it from its other work, or put something else in its place. */
const alone = [
  "test/client/client-load.test.ts",
  "test/emulator/host/http/{bodies,bounded-work,forms-of-bodies,gone-sessions,stored,untaken}.test.ts",
  "test/emulator/host/{request-handler,waker}.test.ts",
  "test/run/{real-work,seeded-crypto}.test.ts",
  "test/scenario/import-scenario.test.ts",
  "test/verify/memory.test.ts",
];

/** All others leave their process as it was: many have one, and load the sources and warm them once. */
const together = globSync("test/**/*.test.ts", { exclude: alone });

export default defineConfig({
  test: {
    globalSetup: ["test/temporary-folder.ts"],
    sequence: { sequencer: LongestFirst },
    // Some wait for timers and sockets: more than there are cores, but each that computes makes all others slower.
    maxWorkers: Math.min(6, 2 * availableParallelism()),
    projects: [
      {
        test: {
          name: "alone",
          include: ["test/**/*.test.ts"],
          exclude: together,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "together",
          include: together,
          setupFiles: ["test/left-as-it-was.ts"],
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
