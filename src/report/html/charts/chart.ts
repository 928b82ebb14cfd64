/** A chart on the page: what it shows, its legend, the picture, what to see in it, and the figures as a table. */
import { dataTable, folded, type Table } from "../page/data-table.ts";
import { type Html, html, type Part } from "../page/html.ts";
import { type LineStyle, usualWidth } from "./line-style.ts";

export interface Chart {
  readonly title: string;
  readonly picture: Html;
  /** Empty: there is one thing only. */
  readonly legend: readonly LegendEntry[];
  /** What the axes are and what to look for. */
  readonly note: Part;
  readonly table: Table;
}

export interface LegendEntry extends LineStyle {
  readonly name: string;
}

export function chart({ title, picture, legend, note, table }: Chart): Html {
  return html`<figure class="card">
    <figcaption><h4>${title}</h4></figcaption>
    ${
      legend.length > 0 &&
      html`<ul class="legend">
        ${legend.map(legendEntry)}
      </ul>`
    }
    ${picture}
    <p class="note">${note}</p>
    ${folded("Figures", dataTable(table))}
  </figure> `;
}

function legendEntry({ name, color, dash, width = usualWidth }: LegendEntry): Html {
  return html`<li>
    <svg width="28" height="10" viewBox="0 0 28 10" aria-hidden="true">
      <line
        x1="1"
        y1="5"
        x2="27"
        y2="5"
        stroke="${color}"
        stroke-width="${width}"
        stroke-dasharray="${dash}"
      />
    </svg>
    ${name}
  </li>`;
}
