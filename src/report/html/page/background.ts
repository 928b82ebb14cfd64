/** What the figures rest on: machine and versions, scenarios as they were run, assumptions of the model, and the files beside the page. */
import { assumptionsOf } from "../../../result/assumed.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { runsOf, type SuiteResult } from "../../../result/suite-result.ts";
import { dataTable, folded } from "./data-table.ts";
import { figure } from "./figures.ts";
import { type Html, html, type Part } from "./html.ts";
import type { RunFacts } from "./run-facts.ts";

/** Beside the page wherever there is one. */
const files: readonly (readonly [name: string, says: string])[] = [
  ["summary.csv", "a row per run"],
  ["timeseries.csv", "per second"],
  ["keys.csv", "per truck"],
  ["anomalies.csv", "the evidence"],
  ["statistics.csv", "of the simulated duration, across seeds"],
  ["result.json", "everything that the others are made from"],
];

export function backgroundSection(suite: SuiteResult, facts: RunFacts | undefined): Html {
  const runs = runsOf(suite);
  const written = [
    ...files,
    ...(suite.modelled === undefined ? [] : [["against.csv", "measured beside modelled"] as const]),
    ...(suite.sensitivity === undefined
      ? []
      : [["sensitivity.csv", "each conclusion in each variation"] as const]),
  ];
  return html`<h3>Environment</h3>
    ${environment(facts)}
    <h3>Assumptions of the model</h3>
    ${assumptions(runs)}
    <h3>Scenarios as they were run</h3>
    ${scenarios(runs)}
    <h3>Files</h3>
    <p>Beside this page, as the run wrote them:</p>
    <ul>
      ${written.map(([name, says]) => html`<li><a href="${name}">${name}</a>: ${says}</li>`)}
    </ul>`;
}

function environment(facts: RunFacts | undefined): Html {
  if (facts === undefined)
    return html`<p>
      It is not known where this was run: there is no run.json beside the result. In virtual time
      the figures are the same on every machine.
    </p>`;
  const { machine = {}, packages = {} } = facts;
  const known: readonly (readonly [string, Part | undefined])[] = [
    ["convoy-bench", facts.convoy],
    ["commit", facts.commit],
    ["Node.js", facts.node],
    ...Object.entries(packages),
    ...Object.entries(machine),
    ["started", facts.startedAt],
    ["took", facts.wallS === undefined ? undefined : `${figure(facts.wallS)} s`],
  ];
  return html`<dl>
    ${known.map(
      ([name, value]) =>
        value !== undefined &&
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function assumptions(runs: readonly RunResult[]): Html {
  const rows = assumptionsOf(runs);
  if (rows.length === 0)
    return html`<p>
      None: these figures are not the model's, or the result does not say what it assumed.
    </p>`;
  return html`<p>
      AWS documents quotas, order and errors, and hardly a latency. What these figures take for
      granted, where it is from, and which columns of summary.csv rest on it:
    </p>
    ${folded(
      `${rows.length} assumptions`,
      dataTable({
        caption: "Assumptions of the model",
        head: ["Assumption", "Value", "Confidence", "Source", "Figures"],
        rows: rows.map(({ name, what, value, confidence, source, figures }) => [
          html`${what ?? name}`,
          value,
          confidence ?? "–",
          source ?? "–",
          figures.join(", "),
        ]),
      }),
    )}`;
}

/** A scenario that was run with several seeds is the same for all. */
function scenarios(runs: readonly RunResult[]): readonly Html[] {
  const known = runs.flatMap(({ setup }) => (setup === undefined ? [] : [setup.scenario]));
  const different = new Map(known.map((scenario) => [scenario.name, scenario]));
  if (different.size === 0) return [html`<p>Not known: only a history was given.</p>`];
  return [...different.values()].map((scenario) =>
    folded(scenario.name, html`<pre tabindex="0">${JSON.stringify(scenario, undefined, 1)}</pre>`),
  );
}
