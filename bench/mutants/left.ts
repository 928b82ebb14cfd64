/** Why a mutant that no test notices is left: it changes nothing that anybody could see, or nothing that anybody relies on. */
interface Left {
  readonly file: string;
  /** Part of the code that was mutated. */
  readonly before: string;
  /** What it was replaced by; absent: whatever. */
  readonly after?: string;
  readonly reason: string;
}

export const left: readonly Left[] = [
  {
    file: "src/consumer/by-key.ts",
    before: '""',
    reason: "only groups what nobody can read; the name of the group is seen nowhere",
  },
  {
    file: "src/consumer/follow-lanes.ts",
    before: "!hasEnded || signal.aborted",
    reason: "what follows asks once more for the lanes when the run is over already",
  },
  {
    file: "src/consumer/follow-lanes.ts",
    before: "false",
    after: "true",
    reason:
      "of a lane that was not read to its end the run is over: the caller looks at the signal, too",
  },
  {
    file: "src/consumer/perform.ts",
    before: "life.isPaused",
    after: "true",
    reason: "who is not paused does not wait either: the question spares a turn of the event loop",
  },
  {
    file: "src/consumer/perform.ts",
    before: "false",
    after: "true",
    reason: "the run is over: what is committed then is recorded no more",
  },
  {
    file: "src/run/drain.ts",
    before: '"kinesis"',
    reason: "a stream has neither a visibility timeout nor a delay: the question is the compiler's",
  },
  {
    file: "src/metrics/parallelism.ts",
    before: "toMs > fromMs",
    after: "toMs >= fromMs",
    reason: "no time adds nothing",
  },
  {
    file: "src/producer/aggregated.ts",
    before: '"fleet"',
    reason: "only groups what nobody can read; the name of the group is seen nowhere",
  },
  {
    file: "src/producer/batched.ts",
    before: "this.#readyEntries >= this.#maxEntries",
    after: "this.#readyEntries > this.#maxEntries",
    reason: "it counts on for one more truck, and what is over a full batch nobody asks",
  },
  {
    file: "src/consumer/leases/leased.ts",
    before: "waits < 6",
    reason: "one look more at what was asked for",
  },
];
