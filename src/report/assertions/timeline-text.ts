import type { BrokenKey, HistoryRecord } from "../../result/run-result.ts";

/** Of a timeline. */
export const mostLines = 15;

/** What happened to a truck around the place where its order broke, at most 15 lines: when, who, what. */
export function timelineText(broken: BrokenKey): readonly string[] {
  const rows = broken.records
    .map((record) => rowOf(record, broken))
    .filter((row) => row !== undefined);
  const kept = nearest(rows, mostLines);
  const timeWidth = Math.max(...kept.map(({ at }) => at.length));
  const whoWidth = Math.max(...kept.map(({ who }) => who.length));
  return kept.map(
    ({ at, who, what, isOurs }) =>
      `${at.padStart(timeWidth)} ms  ${who.padEnd(whoWidth)}  ${what}${isOurs ? "  <" : ""}`,
  );
}

interface Row {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  /** Whether it is about the events that are wrong. */
  readonly isOurs: boolean;
}

function rowOf(record: HistoryRecord, { seq, otherSeq }: BrokenKey): Row | undefined {
  const what = textOf(record);
  if (what === undefined) return undefined;
  const isOurs = "seq" in record && (record.seq === seq || record.seq === otherSeq);
  const who = "consumer" in record ? record.consumer : "";
  return { at: record.atMs.toFixed(0), who, what, isOurs };
}

function textOf(record: HistoryRecord): string | undefined {
  switch (record.type) {
    case "send":
      return `#${record.seq} sent`;
    case "ack":
      return `#${record.seq} in the log of ${record.lane}`;
    case "refused":
      return `#${record.seq} refused: ${record.reason}`;
    case "uncertain":
      return `#${record.seq} perhaps accepted: ${record.reason}`;
    case "delivery":
      return `#${record.seq} received`;
    case "start":
      return `#${record.seq} begun`;
    case "effect":
      return `#${record.seq} done`;
    case "abandon":
      return `#${record.seq} given up: ${record.reason}`;
    case "commit":
      return record.seq === undefined ? undefined : `#${record.seq} deleted`;
    case "dead-letter":
      return `#${record.seq} dead-lettered: ${record.reason}`;
    case "discard":
      return `#${record.seq} discarded: ${record.reason}`;
    case "crash":
      return "CRASHES";
    case "reshard":
      return `RESHARD ${record.parents.join(" ")} -> ${record.children.join(" ")}`;
    case "lease":
      return `LEASE of ${record.lane} ${record.action}`;
    case "pause":
      return `STANDS STILL${record.forMs === undefined ? "" : ` for ${record.forMs / 1000} s`}`;
    case "throttle":
      return record.seq === undefined ? undefined : `#${record.seq} throttled: ${record.action}`;
    case "header":
    case "retry":
    case "retried":
    case "end":
      return undefined;
  }
}

/** Rows about the events that are wrong come first; the rest of the room goes to what is nearest to them. */
function nearest(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  const ours = rows.flatMap(({ isOurs }, index) => (isOurs ? [index] : []));
  const distance = (index: number): number =>
    Math.min(...ours.map((one) => Math.abs(one - index)), rows.length);
  const ranked = rows.map((_, index) => index).sort((a, b) => distance(a) - distance(b) || a - b);
  const chosen = new Set(ranked.slice(0, most));
  return rows.filter((_, index) => chosen.has(index));
}
