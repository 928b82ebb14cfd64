import { globSync } from "node:fs";

import { defineConfig } from "vitest/config";

import { long, LongestFirst } from "./test/sequencer.ts";

/**
 * Files that start no programs, wait for nothing, replace no timers and leave their process as it was: many have one process, and load
 * the sources once. Not those that take long, which begin first.
 */
const together = globSync([
  "test/{calibrate,consumer,cost,history,metrics,producer,recording}/*.test.ts",
  "test/{report,result,scenario,verify,workload}/*.test.ts",
  "test/emulator/*.test.ts",
  "test/emulator/{assumed,kinesis,sqs}/*.test.ts",
]).filter((file) => !long.includes(file));

export default defineConfig({
  test: {
    globalSetup: ["test/temporary-folder.ts"],
    sequence: { sequencer: LongestFirst },
    // Some wait for timers and sockets, and whole runs take all cores by themselves: more than the least machine has.
    maxWorkers: 6,
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
          isolate: false,
          restoreMocks: true,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
