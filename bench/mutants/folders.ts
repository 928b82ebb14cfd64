/** What is mutated, and the tests that have to notice. */
import { globSync } from "node:fs";

import { long } from "../../test/sequencer.ts";

/** Each with tests of other folders that look at the same, from further off. */
const tests = {
  consumer: ["test/run/{pause,reshard,members}.test.ts"],
  producer: ["test/run/{produce,sending,start}.test.ts", "test/client/tap-sends.test.ts"],
  broker: ["test/run/{fan-out,dead-letters,reshard}.test.ts", "test/client/tap-*.test.ts"],
  cost: ["test/{result,report}/*.test.ts", "test/scenario/{comparison,contradictions}.test.ts"],
  run: [
    "test/consumer/custom.test.ts",
    "test/suite/{simulate,suite,own-clients,old-clients}.test.ts",
  ],
  metrics: ["test/{result,report}/*.test.ts", "test/verify/{cases,stories}.test.ts"],
} as const;

export type MutatedFolder = keyof typeof tests;
export const mutatedFolders = Object.keys(tests) as readonly MutatedFolder[];

/** Least share of the mutants that tests must kill. */
export const leastKilled = 0.85;

/** These begin programs, servers and containers, or take long. */
const left = new Set([
  ...long,
  ...globSync([
    "test/broker/localstack.contract.test.ts",
    "test/run/{on-the-model,aggregated,faults-determinism,trace}.test.ts",
    "test/consumer/lambda/{comparison,on-the-model}.test.ts",
  ]),
]);

/** Those of the folder itself, and those further off. */
export function testsOf(folder: MutatedFolder): readonly string[] {
  return globSync([`test/${folder}/**/*.test.ts`, ...tests[folder]])
    .filter((file) => !left.has(file))
    .sort();
}

/** In groups, by how close they are to a source file: its own test, those beside it, the folder's, all others. */
export function inOrder(files: readonly string[], source: string): readonly (readonly string[])[] {
  const place = source.replace(/^src\/(.*)\.ts$/, "test/$1.test.ts");
  const beside = place.slice(0, place.lastIndexOf("/") + 1);
  const folder = place.split("/", 2).join("/");
  const distance = (file: string): number => {
    if (file === place) return 0;
    if (file.startsWith(beside) && !file.slice(beside.length).includes("/")) return 1;
    return file.startsWith(`${folder}/`) ? 2 : 3;
  };
  const groups = Map.groupBy(files, distance);
  return [0, 1, 2, 3].map((far) => groups.get(far) ?? []).filter((group) => group.length > 0);
}
