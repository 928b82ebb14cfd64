import { describe, expect, it } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { figureColumns } from "../../src/result/summary-row.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { loadScenarios } from "../../src/scenario/load.ts";
import { parseOverride } from "../../src/scenario/overrides.ts";
import type { ResolvedScenario } from "../../src/scenario/resolved.ts";
import { embeddedAddress } from "../../src/targets/target.ts";
import { encodePayload } from "../../src/workload/payload.ts";
import { planWorkload } from "../../src/workload/plan.ts";

const files = await loadScenarios(["100-trucks"], figureColumns);
const phases = Map.groupBy(
  files.map(({ scenario }) => scenario),
  ({ compared }) => compared!.phase,
);

/** Due times and payloads of an open loop, byte for byte; of a closed one what decides on them. */
function sent({ workload }: ResolvedScenario): string {
  const plan = planWorkload(workload, 7, () => "");
  const events = plan.events.map((event) => [event.dueMs, encodePayload(event, plan.payloadBytes)]);
  return JSON.stringify([plan.trucks, plan.durationMs, events, workload]);
}

describe("designs of the comparison are compared like with like", () => {
  it.each([...phases])("in the phase %s", (_, runs) => {
    expect(runs.length).toBeGreaterThan(2);
    const [first, ...others] = runs;
    for (const run of others) {
      expect(sent(run) === sent(first!), `${run.name} and ${first!.name}`).toBe(true);
      expect(run.drainS).toBe(first!.drainS);
      expect(run.faults).toEqual([]);
      expect(run.design.consumers.map(set)).toEqual(first!.design.consumers.map(set));
    }
  });

  it("and what two designs really send is the same, byte for byte, at the same due times", async () => {
    const overrides = ["workload.trucks=6", "workload.durationS=4"].map(parseOverride);
    const chosen = ["kinesis-5-shards-fan-out-steady", "sqs-fifo-100-groups-batched-steady"];
    const [first, second] = await loadScenarios(chosen, figureColumns, overrides);
    const one = await sendsOf(first!.scenario);
    const other = await sendsOf(second!.scenario);
    expect(one.length).toBeGreaterThan(20);
    expect(one).toEqual(other);
  });
});

/** What the comparison sets of a consumer. */
function set(consumer: ResolvedScenario["design"]["consumers"][number]) {
  const { app, count, serviceMs, startAtS, startAfter } = consumer;
  return { app, count, serviceMs, startAtS, startAfter };
}

async function sendsOf(scenario: ResolvedScenario) {
  const history: HistoryRecord[] = [];
  await inVirtualTime(7, () =>
    runScenario({
      scenario,
      seed: 7,
      target: embeddedAddress,
      clock: "virtual",
      signal: new AbortController().signal,
      sink: { add: (record) => history.push(record) },
    }),
  );
  return history
    .filter((record) => record.type === "send")
    .map(({ key, seq, index, dueMs, bytes, checksum }) => ({
      key,
      seq,
      index,
      dueMs,
      bytes,
      checksum,
    }))
    .sort((a, b) => Number(a.index) - Number(b.index));
}
