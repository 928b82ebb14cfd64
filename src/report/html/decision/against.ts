/** Measured beside modelled, run by run: the figures that decide at a glance, the others folded. */
import { type ComparedRun, compareRuns } from "../../../result/compare.ts";
import type { SuiteResult } from "../../../result/suite-result.ts";
import type { SummaryColumn } from "../../../result/summary-row.ts";
import {
  againstCells,
  againstHead,
  caveatNote,
  hasCaveats,
  placesText,
  runText,
} from "../../against-words.ts";
import { dataTable, folded } from "../page/data-table.ts";
import { html, type Html } from "../page/html.ts";

const deciding: ReadonlySet<SummaryColumn> = new Set([
  "verdict",
  "produce_events_per_s",
  "consume_events_per_s",
  "consumers_active_max",
  "put_p50_ms",
  "e2e_p50_ms",
  "e2e_p99_ms",
  "throttled_requests",
]);

/** Undefined: nothing was run on the model beside it. */
export function againstSection({ scenarios, modelled }: SuiteResult): Html | undefined {
  const runs = modelled === undefined ? [] : compareRuns(scenarios, modelled);
  if (runs.length === 0) return undefined;
  return html`<p>
      Measured on ${placesText(runs)}. The difference is what was measured less what was modelled.
    </p>
    ${runs.map(runPart)}`;
}

function runPart(run: ComparedRun): Html {
  const decides = run.columns.filter(({ column }) => deciding.has(column));
  return html`<h3>${runText(run)}</h3>
    ${tableOf(run, decides)} ${hasCaveats(run) && html`<p class="note">${caveatNote}</p>`}
    ${folded(`Every column (${run.columns.length})`, tableOf(run, run.columns))}`;
}

function tableOf(run: ComparedRun, columns: ComparedRun["columns"]): Html {
  return dataTable({
    caption: `${run.measured.name}: measured and modelled`,
    head: againstHead,
    rows: columns.map(againstCells),
  });
}
