/** The trucks on a map as the consumer saw them: in order, beside the same trucks with the order lost. */
import type { Track } from "../../../result/run-result.ts";
import { jumpsBack, type SeenRun, type SeenTrucks } from "../../../result/seen-trucks.ts";
import { dataTable, folded } from "../page/data-table.ts";
import { type Html, html } from "../page/html.ts";
import {
  panelContent,
  panelHeight,
  panelPoints,
  panelText,
  panelWidth,
  type Projection,
  projectionOf,
} from "./panel.ts";

export function trucksSection({ kept, lost }: SeenTrucks): Html {
  const sides = [kept, lost].filter((side) => side !== undefined);
  const keys = sides[0]!.tracks.map(({ key }) => key);
  const most = Math.max(...sides.flatMap(({ tracks }) => tracks.map((t) => t.positions.length)));
  return html`<p>
      Each line goes from position to position in the order in which their effects were done.
      ${argument(lost)}
    </p>
    <div class="slider" hidden>
      <label for="k">After <output id="k-text">${most}</output> positions</label
      ><input type="range" id="k" min="1" max="${most}" value="${most}" /><button
        type="button"
        id="k-play"
      >
        Play
      </button>
    </div>
    <ul class="legend">
      <li>
        <svg width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
          <path class="step" d="M1,6H27" />
        </svg>
        on to a later position, leaping in an arc
      </li>
      <li>
        <svg width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
          <path class="back" d="M1,10Q14,-6 27,10" />
        </svg>
        back to an earlier one
      </li>
      <li>
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
          <circle class="now" cx="9" cy="9" r="4.5" />
        </svg>
        where the map shows the truck
      </li>
      <li>
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
          <circle class="true" cx="9" cy="9" r="7.5" />
        </svg>
        where it is
      </li>
    </ul>
    <div class="maps maps-${sides.length}">
      ${sides.map((side) => html`<h3>${titleOf(side)}</h3>`)} ${keys.map((key) => row(key, sides))}
    </div>
    ${folded("Figures", table(sides))}`;
}

function argument(lost: SeenRun | undefined): string {
  return lost === undefined
    ? "No truck goes back: its events took effect in the order in which they were sent."
    : "Where the order is lost, a truck jumps back to where it was before, and whoever looks at the map, or computes a speed from it, is told what never happened.";
}

/** `kinesis-5-shards: order kept`. */
export function titleOf({ run, isAsDriven, tracks }: SeenRun): string {
  if (isAsDriven) return "As they drove";
  const name = run.setup?.scenario.compared?.design ?? run.name;
  return `${name}: order ${tracks.some((track) => jumpsBack(track) > 0) ? "lost" : "kept"}`;
}

/** One truck, on every side that has it. */
function row(key: string, sides: readonly SeenRun[]): Html {
  const tracks = sides.map((side) => ({ side, track: side.tracks.find((t) => t.key === key)! }));
  const projection = projectionOf(tracks.flatMap(({ track }) => track.positions));
  return html`${tracks.map(({ side, track }) => panel(side, track, projection))}`;
}

function panel(side: SeenRun, track: Track, projection: Projection): Html {
  const text = panelText(track);
  return html`<figure class="map">
    <svg
      class="track"
      role="img"
      aria-label="${titleOf(side)}: ${track.key}, ${text}"
      viewBox="0 0 ${panelWidth} ${panelHeight}"
      data-points="${panelPoints(track, projection)}"
    >
      ${panelContent(track, projection)}
    </svg>
    <figcaption>${track.key}: ${text}</figcaption>
  </figure> `;
}

function table(sides: readonly SeenRun[]): Html {
  return dataTable({
    caption: "The order in which positions took effect, by their numbers",
    head: ["Truck", "Run", "Jumps back", "Numbers of the positions, in order of effect"],
    rows: sides.flatMap((side) =>
      side.tracks.map((track) => [
        track.key,
        titleOf(side),
        jumpsBack(track),
        track.positions.map(({ seq }) => seq).join(" "),
      ]),
    ),
  });
}
