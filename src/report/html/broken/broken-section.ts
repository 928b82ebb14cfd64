/** The worst few of each anomaly: a timeline with three lanes, and the same as text. */
import { anomalyKinds, type BrokenKey, type RunResult } from "../../../result/run-result.ts";
import { timelineText } from "../../assertions/timeline-text.ts";
import { folded } from "../page/data-table.ts";
import { whole } from "../page/figures.ts";
import { type Html, html } from "../page/html.ts";
import { storyFigure } from "./story-figure.ts";
import { storyOf } from "./story.ts";

const mostPerKind = 3;

/** What each of them means to somebody who looks at the trucks. */
const meanings: Readonly<Record<string, string>> = {
  lost: "Acknowledged, and never delivered although it should have been.",
  unseen: "Acknowledged, and not delivered by the end of the run.",
  "duplicate-log": "One event stands at two positions of the log.",
  "duplicate-effect": "One event was processed twice.",
  "nonmonotonic-send": "The log has another order than was meant.",
  "nonmonotonic-effect": "Events were completed in another order than the log's.",
  overtake: "A later event was begun while an earlier one was in flight.",
  "key-overlap": "Two consumers were inside one truck at once.",
  misrouted: "One truck's events went to two shards, and nothing orders those.",
  phantom: "Delivered, and never sent.",
  corrupt: "Another payload came than was sent.",
  unprocessed: "Delivered, passed by, and never processed.",
  "stale-effect": "An earlier event was done again after a later one, and stayed on top.",
};

interface Broken {
  readonly run: RunResult;
  readonly key: BrokenKey;
}

/** Undefined: nothing broke, or no history around it was kept. */
export function brokenSection(runs: readonly RunResult[]): Html | undefined {
  const kinds = anomalyKinds.flatMap((kind) => {
    const worst = worstOf(kind, runs);
    return worst.length === 0 ? [] : [{ kind, worst }];
  });
  if (kinds.length === 0) return undefined;
  return html`<p>
      Each event is a line from the order in which it was meant, through the log of the service, to
      its effect. Where lines cross, the order broke; the thick ones are the events in question. An
      excerpt: what ends in a dashed stub was done before or after it. The ring of an effect has the
      colour of its consumer. Over a send stands what went wrong with it.
    </p>
    ${kinds.map(
      ({ kind, worst }) =>
        html`<h3>${kind} <small>${meanings[kind]}</small></h3>
          <div class="cards">${worst.map(brokenCard)}</div>`,
    )}`;
}

/** Of the runs that have most of it, one truck each; of the worst run, more if there is room. */
function worstOf(kind: string, runs: readonly RunResult[]): readonly Broken[] {
  const count = ({ verdict }: RunResult): number =>
    verdict.counts[kind as keyof typeof verdict.counts];
  const perRun = runs
    .filter((run) => run.brokenKeys.some((key) => key.kind === kind))
    .toSorted((a, b) => count(b) - count(a))
    .map((run) => run.brokenKeys.filter((key) => key.kind === kind).map((key) => ({ run, key })));
  const rounds = [0, 1, 2].flatMap((round) =>
    perRun.flatMap((ofRun) => ofRun.slice(round, round + 1)),
  );
  return rounds.slice(0, mostPerKind);
}

function brokenCard({ run, key }: Broken): Html {
  const count = run.verdict.counts[key.kind as keyof typeof run.verdict.counts];
  return html`<figure class="card">
    <figcaption><h4>${key.key} in ${run.name}</h4></figcaption>
    ${storyFigure(storyOf(key), key)}
    <p class="note">${key.detail}. ${whole(count)} of this kind in the run.</p>
    ${folded("As text", html`<pre tabindex="0">${timelineText(key).join("\n")}</pre>`)}
  </figure> `;
}
