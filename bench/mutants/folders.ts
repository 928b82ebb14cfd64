/**
 * What is mutated, folder by folder, and the tests that have to notice: those of the folder itself, in virtual time, without child
 * processes, containers and other people's emulators.
 */
export interface MutatedFolder {
  readonly name: string;
  /** As Vitest's `include`. */
  readonly tests: readonly string[];
}

export const mutatedFolders: readonly MutatedFolder[] = [
  { name: "consumer", tests: ["test/consumer/*.test.ts"] },
  { name: "producer", tests: ["test/producer/*.test.ts"] },
  {
    name: "broker",
    tests: [
      "test/broker/embedded.contract.test.ts",
      "test/broker/{members,instance,queues,readers,streams,stream-capacity,created,access}.test.ts",
    ],
  },
  // The others there ask a server, in real time.
  {
    name: "cost",
    tests: ["test/cost/{bill,capacity,charge,figures,shards-needed}.test.ts"],
  },
  { name: "run", tests: ["test/run/*.test.ts"] },
  { name: "metrics", tests: ["test/metrics/*.test.ts"] },
];

/** Least share of the mutants that tests must kill. */
export const leastKilled = 0.85;
