import type { HistoryRecord } from "../../src/history/record.ts";
import { anomalyKinds, type AnomalyKind, type GuaranteeProfile } from "../../src/verify/anomaly.ts";
import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";

/** The counts of what was found, kinds with none left out. */
export function found(
  records: readonly HistoryRecord[],
  profile: GuaranteeProfile = profiles.ordered,
): Partial<Record<AnomalyKind, number>> {
  const { counts } = verify(records, profile);
  return Object.fromEntries(
    anomalyKinds.filter((kind) => counts[kind] > 0).map((kind) => [kind, counts[kind]]),
  );
}

/** The evidence in short: kind, truck and seq. */
export function blamed(
  records: readonly HistoryRecord[],
  profile: GuaranteeProfile = profiles.ordered,
): string[] {
  return verify(records, profile).evidence.map(({ kind, key, seq }) => `${kind} ${key} #${seq}`);
}
