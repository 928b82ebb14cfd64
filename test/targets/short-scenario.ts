/** Scenarios of one or two seconds, for runs in real time, and what it takes to run them. */
import { writeFileSync } from "node:fs";

import type { RunOutcome } from "../../src/run/run-outcome.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Design, Scenario } from "../../src/scenario/scenario.ts";
import type { TargetAddress } from "../../src/targets/target.ts";
import { temporary } from "../cli/convoy.ts";
import type { StandIn } from "./stand-in.ts";

export const streamDesign: Design = {
  service: "kinesis",
  shards: 2,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "by-lane", count: 2, pollMs: 200 }],
};

export const queueDesign: Design = {
  service: "sqs-fifo",
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "competing", count: 2, pollMs: 1000 }],
};

/** Four trucks, two events a second each. */
export function shortScenario(design: Design, changes: Partial<Scenario> = {}): Scenario {
  return {
    name: "short",
    summary: "A test.",
    workload: { kind: "fleet", trucks: 4, hz: 2, durationS: 1 },
    design,
    drainS: 30,
    expect: { verdict: "valid" },
    ...changes,
  };
}

/** The scenario as a file, to be run by name. */
export function scenarioFile(scenario: Scenario): string {
  const file = temporary(`${scenario.name}.json`);
  writeFileSync(file, JSON.stringify(scenario));
  return file;
}

export const runId = "0badcafe";

/** Of a stand-in, as `--target aws` would have it, but with constants for credentials. */
export function addressOf({ url }: Pick<StandIn, "url">): TargetAddress {
  return {
    kind: "aws",
    label: "the stand-in",
    region: "eu-west-1",
    kinesisEndpoint: url,
    sqsEndpoint: url,
    services: ["kinesis", "sqs"],
    credentials: "dummy",
    runId,
  };
}

/** Runs it in this process, in real time. */
export function runOn(
  standIn: Pick<StandIn, "url">,
  scenario: Scenario,
  signal = new AbortController().signal,
): Promise<RunOutcome> {
  return runScenario({
    scenario: resolve(scenario),
    seed: 1,
    target: addressOf(standIn),
    clock: "real",
    signal,
  });
}

export function isSend(action: string): boolean {
  return /^(PutRecord|SendMessage)/.test(action);
}
