/** The decision: the comparisons of a suite, and every other scenario, each figure with the run that it comes from. */
import { type ComparisonFigures, comparisonsOf } from "../../../result/comparison-figures.ts";
import { hasPassed, type RunResult } from "../../../result/run-result.ts";
import { runsOf, type SuiteResult } from "../../../result/suite-result.ts";
import { dataTable, folded } from "../page/data-table.ts";
import { html, type Html } from "../page/html.ts";
import { choiceText } from "./choice.ts";
import { comparisonTable } from "./comparison-table.ts";
import { commandOf, notesText, runCells, runHead, runName } from "./run-cells.ts";
import { mostListed, runPlaces, type RunPlaces } from "./run-places.ts";
import { sensitivityList } from "./sensitivity.ts";

/** Rows of a table that is not folded. */
const mostLookedAt = 60;

export function decisionSection(suite: SuiteResult): Html {
  const runs = runsOf(suite);
  const places = runPlaces(runs);
  const comparisons = comparisonsOf(runs);
  const others = runs.filter((run) => !isShownIn(run, comparisons));
  const showsSeed = new Set(runs.map(({ setup }) => setup?.seed)).size > 1;
  return html`${comparisons.map((figures) => compared(figures, suite, places))}
  ${
    others.length > 0 &&
    html`<h3>${comparisons.length > 0 ? "Every other scenario" : "Every scenario"}</h3>
      ${othersTable(toLookAt(others), places, showsSeed)}
      ${others.length > mostLookedAt && html`<p>And ${others.length - mostLookedAt} more, below.</p>`}`
  }
  ${suite.skipped.length > 0 && html`<p>Not run: ${suite.skipped.map(({ scenario, reason }) => html`<br />${scenario}: ${reason}`)}</p>`}
  ${notesList(others)}
  ${folded(`Every run, with the command that repeats it (${runs.length})`, allRuns(runs, places, showsSeed))}`;
}

function compared(figures: ComparisonFigures, suite: SuiteResult, places: RunPlaces): Html {
  const runs = runsOf(suite);
  const runOf = (design: string, phase: string): RunResult | undefined =>
    runs.find(({ setup }) => {
      const one = setup?.scenario.compared;
      return one?.comparison === figures.name && one.design === design && one.phase === phase;
    });
  const tried = suite.sensitivity?.find(({ comparison }) => comparison === figures.name);
  return html`<h3>Which design for ${figures.trucks} trucks?</h3>
    ${choiceText(figures)} ${comparisonTable(figures, runOf, places)}
    ${tried && sensitivityList(tried)}`;
}

/** What takes part in a comparison only to show how it breaks is among the others. */
function isShownIn({ setup }: RunResult, comparisons: readonly ComparisonFigures[]): boolean {
  const one = setup?.scenario.compared;
  if (one === undefined) return false;
  const figures = comparisons.find(({ name }) => name === one.comparison);
  const isChosen = figures?.designs.some(({ design }) => design === one.design) === true;
  return isChosen && one.phase !== "wrong";
}

function othersTable(runs: readonly RunResult[], places: RunPlaces, showsSeed: boolean): Html {
  return dataTable({
    caption: "Order, parallelism, latency from due to done, throttled requests and price",
    head: ["Scenario", ...runHead, "Evidence"],
    rows: runs.map((run) => [
      html`${runName(run, showsSeed)}${run.setup && html`<small>${run.setup.scenario.summary}</small>`}`,
      ...runCells(run),
      html`${places.line(run)}; ${places.linked(run, "with its command")}`,
    ]),
  });
}

/** Those that did not come out as expected first, where there are too many to be looked at. */
function toLookAt(runs: readonly RunResult[]): readonly RunResult[] {
  if (runs.length <= mostLookedAt) return runs;
  const failed = runs.filter((run) => !hasPassed(run));
  return [...failed, ...runs.filter(hasPassed)].slice(0, mostLookedAt);
}

function allRuns(runs: readonly RunResult[], places: RunPlaces, showsSeed: boolean): Html {
  return dataTable({
    caption:
      runs.length > mostListed
        ? `The first ${mostListed} of ${runs.length} runs; summary.csv has all`
        : "Every run",
    head: ["Run", ...runHead, "Evidence", "Again"],
    rows: runs
      .slice(0, mostListed)
      .map((run) => [
        html`<span id="${places.anchor(run)}">${runName(run, showsSeed)}</span>`,
        ...runCells(run),
        places.line(run),
        commandOf(run),
      ]),
  });
}

function notesList(runs: readonly RunResult[]): Html | false {
  const notes = notesText(runs);
  return (
    notes.length > 0 &&
    html`<ul class="notes">
      ${notes.map((note) => html`<li>${note}</li>`)}
    </ul>`
  );
}
