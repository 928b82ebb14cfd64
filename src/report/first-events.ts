import type { RunResult } from "../result/run-result.ts";
import { timelineText } from "./assertions/timeline-text.ts";

/** The first truck whose order broke: what is wrong with it, and what happened around it, in at most 16 lines; none where nothing broke. */
export function firstEvents({ brokenKeys: [broken] }: RunResult): readonly string[] {
  if (broken === undefined) return [];
  return [`${broken.kind}: ${broken.detail}`, ...timelineText(broken).map((line) => `  ${line}`)];
}
