import { defineConfig } from "vitest/config";

/** Vitest for mutants: the tests that `npm run mutants` names in the environment. */
export default defineConfig({
  test: {
    include: (process.env["CONVOY_MUTANT_TESTS"] ?? "").split(" "),
    // These start programs of their own, or take the machine's load for theirs.
    exclude: ["test/run/{determinism,trace}.test.ts"],
    testTimeout: 60_000,
    maxWorkers: 1,
  },
});
