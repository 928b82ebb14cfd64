/**
 * Every number of the README has a home: it is generated, it is in code that a test runs, in a command that a test parses, in a name that
 * exists, or it is computed here from where it comes from. What is left over fails.
 */
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import comparison from "../../scenarios/100-trucks.ts";
import { chooseScenarios } from "../../src/cli/choose-scenarios.ts";
import { type OverrideOptions, overridesOf } from "../../src/cli/override-options.ts";
import { programFor } from "../../src/cli/program.ts";
import { patternsOf, type ScenarioOptions } from "../../src/cli/scenario-options.ts";
import { serveCommand } from "../../src/cli/serve.ts";
import { rules } from "../../src/conformance/rules.ts";
import { prices } from "../../src/cost/prices.ts";
import * as quotas from "../../src/cost/quotas.ts";
import { bytesPerSecond } from "../../src/emulator/kinesis/limits/read-quota.ts";
import { splitWithinMs } from "../../src/emulator/kinesis/stream/on-demand-scaling.ts";
import { adverseStandardQueue } from "../../src/emulator/sqs/queue/standard-shelf.ts";
import { exitCodes } from "../../src/errors.ts";
import { bytesPerMb } from "../../src/metrics/metrics.ts";
import { questions } from "../../src/probe/questions.ts";
import { mostLines } from "../../src/report/assertions/timeline-text.ts";
import { runHeads } from "../../src/report/terminal/suite-text.ts";
import { figureColumns } from "../../src/result/summary-row.ts";
import { oldestForTypeScript } from "../../src/scenario/import-scenario.ts";
import { listOwn } from "../../src/scenario/load.ts";
import { parseOverride } from "../../src/scenario/overrides.ts";
import { blocksOf, inlineFaults, inlineSettings, shownCommands, written } from "./readme.ts";

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const root = new URL("../../", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as Manifest;

/** What has digits in its name and counts nothing. */
const words = ["ISO 8601", "UTF-16", "2e"];

const grouped = (value: number): string => value.toLocaleString("en-US");

/** Parts of sentences, with their numbers from where they come from. */
function claims(): readonly string[] {
  const { workload } = comparison;
  const { host, port } = serveCommand().opts<{ host: string; port: number }>();
  const [, oldest, oldestMajor] = /^>=((\d+)\.\d+)\.0$/.exec(manifest.engines.node)!;
  const [, own] = /^\^(\d+)\./.exec(manifest.devDependencies["node"]!)!;
  const late = adverseStandardQueue;
  const month = new Date(`${prices.date}-01T00:00:00Z`);
  return [
    `${workload.trucks} trucks send GPS positions`,
    `its own Node ${own}`,
    `on Node ${oldest} or newer`,
    `Node runs TypeScript (${own}, and ${oldestMajor} from ${oldestForTypeScript} on;`,
    `./convoy-bench-${manifest.version}.tgz`,
    `a timeline of at most ${mostLines} lines`,
    said(),
    `consumers that come ${comparison.phases.backlog.lateS} s late`,
    `http://${host}:${port}`,
    ...Object.values(exitCodes).map((code) => `\n| ${code} | `),
    `MB is 2${superscript(Math.log2(bytesPerMb))} bytes`,
    ...heads(),
    month.toLocaleString("en-US", { month: "long", year: "numeric", timeZone: "UTC" }),
    `${workload.trucks * workload.hz} small events a second`,
    `${rules.length} rules of Kinesis and SQS`,
    `the ${questions.length} rules that decide`,
    `Exit code ${exitCodes.held}: probed; ${exitCodes.target}: cannot be reached`,
    `per shard ${grouped(quotas.shardRecordsPerS)} records/s and ${quotas.shardBytesPerS / bytesPerMb} MB/s in, ${bytesPerSecond / bytesPerMb} MB/s and ${quotas.shardReadsPerS} GetRecords/s out; per FIFO queue ${quotas.fifoCallsPerS} calls/s`,
    `splits within ${splitWithinMs / 60_000} minutes`,
    `late (${late.lateProbability * 100} %, up to ${late.lateMs / 1000} s) or repeats itself (${late.duplicateProbability * 100} %)`,
  ];
}

/** What the comparison says that lectures and guides say. */
function said(): string {
  const file = readFileSync(new URL("results/baseline/comparison.txt", root), "utf8");
  const cells = (label: string): readonly string[] =>
    new RegExp(`^${label} +(.*)$`, "m").exec(file)![1]!.split(/ +/);
  const [stream, , , , queue, batched] = cells("events/s, said").map((cell) =>
    grouped(Number(cell)),
  );
  const mbPerS = cells("MB/s, 8 KiB/said")[0]!.split("/")[1];
  return `(${stream} events/s and ${mbPerS} MB/s for five shards; ${queue} messages/s, ${batched} in batches, for a FIFO queue)`;
}

/** The columns of the terminal that the README explains. */
function heads(): readonly string[] {
  const explained = ["put p50", "e2e p50", "e2e p99"];
  expect(runHeads).toEqual(expect.arrayContaining(explained));
  return ["| put p50 |", "| e2e p50, p99 |"];
}

function superscript(value: number): string {
  return String(value).replaceAll(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]!);
}

/** Scenarios, designs and runs by their names; summaries too, since the README lists them. */
async function names(): Promise<readonly string[]> {
  const own = await listOwn(figureColumns);
  return own
    .flatMap(({ name, summary, designs = [], phases = [] }) => [
      ...designs.flatMap((design) => phases.map((phase) => `${design}-${phase}`)),
      ...designs,
      summary,
      name,
    ])
    .filter((name) => /\d/.test(name));
}

/** The text without these, the longest first. */
function without(text: string, parts: readonly string[]): string {
  return parts
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, part) => left.replaceAll(part, ""), text);
}

const commands = shownCommands(manifest.scripts);

/** Lines with a number that comes from nowhere, and what the README should say and does not. */
async function homeless(text: string): Promise<readonly string[]> {
  const settings = inlineSettings().map((setting) => `--set ${setting}`);
  const shown = commands.map((command) => command.text);
  const code = [...blocksOf("ts"), ...inlineFaults(), ...settings, ...shown];
  const prose = without(without(text, code), await names());
  const left = without(without(prose, claims()), words);
  return [
    ...left.split("\n").filter((line) => /\p{N}/u.test(line)),
    ...claims().filter((claim) => !prose.includes(claim)),
  ];
}

describe("numbers of the README", () => {
  it("all have a home", async () => {
    expect(await homeless(written)).toEqual([]);
  });

  it("are found wherever one is added or changed", async () => {
    expect(await homeless(`${written}\nIt takes 7 s.\n`)).toEqual(["It takes 7 s."]);
    const changed = written.replace("and 5 GetRecords/s out", "and 6 GetRecords/s out");
    expect(await homeless(changed)).toEqual([
      expect.stringContaining("6 GetRecords/s"),
      expect.stringContaining("5 GetRecords/s"),
    ]);
  });

  it.each(commands)("$text is a command", async ({ text, args }) => {
    const [name, ...rest] = args;
    const program = await programFor(args);
    const command = program.commands.find((one) => one.name() === name)!;
    command.exitOverride((error) => {
      throw error;
    });
    expect(command.parseOptions(rest).unknown).toEqual([]);
    if (name !== "bench" || !/\d/.test(text)) return;
    const options = command.opts<ScenarioOptions & OverrideOptions>();
    const isOfUser = [...options.scenario, options.trace].some((file) => /\./.test(file ?? ""));
    // Files of the user's are not here.
    if (isOfUser) return;
    const files = await chooseScenarios(patternsOf(options), 1, overridesOf(options));
    expect(files.length).toBeGreaterThan(0);
  });

  it.each(inlineSettings())("--set %s can be set", async (setting) => {
    const [file] = await chooseScenarios(["kinesis-spike-6-shards"], 1, [parseOverride(setting)]);
    expect(file!.overrides).toHaveLength(1);
  });
});
