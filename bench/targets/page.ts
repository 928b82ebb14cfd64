/** What one server did with the scenarios, as `convoy bench` and `convoy probe` wrote it down. */
import type { Answer } from "../../src/probe/probe.ts";
import { anomalyColumn } from "../../src/result/anomaly-column.ts";
import type { SummaryRow } from "../../src/result/summary-row.ts";
import { anomalyKinds } from "../../src/verify/anomaly.ts";

export interface Place {
  /** Product and version. */
  readonly name: string;
  /** Options of `convoy bench` that lead there. */
  readonly options: string;
  /** A row per run. */
  readonly rows: readonly Partial<SummaryRow>[];
  readonly answers: readonly Answer[];
  readonly skipped: readonly { readonly scenario: string; readonly reason: string }[];
}

export interface Circumstances {
  /** ISO date. */
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly cores: number;
}

/** docs/TARGETS.md: the same scenarios on several servers, and how far each of them is like AWS. */
export function targetsPage(places: readonly Place[], facts: Circumstances): string {
  return `${[
    "# Targets",
    introduction(facts),
    "## Verdicts and rates",
    "*order* is the verdict on the run; ✔ or ✘ says whether it is the one that the scenario expects (a negative control expects `invalid`: an emulator that keeps order where AWS does not fails it). *active*: most consumers inside a handler at one time / consumers started. A row with \\* depends on something that the server does otherwise than AWS: see its numbers under [Fidelity](#fidelity). Latencies in milliseconds, e2e from the due time; *saturated*: the backlog grew to the end. *client*: ✘ where this client, not the server, was the bottleneck.",
    verdictTable(places),
    ...notRun(places),
    "## Fidelity",
    "What `convoy probe` was told by each server. On *no*, *unclear* and *not offered*, the number leads to what was seen. **–**: the server does not have the service.",
    fidelityTable(places),
    ...places.map(seenAt),
    "## Again",
    "`npm run targets` writes this page; LocalStack needs a container engine. One server:",
    `\`\`\`sh\n${places.map(({ options }) => `npm run bench -- ${options}`).join("\n")}\n\`\`\``,
  ].join("\n\n")}\n`;
}

function introduction({ date, commit, node, cores }: Circumstances): string {
  return [
    `The same scenario files, unchanged and in real time, on our own model and on emulators of AWS that others publish. Run on ${date} on ${cores} cores of one machine, one after the other, with Node ${node} and commit ${commit.slice(0, 7)}.`,
    "**Nothing here was measured on AWS.** Rows with evidence *modelled* come from Convoy's model, with the latencies that it assumes; rows with *measured* say how fast an emulator is on that machine, which says nothing about how fast AWS is.",
  ].join("\n\n");
}

const columns: readonly (readonly [string, (row: Partial<SummaryRow>) => string])[] = [
  ["evidence", (row) => row.evidence ?? ""],
  ["order", (row) => `${row.passed === true ? "✔" : "✘"} ${row.verdict}`],
  ["sent/s", (row) => fixed(row.produce_events_per_s, 0)],
  ["processed/s", (row) => fixed(row.consume_events_per_s, 0)],
  ["active", (row) => `${row.consumers_active_max}/${row.consumers}`],
  ["put p50", (row) => fixed(row.put_p50_ms, 1)],
  ["put p99", (row) => fixed(row.put_p99_ms, 1)],
  ["e2e p50", (row) => (row.saturated === true ? "saturated" : fixed(row.e2e_p50_ms, 0))],
  ["e2e p99", (row) => (row.saturated === true ? "" : fixed(row.e2e_p99_ms, 0))],
  ["throttled", (row) => fixed(row.throttled_requests, 0)],
  ["anomalies", anomaliesOf],
  ["client", (row) => (row.client_bound === true ? "✘" : "✔")],
];

function verdictTable(places: readonly Place[]): string {
  const scenarios = [...new Set(places.flatMap(({ rows }) => rows.map(scenarioOf)))];
  const body = scenarios.flatMap((scenario) =>
    places.flatMap(({ name, rows }) =>
      rows
        .filter((row) => scenarioOf(row) === scenario)
        .map((row) => [
          `${scenario}${row.caveats === undefined ? "" : " \\*"}`,
          name,
          ...columns.map(([, cell]) => cell(row)),
        ]),
    ),
  );
  return markdown(["scenario", "target", ...columns.map(([head]) => head)], body);
}

function scenarioOf(row: Partial<SummaryRow>): string {
  return row.scenario ?? "";
}

function anomaliesOf(row: Partial<SummaryRow>): string {
  return anomalyKinds
    .map(anomalyColumn)
    .filter((column) => (row[column] ?? 0) > 0)
    .map((column) => `${row[column]} ${column}`)
    .join(", ");
}

function fixed(value: number | undefined, decimals: number): string {
  return value === undefined ? "" : value.toFixed(decimals);
}

function notRun(places: readonly Place[]): readonly string[] {
  const lines = places.flatMap(({ name, skipped }) =>
    skipped.map(({ scenario, reason }) => `- ${scenario} on ${name}: ${reason}`),
  );
  return lines.length === 0 ? [] : ["Not run:", lines.join("\n")];
}

function fidelityTable(places: readonly Place[]): string {
  const rules = new Map(
    places.flatMap(({ answers }) => answers.map(({ rule, statement }) => [rule, statement])),
  );
  const body = [...rules].map(([rule, statement]) => [
    statement,
    ...places.map((place) => answerCell(place, rule)),
  ]);
  return markdown(["On this server …", ...places.map(({ name }) => name)], body);
}

function answerCell(place: Place, rule: string): string {
  const given = place.answers.find((one) => one.rule === rule);
  if (given === undefined) return "–";
  if (given.answer === "yes") return "yes";
  return `**${given.answer}** ${exceptions(place).indexOf(given) + 1}`;
}

function exceptions({ answers }: Place): readonly Answer[] {
  return answers.filter(({ answer }) => answer !== "yes");
}

function seenAt(place: Place): string {
  const held = place.answers.length - exceptions(place).length;
  const list = exceptions(place).map(
    ({ statement, answer, seen, meaning }, index) =>
      `${index + 1}. ${statement}: ${answer}${seen === undefined ? "" : `; seen: ${oneLine(seen)}`}${meaning === undefined ? "" : ` (if not as on AWS, ${meaning})`}`,
  );
  return [
    `### ${place.name}`,
    `${held} of ${place.answers.length} as on AWS.`,
    ...(list.length === 0 ? [] : [list.join("\n")]),
  ].join("\n\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 160);
}

function markdown(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}
