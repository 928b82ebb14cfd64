import { cos, decimalExponent } from "../../../portable-math.ts";
import type { Track, TrackPosition } from "../../../result/run-result.ts";
/** One truck's way as a consumer saw it: a line from position to position, in the order in which they took effect. */
import { jumpsBack } from "../../../result/seen-trucks.ts";
import { Html, html } from "../page/html.ts";

export const panelWidth = 240;
export const panelHeight = 190;
const margin = 22;
/** How far beside the way an arc goes at least. */
const leastBend = 16;
const metresPerDegree = 111_195;

/** Where places lie on a panel. */
export interface Projection {
  readonly at: (place: TrackPosition) => readonly [x: number, y: number];
  readonly metresPerUnit: number;
}

/** Of all places together, so that two panels can be compared. */
export function projectionOf(places: readonly TrackPosition[]): Projection {
  const lats = places.map(({ lat }) => lat);
  const lons = places.map(({ lon }) => lon);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const shrink = cos((((south + north) / 2) * Math.PI) / 180);
  const [wide, high] = [(east - west) * shrink, north - south];
  const scale = Math.min(
    (panelWidth - 2 * margin) / Math.max(wide, 1e-6),
    (panelHeight - 2 * margin) / Math.max(high, 1e-6),
  );
  const [left, top] = [(panelWidth - wide * scale) / 2, (panelHeight - high * scale) / 2];
  return {
    at: ({ lat, lon }) => [
      tenth(left + (lon - west) * shrink * scale),
      tenth(top + (north - lat) * scale),
    ],
    metresPerUnit: metresPerDegree / scale,
  };
}

/**
 * The inside of a panel. A step to the next position is straight. A leap over positions is an arc beside the way, forth on one side and
 * back on the other, or it could not be seen on a straight road. Every part bears in `data-k` the number of positions after which it is
 * there.
 */
export function panelContent({ positions }: Track, { at, metresPerUnit }: Projection): Html {
  const points = positions.map(at);
  const steps = positions.slice(1).map((place, index) => {
    const [from, to] = [points[index]!, points[index + 1]!];
    const by = place.seq - positions[index]!.seq;
    const path = Math.abs(by) === 1 ? line(from, to) : arc(from, to);
    return html`<path class="${by < 0 ? "back" : "step"}" data-k="${index + 2}" d="${path}" />`;
  });
  const dots = points.map(
    ([x, y], index) => html`<circle class="pos" data-k="${index + 1}" cx="${x}" cy="${y}" r="2" />`,
  );
  const [nowX, nowY] = points.at(-1)!;
  const [trueX, trueY] = points[latest(positions)]!;
  return html`${scaleBar(metresPerUnit)}${steps}${dots}<circle
      class="true"
      cx="${trueX}"
      cy="${trueY}"
      r="8"
    /><circle class="now" cx="${nowX}" cy="${nowY}" r="4.5" />`;
}

/** What a panel shows, in words. */
export function panelText(track: Track): string {
  const count = jumpsBack(track);
  const jumps = count === 0 ? "never back" : `${count} ${count === 1 ? "jump" : "jumps"} back`;
  return `${track.positions.length} positions, ${jumps}`;
}

/** For the slider: places in the order of the effects, and their seqs. */
export function panelPoints({ positions }: Track, { at }: Projection): string {
  return JSON.stringify(positions.map((place) => [...at(place), place.seq]));
}

/** Index of the position that is latest by the truck's own order: where it really is. */
function latest(positions: readonly TrackPosition[]): number {
  let best = 0;
  for (const [index, { seq }] of positions.entries()) {
    if (seq > positions[best]!.seq) best = index;
  }
  return best;
}

type Point = readonly [x: number, y: number];

function line([x, y]: Point, [toX, toY]: Point): string {
  return `M${x},${y}L${toX},${toY}`;
}

function arc([x, y]: Point, [toX, toY]: Point): string {
  const [alongX, alongY] = [toX - x, toY - y];
  const length = Math.sqrt(alongX * alongX + alongY * alongY);
  const bend = length === 0 ? 0 : Math.max(0.7, leastBend / length);
  const controlX = tenth((x + toX) / 2 - alongY * bend);
  const controlY = tenth((y + toY) / 2 + alongX * bend);
  return `M${x},${y}Q${controlX},${controlY} ${toX},${toY}`;
}

/** The longest round length that takes at most a third of the width. */
function scaleBar(metresPerUnit: number): Html {
  const most = (panelWidth / 3) * metresPerUnit;
  const unit = 10 ** decimalExponent(most);
  const metres = [5, 2, 1].find((times) => times * unit <= most)! * unit;
  const y = panelHeight - 6;
  const text = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  const to = tenth(8 + metres / metresPerUnit);
  return html`<path class="scale" d="M8,${y}H${to}" /><text class="scale-text" x="8" y="${y - 5}"
      >${text}</text
    >`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
