import { defineConfig } from "vitest/config";

import { LongestFirst } from "./test/sequencer.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/temporary-folder.ts"],
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    // Some wait for timers and sockets, and whole runs take all cores by themselves: more than the least machine has.
    maxWorkers: 4,
  },
});
