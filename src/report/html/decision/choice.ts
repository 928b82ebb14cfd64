/** Which design to choose, and why, in sentences for somebody who has read nothing else. */
import { adviceOn, choiceOf } from "../../../result/comparison-advice.ts";
import type { ComparisonFigures, DesignFigures } from "../../../result/comparison-figures.ts";
import { dollars, milliseconds, whole } from "../page/figures.ts";
import { html, type Html, type Part } from "../page/html.ts";

export function choiceText(figures: ComparisonFigures): Html {
  const { trucks, eventsPerS, handlerMs, consumers, designs, evidence } = figures;
  const { quickest, slower, behind, cheapest, lost } = choiceOf(figures);
  const kept = designs.filter(({ order }) => order === "kept");
  // The first sentence says what the list says.
  const [, ...others] = adviceOn(figures);
  return html`<p class="lead">
      ${trucks} trucks send ${whole(eventsPerS)} positions a second; a handler takes
      ${milliseconds(handlerMs)}, and ${consumers} consumers were started.
      <strong
        >${kept.length} of ${designs.length} designs keep every truck's positions in order.</strong
      >
      Figures are ${evidence}.
    </p>
    <ul class="choice">
      ${quickest.length > 0 && html`<li><strong>To be quick, choose ${names(quickest)}</strong>${quickest.length === 1 ? ": the" : ": any of them. The"} median from due to done is ${range(quickest)}${quickest.length > 1 && ", a difference that published measurements do not bear out, so they are not ranked"}. ${slower !== undefined && html`The next takes ${milliseconds(slower.e2eP50Ms)} (${name(slower)}).`}</li>`}
      ${cheapest !== undefined && html`<li><strong>To be cheap, choose ${name(cheapest)}</strong>: ${dollars(cheapest.costUsdPerMillion)} per million events at this rate, with a median of ${milliseconds(cheapest.e2eP50Ms)}.</li>`}
      ${parallel(kept)} ${again(kept)}
      ${behind.length > 0 && html`<li><strong>Do not choose ${names(behind)}</strong> for this load: ever further behind.</li>`}
      ${lost.length > 0 && html`<li><strong>Do not choose ${names(lost)}</strong> where order matters: it was lost.</li>`}
      ${(quickest.length === 0 ? adviceOn(figures) : others).map(sentenceItem)}
    </ul> `;
}

/** What it is about stands before its colon. */
function sentenceItem(sentence: string): Html {
  const [about = "", ...said] = sentence.split(": ");
  return html`<li><strong>${about}</strong>${said.length > 0 && `: ${said.join(": ")}`}</li>`;
}

/** Most and fewest handlers at work, where they differ. */
function parallel(kept: readonly DesignFigures[]): Part {
  const known = kept.filter(({ consumersActive }) => consumersActive !== undefined);
  const counts = known.map(({ consumersActive }) => consumersActive!);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (known.length === 0 || least === most) return "";
  const of = (count: number) => known.filter(({ consumersActive }) => consumersActive === count);
  return html`<li>
    <strong>To work in parallel, choose ${names(of(most))}</strong>: ${most} consumers were at work
    at once when there was a backlog; with ${names(of(least))} no more than ${least}.
  </li>`;
}

function again(kept: readonly DesignFigures[]): Part {
  const able = kept.filter(({ replay }) => replay === "same");
  const unable = kept.filter(({ replay }) => replay === "no");
  if (able.length === 0 || unable.length === 0) return "";
  return html`<li>
    <strong>To read everything again, or by several applications, choose ${names(able)}</strong>: a
    queue gives an event to one consumer, and then it is gone.
  </li>`;
}

function range(designs: readonly DesignFigures[]): string {
  const [first, last] = [designs[0]?.e2eP50Ms, designs.at(-1)?.e2eP50Ms];
  return first === last ? milliseconds(first) : `${milliseconds(first)} to ${milliseconds(last)}`;
}

function name({ design }: DesignFigures): Html {
  return html`<span class="design">${design}</span>`;
}

function names(designs: readonly DesignFigures[]): Part {
  return designs.map((design, index) => {
    const before = index === 0 ? "" : index === designs.length - 1 ? " or " : ", ";
    return html`${before}${name(design)}`;
  });
}
