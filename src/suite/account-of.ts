/** The account of a simulation on a target that is really there: as for the commands, what may be left is said. */
import { TargetError } from "../errors.ts";
import { Account, newTerms } from "../targets/account.ts";
import { leftOver, leftOverText } from "../targets/left-over.ts";
import type { TargetAddress } from "../targets/target.ts";

/** Undefined for the model, where nothing stays and nothing costs. */
export function accountOf(
  target: TargetAddress,
  signal: AbortSignal | undefined,
): Account | undefined {
  if (target.kind === "embedded") return undefined;
  return new Account(newTerms(target), { ...(signal && { interrupted: signal }) });
}

/** Gives what the work gives. Throws TargetError, with what may be left in its message, where something may. */
export async function leavingNothing<T>(
  target: TargetAddress,
  account: Account | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const [settled] = await Promise.allSettled([work()]);
  const left = account?.terms.isLasting === true ? account.ledger.left() : [];
  if (left.length > 0) {
    const text = leftOverText(leftOver(left, target), target).trimEnd();
    throw new TargetError(text, settled.status === "rejected" ? { cause: settled.reason } : {});
  }
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}
