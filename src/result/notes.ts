/** What the figures of a run mean, in sentences that a table has no room for; runs with the same note share it. */
import { counted } from "../counted.ts";
import { diagnosisOf } from "./diagnosis.ts";
import type { ClientLoad, RunResult, RunSetup } from "./run-result.ts";

/** More shards than this make a list that nobody reads; keys.csv has it. */
const mostListedLanes = 10;

export function notesOf(run: RunResult): readonly string[] {
  return [
    ...(run.setup === undefined ? [] : loadNotes(run, run.setup)),
    ...diagnosisOf(run),
    ...expiryNotes(run),
    ...warningsOf(run),
  ];
}

/** Those that nobody may miss, wherever the figures are shown: what was not judged, cannot be compared, or was left on a target. */
export function warningsOf(run: RunResult): readonly string[] {
  return [
    ...unjudgedNotes(run),
    ...caveatNotes(run),
    ...(run.clientLoad === undefined ? [] : clientNotes(run.name, run.clientLoad)),
    ...run.leftOver,
  ];
}

/** How keys spread, where throttling began, how many shards the load takes. */
function loadNotes({ name, metrics }: RunResult, { scenario, load }: RunSetup): readonly string[] {
  const { design } = scenario;
  if (design.service !== "kinesis" || design.partitionKey !== "truck") return [];
  if (design.explicitHashKey !== undefined || design.onDemand) return [];
  const { firstThrottle } = metrics;
  const perLane = metrics.keysPerLane.map(({ keyCount }) => keyCount);
  const notes: string[] = [];
  if (design.shards > 1 && design.shards <= mostListedLanes && perLane.length > 0) {
    const mean = (load.keyCount / design.shards).toFixed(1);
    notes.push(
      `${design.shards} shards: ${perLane.join(" ")} trucks per shard, ${mean} on average: MD5 spreads ${load.keyCount} keys unevenly`,
    );
  }
  const isOwnThrottling = firstThrottle !== undefined && scenario.faults.length === 0;
  if (isOwnThrottling && load.arrival === "open") {
    notes.push(
      `${name}: throttling begins at ${firstThrottle.offeredPerSecond.toFixed(0)} events/s in all; ${design.shards === 1 ? "the shard" : `the hottest of ${design.shards} shards`} has ${Math.max(...perLane)} of ${load.keyCount} trucks`,
    );
  }
  const { shardsNeeded } = load;
  if (shardsNeeded?.forTheseKeys !== undefined && shardsNeeded.forTheseKeys > 1) {
    notes.push(
      `${name}: this load takes ${counted(shardsNeeded.forTheseKeys, "shard")} with the spread of these keys, ${shardsNeeded.forAnEvenSpread} with an even one; it had ${design.shards}`,
    );
  }
  return notes;
}

/** A reader that stood still lost its place; where it went on decides whether it missed anything. */
function expiryNotes({ name, metrics, setup }: RunResult): readonly string[] {
  return metrics.apps.flatMap(({ app, expiredIterators: expired }) => {
    if (expired === undefined) return [];
    const spec = setup?.scenario.design.consumers.find((consumer) => consumer.app === app);
    const isLatest = spec !== undefined && "whenExpired" in spec && spec.whenExpired === "latest";
    const skipped = isLatest ? "; it went on at the latest, and skipped what came meanwhile" : "";
    const [times, firstS] = [counted(expired.count, "iterator"), expired.firstAtMs / 1000];
    return `${name}: ${times} of ${app} expired, first at ${firstS.toFixed(0)} s: a reader asked for nothing for more than five minutes${skipped}`;
  });
}

function unjudgedNotes({ expectations }: RunResult): readonly string[] {
  if (expectations.every(({ outcome }) => outcome !== "not-judged")) return [];
  return [
    "figures are not judged: the scenarios state them as they are written, on the embedded model with its default latency; verdicts and anomalies are",
  ];
}

/** What cannot be compared with AWS, one sentence for each meaning. */
function caveatNotes({ name, caveats }: RunResult): readonly string[] {
  const meanings = new Set(caveats.flatMap(({ meaning }) => meaning ?? []));
  return [...meanings].map((meaning) => `${name} *: unlike AWS, ${meaning}`);
}

/** A run in real time whose client could not keep up measured this machine. */
function clientNotes(name: string, client: ClientLoad): readonly string[] {
  if (!client.isBound) return [];
  const busy = `${(client.busy * 100).toFixed(0)} % busy`;
  const late = `timers ${client.delayP99Ms.toFixed(0)} ms late at p99`;
  return [
    `${name} (client-bound): this client was the bottleneck (${busy}, ${late}): its rates and latencies say more about this machine than about the target`,
  ];
}
