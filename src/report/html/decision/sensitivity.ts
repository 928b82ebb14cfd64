/** Which conclusions of a comparison hold whatever the model assumes, and which are open until they are measured on AWS. */
import type { Sensitivity, TriedStatement } from "../../../result/sensitivity.ts";
import { html, type Html } from "../page/html.ts";

export function sensitivityList({ statements, variations }: Sensitivity): Html {
  return html`<h4>
      With each assumption of the model taken otherwise, in ${variations.length} variations
    </h4>
    <ul>
      ${statements.map(statement)}
    </ul>`;
}

function statement({ says, changes }: TriedStatement): Html {
  const word = changes.length === 0 ? "holds" : "open";
  return html`<li>
    <strong>${word}</strong>:
    ${says}${
      changes.length > 0 &&
      html`<ul>
        ${changes.map(({ assumption, label, instead }) => html`<li>${assumption} ${label}: ${instead}</li>`)}
      </ul>`
    }
  </li>`;
}
