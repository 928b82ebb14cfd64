import { comparisonsOf } from "../../../result/comparison-figures.ts";
/** What was asked, what came of it, whether it is modelled or measured, and the command that repeats it: before anything else. */
import { failuresOf } from "../../../result/failures.ts";
import { warningsOf } from "../../../result/notes.ts";
import { overrideOptions, shellText } from "../../../result/replay.ts";
import { hasPassed, type RunResult } from "../../../result/run-result.ts";
import { runsOf, type SuiteResult, suiteState } from "../../../result/suite-result.ts";
import { counted, whole } from "./figures.ts";
import { type Html, html, type Part } from "./html.ts";
import type { RunFacts } from "./run-facts.ts";

export function atAGlance(suite: SuiteResult, facts: RunFacts | undefined): Html {
  const runs = runsOf(suite);
  const held = runs.filter(hasPassed).length;
  const isGood = held === runs.length && runs.length > 0 && suiteState(suite) === "complete";
  const count = (verdict: string) => runs.filter((run) => run.verdict.verdict === verdict).length;
  const unknown = count("unknown");
  // What loses the order, and was expected to.
  const isControlled = runs.some((run) => run.verdict.verdict === "invalid" && hasPassed(run));
  const failed = runs.filter((run) => !hasPassed(run));
  return html`<p class="badges">
      <span class="badge ${isGood ? "good" : "bad"}"
        >${isGood ? "✔" : "✘"} ${held} of ${counted(runs.length, "run")} as expected</span
      >
      ${evidenceBadges(runs)}
      ${suiteState(suite) !== "complete" && html`<span class="badge bad">${suiteState(suite)}: not all of it was run</span>`}
    </p>
    <p>
      ${asked(suite)} Order per truck: kept in ${whole(count("valid"))}, lost in
      ${whole(count("invalid"))}${unknown > 0 && `, not known in ${whole(unknown)}`} of
      ${counted(runs.length, "run")}${isControlled && "; what must lose it is there to show how that looks"}.
    </p>
    ${evidenceText(runs)} ${commandText(runs, facts)}
    ${
      failed.length > 0 &&
      html`<h3>Not as expected</h3>
        <ul class="failures">
          ${failed.map(failureItem)}
        </ul>`
    }
    ${warningsList(runs)}`;
}

function asked(suite: SuiteResult): Part {
  const runs = runsOf(suite);
  const comparisons = comparisonsOf(runs);
  const names = [...new Set(runs.map(({ name }) => name))];
  const [first] = runs;
  if (comparisons.length === 0 && names.length === 1 && first?.setup !== undefined) {
    return `Asked: ${first.setup.scenario.summary}`;
  }
  const compared = comparisons.map(
    ({ trucks, designs }) => `which of ${designs.length} designs serves ${trucks} trucks best`,
  );
  return `Asked: ${[...compared, `what ${counted(names.length, "scenario")} ${names.length === 1 ? "shows" : "show"}`].join(", and ")}.`;
}

function evidenceBadges(runs: readonly RunResult[]): Part {
  const kinds = new Set(runs.map(({ evidence }) => evidence));
  return [...kinds].map((kind) => html`<span class="badge ${kind}">${kind}</span> `);
}

function evidenceText(runs: readonly RunResult[]): Html {
  const claims = new Set(
    runs.map(({ evidence, setup }) => {
      switch (evidence) {
        case "modelled":
          return "Modelled: the figures come from a model of Amazon Kinesis and Amazon SQS, not from AWS.";
        case "measured":
          return `Measured on ${setup?.target.label ?? "an unknown target"}.`;
        case "unknown":
          return "The history does not say what it was made on.";
      }
    }),
  );
  const latencies = new Set(
    runs.flatMap(({ setup }) => {
      const latency = setup?.target.latency;
      return latency === undefined ? [] : [` Latency: ${latency.name}: ${latency.source}.`];
    }),
  );
  const changed = [
    ...new Set(runs.flatMap(({ setup }) => overrideOptions(setup?.overrides ?? []))),
  ];
  return html`<p>
    ${[...claims].join(" ")}${[...latencies].join("")}${changed.length > 0 && html` Changed on the command line: <code>${changed.join(" ")}</code>`}
  </p>`;
}

function commandText(runs: readonly RunResult[], facts: RunFacts | undefined): Part {
  const [first] = runs;
  const words = facts?.commandLine ?? (runs.length === 1 ? first?.setup?.replay : undefined);
  if (words === undefined || words.length === 0) return "";
  return html`<p>Again: <code class="command">${shellText(words)}</code></p>`;
}

function failureItem(run: RunResult): Html {
  const { name, setup } = run;
  return html`<li>
    <strong>${name}</strong>${setup !== undefined && `, seed ${setup.seed}`}
    <ul>
      ${failuresOf(run).map((text) => html`<li>${text}</li>`)}
    </ul>
    ${setup !== undefined && html`Again: <code>${shellText(setup.replay)}</code>`}
  </li>`;
}

function warningsList(runs: readonly RunResult[]): Part {
  const warnings = [...new Set(runs.flatMap(warningsOf))];
  return (
    warnings.length > 0 &&
    html`<ul class="notes">
      ${warnings.map((text) => html`<li>${text}</li>`)}
    </ul>`
  );
}
