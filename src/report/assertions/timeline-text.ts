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
  /** Whether things went on otherwise from here: a crash, a reshard, a lease that changed hands. */
  readonly isTurn: boolean;
}

function rowOf(record: HistoryRecord, broken: BrokenKey): Row | undefined {
  const { seq, otherSeq } = broken;
  const what = textOf(record, broken);
  if (what === undefined) return undefined;
  const isOurs =
    ("seq" in record && (record.seq === seq || record.seq === otherSeq)) ||
    (record.type === "commit" && record.scope === "through");
  const who = ("consumer" in record ? record.consumer : undefined) ?? "";
  return { at: record.atMs.toFixed(0), who, what, isOurs, isTurn: turns.has(record.type) };
}

const turns: ReadonlySet<string> = new Set(["crash", "reshard", "lease"]);

function textOf(record: HistoryRecord, broken: BrokenKey): string | undefined {
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
      if (record.scope === "through") return `checkpoint goes past #${broken.seq}`;
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
      return leaseText(record, broken);
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

type Lease = Extract<HistoryRecord, { readonly type: "lease" }>;

/** Where a lane is read from once more, as seen from the event that is wrong. */
function leaseText({ lane, action, fromPosition }: Lease, { seq, records }: BrokenKey): string {
  if (action !== "taken") return `LEASE of ${lane} ${action}`;
  const place = records.find(
    (record) => record.type === "delivery" && record.seq === seq && record.lane === lane,
  );
  if (fromPosition === undefined || place?.type !== "delivery") return `READS ${lane} on`;
  const isBehind = BigInt(fromPosition) >= BigInt(place.position);
  return `READS ${lane} on ${isBehind ? "behind" : "before"} #${seq}`;
}

/**
 * Rows about the events that are wrong, and turns, come first; the rest of the room goes to what is nearest to them. Where even those are
 * too many, how it began and how it ended.
 */
function nearest(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  const ours = rows.flatMap(({ isOurs, isTurn }, index) => (isOurs || isTurn ? [index] : []));
  const begun = Math.floor(most / 3);
  if (ours.length > most) {
    return [...ours.slice(0, begun), ...ours.slice(begun - most)].map((index) => rows[index]!);
  }
  const distance = (index: number): number =>
    Math.min(...ours.map((one) => Math.abs(one - index)), rows.length);
  const ranked = rows.map((_, index) => index).sort((a, b) => distance(a) - distance(b) || a - b);
  const chosen = new Set(ranked.slice(0, most));
  return rows.filter((_, index) => chosen.has(index));
}
