import { defineConfig } from "vitest/config";

/** Vitest for mutants: the tests that `npm run mutants` names in the environment. */
export default defineConfig({
  test: {
    include: (process.env["CONVOY_MUTANT_TESTS"] ?? "").split(" "),
    // These start programs of their own, take the machine's load for theirs, or take long.
    exclude: [
      "test/run/{determinism,faults-determinism,trace,crash,on-the-model,aggregated}.test.ts",
    ],
    testTimeout: 60_000,
    maxWorkers: 1,
  },
});
