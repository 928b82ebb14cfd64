/** Three lanes (sent, log, effect) and a line for each event: where lines cross, the order broke. */
import type { BrokenKey } from "../../../result/run-result.ts";
import { lineStyle } from "../charts/line-style.ts";
import { type Html, html, type Part } from "../page/html.ts";
import type { Done, LogPlace, Story } from "./story.ts";

const width = 420;
const height = 236;
const left = 80;
const right = 22;
const lanes = { sent: 34, log: 112, effect: 190 } as const;
const radius = 12;

/** Anomalies that an event has because nothing came of it. */
const neverDone: ReadonlySet<string> = new Set(["lost", "unprocessed", "unseen"]);

interface Node {
  readonly seq: number;
  readonly x: number;
}

export function storyFigure(story: Story, { seq, otherSeq, kind, key }: BrokenKey): Html {
  const { sent, log, effects } = story;
  const isOurs = (one: number): boolean => one === seq || one === otherSeq;
  const sentNodes = spread(sent.map((one) => ({ seq: one })));
  const logNodes = spread(log);
  const effectNodes = spread(effects);
  const links = [
    ...join(sentNodes, logNodes, "sent", "log"),
    ...join(logNodes, effectNodes, "log", "effect"),
  ];
  const undone = logNodes.filter(({ seq: one }) => !effects.some((done) => done.seq === one));
  const consumers = consumersOf(effects);
  const hasShards = new Set(log.map(({ lane }) => lane)).size > 1;
  return html`<svg
      class="story"
      role="img"
      aria-label="${kind} of ${key}: sent ${list(sent)}; ${story.hasLog ? "in the log" : "received"} ${list(log.map(({ seq: one }) => one))}; done ${list(effects.map(({ seq: one }) => one))}${[...story.troubles].filter(([one]) => sent.includes(one)).map(([one, text]) => `; ${one} ${text}`)}${story.marks.map(({ text }) => `; ${text}`)}"
      viewBox="0 0 ${width} ${height}"
    >
      ${(Object.keys(lanes) as (keyof typeof lanes)[]).map((lane) => html`<path class="lane" d="M${left - 14},${lanes[lane]}H${width - 6}" /><text class="lane-name" x="4" y="${lanes[lane] + 4}">${lane === "log" && !story.hasLog ? "received" : lane}</text>`)}
      ${links.filter(({ node }) => !isOurs(node.seq)).map(({ path }) => html`<path class="link" d="${path}" />`)}
      ${links.filter(({ node }) => isOurs(node.seq)).map(({ path }) => html`<path class="link ours" d="${path}" />`)}
      ${undone.map(({ x, seq: one }) => undonePart(x, isOurs(one) && neverDone.has(kind), hasShards))}
      ${hasShards && html`<text class="lane-note" x="4" y="${lanes.log + 19}">s: shard</text>`}
      ${story.marks.map((mark) => markPart(mark, mark.what === "reshard" ? logNodes : effectNodes))}
      ${sentNodes.map(({ x, seq: one }) => story.troubles.has(one) && html`<text class="trouble" x="${x}" y="${lanes.sent - radius - 5}">${story.troubles.get(one)}</text>`)}
      ${sentNodes.map((node) => nodePart(node, lanes.sent, isOurs(node.seq)))}
      ${logNodes.map((node) => nodePart(node, lanes.log, isOurs(node.seq), laneNumber(node, log)))}
      ${effectNodes.map((node) => nodePart(node, lanes.effect, isOurs(node.seq), "", consumerColor(node, consumers)))}
    </svg>
    <ul class="legend">
      ${consumers.map(
        (consumer, index) =>
          html`<li>
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
              <circle
                cx="8"
                cy="8"
                r="6"
                fill="none"
                stroke="${lineStyle(index).color}"
                stroke-width="3"
              />
            </svg>
            ${consumer}
          </li>`,
      )}
    </ul>`;
}

function spread<Item>(items: readonly Item[]): readonly (Item & { readonly x: number })[] {
  const room = width - left - right;
  const step = items.length > 1 ? room / (items.length - 1) : 0;
  return items.map((item, index) => ({ ...item, x: Math.round(left + index * step) }));
}

/** An event without its effect: never done, or done outside the excerpt. */
function undonePart(x: number, isNever: boolean, hasShards: boolean): Html {
  // Below the number of the shard.
  const y = lanes.log + (hasShards ? 28 : radius);
  if (!isNever) return html`<path class="link outside" d="M${x},${y}v18" />`;
  return html`<path class="link outside ours" d="M${x},${y}V${lanes.effect - 24}" /><text
      class="cross"
      x="${x}"
      y="${lanes.effect - 14}"
      >✕</text
    >`;
}

/** From every place of an event in one lane to every place that it has in the next. */
function join(
  from: readonly Node[],
  to: readonly Node[],
  upper: keyof typeof lanes,
  lower: keyof typeof lanes,
) {
  return from.flatMap((node) =>
    to
      .filter(({ seq }) => seq === node.seq)
      .map((next) => ({ node, path: `M${node.x},${lanes[upper]}L${next.x},${lanes[lower]}` })),
  );
}

function nodePart({ seq, x }: Node, y: number, isOurs: boolean, below = "", color?: string): Html {
  const stroke: Part = color !== undefined && html` style="stroke:${color};stroke-width:3"`;
  return html`<circle
      class="node ${isOurs && "ours"}"
      cx="${x}"
      cy="${y}"
      r="${radius}"
      ${stroke}
    /><text class="seq" x="${x}" y="${y + 4}">${seq}</text
    >${below !== "" && html`<text class="below" x="${x}" y="${y + radius + 11}">${below}</text>`}`;
}

/** Which shard, where there is more than one. */
function laneNumber(node: LogPlace, log: readonly LogPlace[]): string {
  if (new Set(log.map(({ lane }) => lane)).size < 2) return "";
  const number = /(\d+)$/.exec(node.lane)?.[1];
  return number === undefined ? node.lane : `s${Number(number)}`;
}

function markPart({ before, text, what }: Story["marks"][number], nodes: readonly Node[]): Html {
  const [last, next] = [nodes[before - 1]?.x ?? left - 14, nodes[before]?.x ?? width - 6];
  const x = Math.round((last + next) / 2);
  const y = what === "reshard" ? lanes.log : lanes.effect;
  return html`<path class="mark" d="M${x},${y - 34}V${y + 24}" /><text
      class="mark-text"
      x="${x}"
      y="${y + 36}"
      >${text}</text
    >`;
}

function consumersOf(effects: readonly Done[]): readonly string[] {
  return [...new Set(effects.map(({ consumer }) => consumer))].toSorted();
}

function consumerColor({ consumer }: Done, consumers: readonly string[]): string {
  return lineStyle(consumers.indexOf(consumer)).color;
}

function list(seqs: readonly number[]): string {
  return seqs.length === 0 ? "none" : seqs.join(" ");
}
