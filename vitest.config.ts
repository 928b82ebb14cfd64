import { globSync } from "node:fs";
import { availableParallelism } from "node:os";

import { defineConfig } from "vitest/config";

import { LongestFirst } from "./test/sequencer.ts";

/**
 * Files that start no programs and leave their process as it was: many have one process, and load the sources and warm them once. Whoever
 * counts what a process holds, or keeps it from its other work, has one of its own.
 */
const together = globSync("test/**/*.test.ts", {
  exclude: [
    "test/*.test.ts",
    "test/{bench,cli,package,probe,readme}/**",
    "test/broker/{localstack,npm-emulators,real-time}.contract.test.ts",
    "test/client/client-load.test.ts",
    "test/conformance/{differential,peers,serve}.test.ts",
    "test/emulator/host/http/**",
    "test/emulator/host/{request-handler,waker}.test.ts",
    "test/report/html/browser.test.ts",
    "test/run/{determinism,real-work,seeded-crypto,trace}.test.ts",
    "test/scenario/import-scenario.test.ts",
    "test/suite/**",
    "test/targets/**",
    "test/verify/memory.test.ts",
  ],
});

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
          testTimeout: 120_000,
        },
      },
    ],
  },
});
