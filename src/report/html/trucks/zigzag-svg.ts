/** The trucks of a report as one picture that stands by itself, light and dark: for a page that cannot hold a report. */
import type { SeenRun, SeenTrucks } from "../../../result/seen-trucks.ts";
import { jumpsBack } from "../../../result/seen-trucks.ts";
import { Html, html } from "../page/html.ts";
import { darkColors, lightColors, trackStyle } from "../page/style.ts";
import { panelContent, panelHeight, panelText, panelWidth, projectionOf } from "./panel.ts";
import { titleOf } from "./trucks-section.ts";

const gap = 10;
const headHeight = 30;
const footHeight = 24;
const rowHeight = headHeight + panelHeight + footHeight;

const style = `
svg{${lightColors}font-family:system-ui,-apple-system,"Segoe UI",sans-serif}
@media(prefers-color-scheme:dark){svg{${darkColors}}}
.ground{fill:var(--card);stroke:var(--line)}
.title{fill:var(--text);font-size:17px;font-weight:600}
.caption{fill:var(--muted);font-size:12px}${trackStyle}`;

/** A row for each side, a column for each truck. */
export function zigzagSvg({ kept, lost }: SeenTrucks): string {
  const sides = [kept, lost].filter((side) => side !== undefined);
  const columns = Math.max(...sides.map(({ tracks }) => tracks.length));
  const width = columns * (panelWidth + gap) + gap;
  const height = sides.length * (rowHeight + gap) + gap;
  const projections = new Map(
    sides[0]!.tracks.map(({ key }) => [key, projectionOf(placesOf(key, sides))]),
  );
  const rows = sides.map((side, index) => {
    const top = gap + index * (rowHeight + gap);
    const panels = side.tracks.map((track, column) => {
      const left = gap + column * (panelWidth + gap);
      return html`<g transform="translate(${left},${top + headHeight})"
        ><rect
          class="ground"
          width="${panelWidth}"
          height="${panelHeight}"
          rx="8"
        />${panelContent(track, projections.get(track.key)!)}<text
          class="caption"
          x="4"
          y="${panelHeight + 17}"
          >${track.key}: ${panelText(track)}</text
        ></g
      > `;
    });
    return html`<text class="title" x="${gap}" y="${top + 20}">${titleOf(side)}</text> ${panels}`;
  });
  const picture = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="${zigzagText({ kept, lost })}"
  >
    <style>
      ${new Html(style)}
    </style>
    <rect width="${width}" height="${height}" fill="var(--bg)" />
    ${rows}
  </svg> `;
  return picture.text.replaceAll(/ data-k="\d+"/g, "");
}

/** What the picture shows, in words. */
export function zigzagText({ kept, lost }: SeenTrucks): string {
  return [kept, lost]
    .filter((side) => side !== undefined)
    .map((side) => `${titleOf(side)}, ${sumText(side)}`)
    .join("; ");
}

function sumText({ tracks }: SeenRun): string {
  const positions = tracks.reduce((sum, track) => sum + track.positions.length, 0);
  const jumps = tracks.reduce((sum, track) => sum + jumpsBack(track), 0);
  return `${jumps === 0 ? "no" : jumps} jumps back in ${positions} positions of ${tracks.length} trucks`;
}

function placesOf(key: string, sides: readonly SeenRun[]) {
  return sides.flatMap(({ tracks }) =>
    tracks.flatMap((track) => (track.key === key ? track.positions : [])),
  );
}
