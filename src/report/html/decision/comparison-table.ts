/** Designs side by side, the phases of a comparison as rows: what is said of each in lectures and guides, and what was seen. */
import type { ComparisonFigures, DesignFigures } from "../../../result/comparison-figures.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { dollars, figure, milliseconds, whole } from "../page/figures.ts";
import { html, type Html, type Part } from "../page/html.ts";
import type { RunPlaces } from "./run-places.ts";

interface Row {
  readonly phase: string;
  readonly label: string;
  readonly said: (design: DesignFigures) => string | undefined;
  readonly seen: (design: DesignFigures) => string;
}

function anomalyCount({ verdict }: RunResult): number {
  return Object.values(verdict.counts).reduce((sum, count) => sum + count, 0);
}

const unsaid = (): undefined => undefined;

const rows: readonly Row[] = [
  {
    phase: "steady",
    label: "Trucks in a lane (shard, message group)",
    said: ({ keysPerLane }) => (keysPerLane === undefined ? undefined : ""),
    seen: ({ keysPerLane: keys }) => {
      if (keys === undefined) return "–";
      return keys.least === keys.most ? whole(keys.most) : `${keys.least} to ${keys.most}`;
    },
  },
  {
    phase: "steady",
    label: "From due to done, median",
    said: unsaid,
    seen: ({ e2eP50Ms }) => milliseconds(e2eP50Ms),
  },
  {
    phase: "steady",
    label: "The same, 99th percentile",
    said: unsaid,
    seen: ({ e2eP99Ms }) => milliseconds(e2eP99Ms),
  },
  {
    phase: "steady",
    label: "Price per million events",
    said: unsaid,
    seen: ({ costUsdPerMillion }) => dollars(costUsdPerMillion),
  },
  {
    phase: "backlog",
    label: "Most consumers at work at once",
    said: ({ said }) => whole(said.consumers),
    seen: ({ consumersActive }) => whole(consumersActive),
  },
  {
    phase: "backlog",
    label: "Seconds until late consumers had caught up",
    said: unsaid,
    seen: ({ drainS }) => whole(drainS),
  },
  {
    phase: "ceiling",
    label: "Most events written per second",
    said: ({ said }) => whole(said.eventsPerS),
    seen: ({ ceilingPerS }) => whole(ceilingPerS),
  },
  {
    phase: "ceiling-8-kib",
    label: "Most MB written per second, 8 KiB events",
    said: ({ said }) => figure(said.mbPerS),
    seen: ({ ceilingMbPerS }) => figure(ceilingMbPerS),
  },
  {
    phase: "saturation",
    label: "Most events per second that were kept up with",
    said: unsaid,
    seen: ({ keptUpPerS, gaveFirst }) =>
      keptUpPerS === undefined
        ? "–"
        : `${whole(keptUpPerS)}${gaveFirst === undefined ? "" : ` (then: ${gaveFirst})`}`,
  },
  {
    phase: "replay",
    label: "A second application can read everything again",
    said: unsaid,
    seen: ({ replay }) =>
      replay === undefined
        ? "–"
        : { same: "yes, the same", other: "yes, but other", no: "no" }[replay],
  },
];

/** In their order, and behind them the one that breaks things. */
const phaseNames = [...new Set(rows.map(({ phase }) => phase)), "wrong"];

export function comparisonTable(
  figures: ComparisonFigures,
  runOf: (design: string, phase: string) => RunResult | undefined,
  places: RunPlaces,
): Html {
  const { designs, trucks } = figures;
  const shown = rows.filter(({ seen }) => designs.some((design) => seen(design) !== "–"));
  const caption = `Designs side by side, for ${trucks} trucks`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table class="compared">
      <caption>
        ${caption}. A figure links to its run; in brackets what lectures and guides say.
      </caption>
      <thead>
        <tr>
          <td></td>
          ${designs.map(({ design }) => html`<th scope="col">${design.replaceAll("-", "-\u200B")}</th>`)}
        </tr>
      </thead>
      <tbody>
        <tr class="verdicts">
          <th scope="row">Order per truck</th>
          ${designs.map(orderCell)}
        </tr>
        ${shown.map((row) => line(row))}
      </tbody>
    </table>
  </div> `;

  function line({ phase, label, said, seen }: Row): Html {
    return html`<tr>
      <th scope="row">${label} <small>${phase}</small></th>
      ${designs.map((design) => {
        const text = saidText(said(design), design);
        return html`<td>${places.linked(runOf(design.design, phase), seen(design))}${text}</td>`;
      })}
    </tr> `;
  }

  /** Where it was lost, with the run that lost most. */
  function orderCell({ design, order }: DesignFigures): Html {
    const word = html`<span class="order ${order}">${order === "lost" ? "LOST" : order}</span>`;
    const ofDesign = phaseNames.flatMap((phase) => runOf(design, phase) ?? []);
    const lost = ofDesign.filter(({ verdict }) => verdict.verdict === "invalid");
    const [worst] = lost.toSorted((a, b) => anomalyCount(b) - anomalyCount(a));
    return html`<td>${places.linked(worst, word)}</td>`;
  }

  function saidText(text: string | undefined, { service, said }: DesignFigures): Part {
    if (text === undefined || text === "–") return "";
    if (text !== "") return html` <small>(said: ${text})</small>`;
    const lanes = service === "kinesis" ? said.consumers : trucks;
    return html` <small>(said: ${figure(trucks / lanes)})</small>`;
  }
}
