/**
 * What the harness costs: its own run beside a bare loop of SDK calls that makes the same requests of the same `convoy serve`, with the
 * same HTTP settings, payload size, sends at once, reads and deletes; each in a process of its own. Pairs are interleaved, in turn with
 * one and the other first, so that a disturbance hits both alike; their ratios and the medians are printed.
 *
 * Two loads: one that the client can carry, on a server with the modelled latency of AWS, where throughput is to be at least 0.97 of
 * the bare loop's and the median of a put at most 1.05 times as long; and flat out, on a server without latency, where every
 * microsecond of CPU shows and a run would be marked client-bound. `--together` runs both of a pair at the same time: they compete
 * with each other, but meet the same disturbances, which on a busy machine says more.
 */
import { type ChildProcess, fork } from "node:child_process";
import { parseArgs } from "node:util";

import type { Design, Scenario } from "../src/scenario/scenario.ts";
import type { TargetAddress } from "../src/targets/target.ts";
import { median } from "./median.ts";
import type { Task } from "./overhead/contender.ts";
import type { Figures } from "./overhead/figures.ts";
import { child } from "./peers/contestants.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "7" },
    seconds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    together: { type: "boolean", default: false },
  },
});
const pairs = Number(values.pairs);
const durationS = Number(values.seconds);

const kinesis: Design = {
  service: "kinesis",
  shards: 4,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "reader", kind: "by-lane", count: 4, pollMs: 250 }],
};
const sqsFifo: Design = {
  service: "sqs-fifo",
  groupId: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "reader", kind: "competing", count: 4 }],
};

/** Trucks of the closed loop, and the latency of the server. */
const loads = [
  { name: "carried", trucks: 4, latency: "default" },
  { name: "flat out", trucks: 16, latency: "none" },
] as const;

interface Ratio {
  readonly throughput: number;
  readonly p50: number;
  readonly cpu: number;
}

for (const load of loads) {
  const server = await child("convoy", [
    "src/cli/main.ts",
    "serve",
    "--port",
    "0",
    "--latency",
    load.latency,
  ]);
  const harness = contender("harness");
  const bare = contender("bare");
  try {
    for (const [service, design] of Object.entries({ kinesis, "sqs-fifo": sqsFifo })) {
      const name = `${service}, ${load.name}`;
      if (!name.includes(values.only)) continue;
      const scenario: Scenario = {
        name: "overhead",
        summary: name,
        workload: { kind: "fleet", trucks: load.trucks, durationS, arrival: "closed" },
        design,
        expect: { verdict: "valid" },
      };
      await compare(scenario, { harness, bare }, server.url);
    }
  } finally {
    harness.kill();
    bare.kill();
    await server.stop();
  }
}

interface Contenders {
  readonly harness: ChildProcess;
  readonly bare: ChildProcess;
}

async function compare(scenario: Scenario, both: Contenders, url: string): Promise<void> {
  console.log(`${scenario.summary}: harness / bare loop${values.together ? ", together" : ""}`);
  const ratios: Ratio[] = [];
  // The first pair warms up and is not counted.
  for (let pair = 0; pair <= pairs; pair += 1) {
    const task = { scenario, address: addressOf(url, pair) };
    const { harness, bare } = await measurePair(task, both, pair % 2 === 1);
    const ratio = {
      throughput: harness.perSecond / bare.perSecond,
      p50: harness.p50Ms / bare.p50Ms,
      cpu: harness.cpuMsPerEvent / bare.cpuMsPerEvent,
    };
    if (pair > 0) ratios.push(ratio);
    const label = pair === 0 ? "warm-up" : `pair ${pair}`;
    console.log(`  ${label}: ${text(ratio)} (${figures(harness)}; bare ${figures(bare)})`);
  }
  const middle = (name: keyof Ratio): number => median(ratios.map((ratio) => ratio[name]));
  console.log(
    `  median: ${text({ throughput: middle("throughput"), p50: middle("p50"), cpu: middle("cpu") })}`,
  );
}

async function measurePair(task: Task, { harness, bare }: Contenders, harnessFirst: boolean) {
  if (values.together) {
    const [ofHarness, ofBare] = await Promise.all([run(harness, task), run(bare, task)]);
    return { harness: ofHarness, bare: ofBare };
  }
  if (harnessFirst) {
    const ofHarness = await run(harness, task);
    return { harness: ofHarness, bare: await run(bare, task) };
  }
  const ofBare = await run(bare, task);
  return { harness: await run(harness, task), bare: ofBare };
}

function contender(kind: "harness" | "bare"): ChildProcess {
  const process_ = fork(new URL("./overhead/contender.ts", import.meta.url), [kind]);
  process.once("exit", () => process_.kill());
  return process_;
}

function run(process_: ChildProcess, task: Task): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`it ended with ${code}`));
    process_.once("exit", onExit);
    process_.once("message", (figures_: Figures) => {
      process_.off("exit", onExit);
      resolve(figures_);
    });
    process_.send(task);
  });
}

function addressOf(url: string, pair: number): TargetAddress {
  return {
    kind: "endpoint",
    label: url,
    region: "us-east-1",
    kinesisEndpoint: url,
    sqsEndpoint: url,
    services: ["kinesis", "sqs"],
    credentials: "dummy",
    runId: `pair-${pair}`,
  };
}

function text({ throughput, p50, cpu }: Ratio): string {
  return `throughput ${throughput.toFixed(3)}, put p50 ${p50.toFixed(3)}, CPU per event ${cpu.toFixed(3)}`;
}

function figures({ perSecond, p50Ms }: Figures): string {
  return `${perSecond.toFixed(0)}/s, ${p50Ms.toFixed(2)} ms`;
}
