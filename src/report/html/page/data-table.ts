import { Html, html, type Part } from "./html.ts";

export interface Table {
  readonly caption: string;
  readonly head: readonly Part[];
  /** The first cell of a row says what the row is. */
  readonly rows: readonly (readonly Part[])[];
}

/** A table that scrolls by itself where the page is too narrow for it, by keyboard too. */
export function dataTable({ caption, head, rows }: Table): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div> `;
}

function row([first, ...others]: readonly Part[]): Html {
  return html`<tr>
    <th scope="row">${first}</th>
    ${others.map((cell) => (isText(cell) ? html`<td class="text">${cell}</td>` : html`<td>${cell}</td>`))}
  </tr> `;
}

/** Figures stand under each other by their last digit, words by their first letter. */
function isText(cell: Part): boolean {
  return cell instanceof Html || (typeof cell === "string" && !/^[-–$\d]/.test(cell));
}

export function folded(summary: Part, content: Part): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details> `;
}
