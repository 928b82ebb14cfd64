import type { Random } from "../../random.ts";
import type { Lease } from "./lease-table.ts";

/** A lease as one worker sees it. */
export interface SeenLease extends Lease {
  /** Nobody has it, or its counter has stood still for longer than the failover time. */
  readonly isFree: boolean;
}

/** What a worker is to take: free leases, or one of another worker who has more than his share. */
export interface Choice {
  readonly free: readonly SeenLease[];
  readonly stolen: readonly SeenLease[];
}

/**
 * How a worker balances, after the KCL (KDG/kcl-concepts; `LeaseTaker` of KCL 2): its share is all leases by all workers that live, rounded
 * up. What it lacks it takes from free leases, in random order; if there are none, one from whoever has most, if that is more than his
 * share, or if the worker lacks more than one.
 */
export function chooseLeases(leases: readonly SeenLease[], me: string, random: Random): Choice {
  const heldBy = new Map<string, SeenLease[]>([[me, []]]);
  for (const lease of leases) {
    if (lease.isFree || lease.holder === undefined) continue;
    const held = heldBy.get(lease.holder) ?? [];
    heldBy.set(lease.holder, held);
    held.push(lease);
  }
  const share = Math.ceil(leases.length / heldBy.size);
  const lacking = share - heldBy.get(me)!.length;
  if (lacking <= 0) return { free: [], stolen: [] };
  const free = shuffled(
    leases.filter(({ isFree, holder }) => isFree || holder === undefined),
    random,
  ).slice(0, lacking);
  if (free.length > 0) return { free, stolen: [] };
  const most = [...heldBy.values()].reduce((one, other) =>
    other.length > one.length ? other : one,
  );
  const isTooMuch = most.length > share || (lacking > 1 && most.length === share);
  if (!isTooMuch || most.some(({ asked }) => asked === me)) return { free: [], stolen: [] };
  return { free: [], stolen: shuffled(most, random).slice(0, 1) };
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const left = [...list];
  const drawn: T[] = [];
  while (left.length > 0) drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  return drawn;
}
