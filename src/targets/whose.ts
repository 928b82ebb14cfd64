/** Whose a leftover is, and whether it may be deleted: only what is named, or what is one's own and past its time. */
import { runTag } from "../broker/created.ts";
import type { Leftover } from "./leftovers.ts";
import { ownerTag, startTag, untilTag } from "./marks.ts";

export interface Judgement {
  readonly leftover: Leftover;
  /** Undefined: no run that is known made it. */
  readonly run: string | undefined;
  /** Why it is left alone; undefined: it is to be deleted. */
  readonly spared?: string;
}

export interface Asked {
  /** Ids of runs; none: whatever is one's own and past its time. */
  readonly runs: readonly string[];
  /** Who asks. */
  readonly owner: string;
  readonly nowMs: number;
}

/** How long a run may last that does not say until when. */
const longestRunMs = 24 * 3_600_000;

/** One judgement for each that is of concern: with runs named, only theirs. */
export function judgeLeftovers(
  found: readonly Leftover[],
  { runs, owner, nowMs }: Asked,
): readonly Judgement[] {
  if (runs.length > 0) {
    return found
      .filter((leftover) => runs.some((run) => isOf(leftover, run)))
      .map((leftover) => ({
        leftover,
        run: runOf(leftover) ?? runs.find((run) => isOf(leftover, run)),
      }));
  }
  return found.map((leftover) => {
    const run = runOf(leftover);
    const spared = whySpared(leftover, owner, nowMs);
    return { leftover, run, ...(spared !== undefined && { spared }) };
  });
}

function runOf({ tags }: Leftover): string | undefined {
  return tags?.[runTag];
}

/** By its tag; where it has none, or none can be read, by its name, which ends in the run's id. */
function isOf(leftover: Leftover, run: string): boolean {
  const tagged = runOf(leftover);
  if (tagged !== undefined) return tagged === run;
  return leftover.name
    .replace(/\.fifo$/, "")
    .split("-")
    .includes(run);
}

function whySpared(
  { tags, unreadable }: Leftover,
  owner: string,
  nowMs: number,
): string | undefined {
  if (unreadable !== undefined) return `its tags cannot be read: ${unreadable}`;
  const run = tags?.[runTag];
  if (run === undefined) return "it is named like Convoy's, and has no tag of a run";
  const of = tags?.[ownerTag];
  if (of !== undefined && of !== owner) return `it is ${of}'s; --run ${run} names it`;
  const started = Date.parse(tags?.[startTag] ?? "");
  const until = Date.parse(tags?.[untilTag] ?? "");
  // What older versions made says neither: nothing that is alive does so.
  const endMs = Number.isNaN(until) ? started + longestRunMs : until;
  if (endMs > nowMs) {
    return `its run may be under way until ${new Date(endMs).toISOString()}; --run ${run} names it`;
  }
  return undefined;
}
