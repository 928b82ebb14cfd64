import type { HistoryRecord } from "../../../src/history/record.ts";
import type { GuaranteeProfile, VerdictWord } from "../../../src/verify/anomaly.ts";
import { anomaliesIn, type Counts } from "./anomalies.ts";
import { doubtsAbout } from "./doubts.ts";
import { Story } from "./story.ts";

export interface Opinion {
  readonly counts: Counts;
  readonly word: VerdictWord;
  /** Whether anything was put aside that may not be. */
  readonly isAside: boolean;
  /** Why not valid. */
  readonly doubts: readonly string[];
}

/** A history judged by docs/HISTORY.md, without any of the code that is tested. */
export function judgeByTheBook(
  records: readonly HistoryRecord[],
  { scope, forbidden, allows = [] }: GuaranteeProfile,
): Opinion {
  const story = new Story(records, scope);
  const counts = anomaliesIn(story);
  const found = Object.keys(counts).some((name) =>
    (forbidden as readonly string[]).includes(name.slice(name.lastIndexOf(" ") + 1)),
  );
  const isAside = (["dead-letter", "discard"] as const).some(
    (type) => !allows.includes(type) && story.all(type).length > 0,
  );
  const doubts = doubtsAbout(story, counts, forbidden);
  const word = found || isAside ? "invalid" : doubts.length > 0 ? "unknown" : "valid";
  return { counts, word, isAside, doubts };
}
