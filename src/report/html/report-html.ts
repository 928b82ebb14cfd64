import { seenTrucks } from "../../result/seen-trucks.ts";
/**
 * report.html: one file that opens from disk, asks nothing of anybody, and says all of it without a script. It shows a result, and what
 * run.json says of where it was made; its parts are in the order in which somebody asks who has to decide.
 */
import { runsOf, type SuiteResult } from "../../result/suite-result.ts";
import { brokenSection } from "./broken/broken-section.ts";
import { chartsSection } from "./charts/charts-section.ts";
import { takePencil } from "./charts/plot.ts";
import { againstSection } from "./decision/against.ts";
import { decisionSection } from "./decision/decision.ts";
import { atAGlance } from "./page/at-a-glance.ts";
import { backgroundSection } from "./page/background.ts";
import { Html, html, type Part } from "./page/html.ts";
import type { RunFacts } from "./page/run-facts.ts";
import { script } from "./page/script.ts";
import { style } from "./page/style.ts";
import { trucksSection } from "./trucks/trucks-section.ts";

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Part;
}

export async function reportHtml(suite: SuiteResult, facts?: RunFacts): Promise<string> {
  const pencil = await takePencil();
  const runs = runsOf(suite);
  const trucks = seenTrucks(runs);
  const sections: readonly Section[] = [
    { id: "decision", title: "The decision", content: decisionSection(suite) },
    { id: "against", title: "Measured beside modelled", content: againstSection(suite) },
    {
      id: "trucks",
      title: "The trucks as the consumer saw them",
      content: trucks && trucksSection(trucks),
    },
    {
      id: "charts",
      title: "Latency, throughput, consumers, shards",
      content: chartsSection(pencil, runs),
    },
    { id: "broken", title: "Broken trucks", content: brokenSection(runs) },
    {
      id: "background",
      title: "What it rests on",
      content: backgroundSection(suite, facts),
    },
  ];
  return page(
    sections.filter(({ content }) => content !== undefined),
    atAGlance(suite, facts),
  ).text;
}

function page(sections: readonly Section[], glance: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        />
        <title>Convoy: order per truck on Kinesis and SQS</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <header>
          <a class="skip" href="#main">To the content</a>
          <h1>Convoy: order per truck on Kinesis and SQS</h1>
          ${glance}
          <nav aria-label="Parts of this page">
            <ul>
              ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main id="main">
          ${sections.map(
            ({ id, title, content }) =>
              html`<section aria-labelledby="${id}">
                <h2 id="${id}">${title}</h2>
                ${content}
              </section> `,
          )}
        </main>
        <footer>
          <p>
            Made by convoy-bench from result.json: <code>convoy report</code> with this folder makes
            it again.
          </p>
        </footer>
        <script>
          ${new Html(script)};
        </script>
      </body>
    </html> `;
}
