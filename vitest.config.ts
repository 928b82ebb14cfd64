import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/temporary-folder.ts"],
    testTimeout: 120_000,
    // Some wait for timers and sockets, and whole runs take all cores by themselves: one more than the least machine has.
    maxWorkers: 3,
  },
});
