/** Runs of small scenarios on the service model, in virtual time, with their histories. */
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { publishedLatency, quickControl } from "../../src/emulator/assumed/latency-profiles.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import type { RunOutcome } from "../../src/run/run-outcome.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { KinesisDesign, Scenario, FifoDesign } from "../../src/scenario/scenario.ts";
import { embeddedAddress } from "../../src/targets/target.ts";

export type RecordOf<Type extends HistoryRecord["type"]> = Extract<
  HistoryRecord,
  { readonly type: Type }
>;

export interface ModelRun extends RunOutcome {
  readonly history: readonly HistoryRecord[];
  /** The records of one type, in their order. */
  readonly all: <Type extends HistoryRecord["type"]>(type: Type) => RecordOf<Type>[];
}

/** A reshard takes a second, so that a short run sees what follows it. */
const quick = {
  ...embeddedAddress,
  latency: { name: "quick", profile: { ...publishedLatency, control: quickControl } },
};

/** Two shards, and a consumer for each. */
export const stream = {
  service: "kinesis",
  shards: 2,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "by-lane", count: 2, pollMs: 200 }],
} as const satisfies KinesisDesign;

/** One group per truck, and three consumers. */
export const queue = {
  service: "sqs-fifo",
  groupId: "truck",
  producer: { kind: "serial" },
  visibilityTimeoutS: 5,
  consumers: [{ app: "map", kind: "competing", count: 3, pollMs: 2000 }],
} as const satisfies FifoDesign;

/** A scenario of 6 trucks, an event a second each for 20 s. */
export function scenario(changes: Partial<Scenario>): Scenario {
  return {
    name: "test",
    summary: "A test.",
    workload: { kind: "fleet", trucks: 6, hz: 1, durationS: 20 },
    design: stream,
    expect: { verdict: "valid" },
    ...changes,
  };
}

/** Runs it; `watch` sees each record when it is made. */
export async function runOnModel(
  changes: Partial<Scenario>,
  { seed = 3, watch = () => {} }: { seed?: number; watch?: (record: HistoryRecord) => void } = {},
): Promise<ModelRun> {
  const history: HistoryRecord[] = [];
  const outcome = await inVirtualTime(seed, () =>
    runScenario({
      scenario: resolve(scenario(changes)),
      seed,
      target: quick,
      clock: "virtual",
      signal: new AbortController().signal,
      sink: {
        add: (record) => {
          history.push(record);
          watch(record);
        },
      },
    }),
  );
  const all = <Type extends HistoryRecord["type"]>(type: Type) =>
    history.filter((record): record is RecordOf<Type> => record.type === type);
  return { ...outcome, history, all };
}

interface Named {
  readonly key: string;
  readonly seq: number;
}

/** `truck_1#0` … of each, sorted, each once. */
export function namesOf(records: readonly Named[]): string[] {
  return [...new Set(records.map(({ key, seq }) => `${key}#${seq}`))].sort();
}
