import type { ClientLoad } from "../client/client-load.ts";
import type { Finding } from "../probe/probe.ts";
import type { SummaryRow } from "../result/summary-row.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** More shards than this make a list that nobody reads; keys.csv has it. */
const mostListedLanes = 10;

/** What the figures of a run mean, in sentences: how keys spread, where throttling began, how many shards the load takes. */
export function runNotes(
  scenario: Scenario,
  row: SummaryRow,
  judgesFigures: boolean,
): readonly string[] {
  const { design } = scenario;
  if (design.service !== "kinesis" || design.partitionKey !== "truck")
    return unjudged(scenario, judgesFigures);
  const notes: string[] = [];
  if (design.shards <= mostListedLanes && row.keys_per_lane !== "") {
    const mean = (Number(row.trucks) / design.shards).toFixed(1);
    notes.push(
      `${design.shards} shards: ${row.keys_per_lane} trucks per shard, ${mean} on average: MD5 spreads ${row.trucks} keys unevenly`,
    );
  }
  const isOwnThrottling =
    row.first_throttle_events_per_s !== "" && (scenario.faults ?? []).length === 0;
  const isOpen = scenario.workload.kind === "trace" || scenario.workload.arrival !== "closed";
  if (isOwnThrottling && isOpen) {
    notes.push(
      `${scenario.name}: throttling begins at ${Number(row.first_throttle_events_per_s).toFixed(0)} events/s in all; the hottest of ${design.shards} shards has ${row.keys_per_lane_max} of ${row.trucks} trucks`,
    );
  }
  if (Number(row.shards_needed) > 1) {
    notes.push(
      `${scenario.name}: this load takes ${row.shards_needed} shards with the spread of these keys, ${row.shards_needed_even_spread} with an even one; it had ${design.shards}`,
    );
  }
  return [...notes, ...unjudged(scenario, judgesFigures)];
}

function unjudged({ expect }: Scenario, judgesFigures: boolean): readonly string[] {
  if (judgesFigures || (expect.figures ?? []).length === 0) return [];
  return [
    "figures are not judged: the scenarios state them for their own workload on the embedded model with its default latency; verdicts and anomalies are",
  ];
}

/** What cannot be compared with AWS, one sentence for each meaning. */
export function caveatNotes({ name }: Scenario, caveats: readonly Finding[]): readonly string[] {
  const meanings = new Set(
    caveats.flatMap(({ meaning }) => (meaning === undefined ? [] : [meaning])),
  );
  return [...meanings].map((meaning) => `${name} *: unlike AWS, ${meaning}`);
}

/** A run in real time whose client could not keep up measured this machine. */
export function clientNotes({ name }: Scenario, client: ClientLoad | undefined): readonly string[] {
  if (client?.isBound !== true) return [];
  const busy = `${(client.busy * 100).toFixed(0)} % busy`;
  const late = `timers ${client.delayP99Ms.toFixed(0)} ms late at p99`;
  return [
    `${name} (client-bound): this client was the bottleneck (${busy}, ${late}): its rates and latencies say more about this machine than about the target`,
  ];
}
