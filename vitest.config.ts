import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/temporary-folder.ts"],
    testTimeout: 120_000,
    // Whole runs take all cores by themselves; test files side by side would only wait for each other.
    maxWorkers: 2,
  },
});
