/** Tags on whatever a run creates: whose it is, and until when it is in use. `convoy clean` goes by them. */
import { hostname, userInfo } from "node:os";

import { runTag } from "../broker/created.ts";
import type { TargetAddress } from "./target.ts";

/** Who started the run. */
export const ownerTag = "convoy:owner";
/** When the run began, and when by its plan it is over at the latest: ISO times. */
export const startTag = "convoy:started";
export const untilTag = "convoy:until";

/** Absent on the embedded model, where nothing stays. */
export function marksOf(address: TargetAddress): Readonly<Record<string, string>> | undefined {
  const { runId, owner, startedAt, untilAt } = address;
  if (runId === undefined) return undefined;
  return {
    [runTag]: runId,
    ...(owner !== undefined && { [ownerTag]: owner }),
    ...(startedAt !== undefined && { [startTag]: startedAt }),
    ...(untilAt !== undefined && { [untilTag]: untilAt }),
  };
}

/** What tells one user's runs from another's: `CONVOY_OWNER`, else user and machine, in the characters that a tag may have. */
export function ownName(): string {
  const name = process.env["CONVOY_OWNER"] ?? `${userName()}@${hostname()}`;
  return name.replaceAll(/[^\w .:/=+@-]/g, "-").slice(0, 128);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that has no name.
    return `uid-${process.getuid?.() ?? 0}`;
  }
}
