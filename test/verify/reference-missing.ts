import type { DeliveryRecord, HistoryRecord } from "../../src/history/record.ts";
import type { AnomalyKind } from "../../src/verify/anomaly.ts";

export type Count = (kind: AnomalyKind, key: string, by?: number) => void;

type Typed<Type> = Extract<HistoryRecord, { type: Type }>;

function ofType<Type extends HistoryRecord["type"]>(
  records: readonly HistoryRecord[],
  type: Type,
): Typed<Type>[] {
  return records.filter((record) => record.type === type) as Typed<Type>[];
}

export function countMissing(records: readonly HistoryRecord[], count: Count): void {
  const deliveries = ofType(records, "delivery");
  const leases = ofType(records, "lease").filter(({ action }) => action === "taken");
  const isDrained = records.some((record) => record.type === "end" && record.drained);
  const apps = new Set([...deliveries, ...leases].map(({ app }) => app));
  const parents = parentsIn(records);
  for (const key of keysOf(records)) {
    const acks = ofType(records, "ack").filter((ack) => ack.key === key);
    const firstAcks = acks.filter((ack, at) => acks.findIndex(({ seq }) => seq === ack.seq) === at);
    for (const app of apps.size === 0 ? [undefined] : apps) {
      const ofApp = deliveries.filter((record) => record.key === key && record.app === app);
      const got = new Set(ofApp.map(({ seq }) => seq));
      const trusted = ofApp.filter(({ seq }, at) => {
        const record = ofApp[at]!;
        const sends = records.slice(0, records.indexOf(record));
        return sends.some((r) => r.type === "send" && r.key === key && r.seq === seq);
      });
      const opaque = trusted.filter((d) => !isDecimal(d.position)).map(({ lane }) => lane);
      for (const ack of firstAcks) {
        if (got.has(ack.seq)) continue;
        if (app !== undefined && !isDue(ack, app, records)) continue;
        const isPassed = trusted.some(
          ({ lane, position }) =>
            isFrom(parents, lane, ack.lane) ||
            (lane === ack.lane &&
              isDecimal(ack.position) &&
              !opaque.includes(lane) &&
              BigInt(position) > BigInt(ack.position)),
        );
        count(isDrained || isPassed ? "lost" : "unseen", key);
      }
    }
  }
}

/** Whether an acknowledged event lies behind where the application began to read its lane. */
function isDue(ack: Typed<"ack">, app: string, records: readonly HistoryRecord[]): boolean {
  const parents = parentsIn(records);
  const leases = ofType(records, "lease").filter((l) => l.app === app && l.action === "taken");
  const own = leases.find(({ lane }) => lane === ack.lane);
  const lease = own ?? leases.find(({ lane }) => isFrom(parents, lane, ack.lane));
  if (lease === undefined || lease.from === "trim-horizon") return true;
  const sentAtMs = firstLiveSend(ack, records);
  const isBehind = (start: string | undefined): boolean =>
    own !== undefined &&
    start !== undefined &&
    isDecimal(start) &&
    isDecimal(ack.position) &&
    BigInt(ack.position) > BigInt(start);
  if (lease.from === "after-position") return isBehind(lease.fromPosition);
  const first = records.find(
    (r, at) =>
      r.type === "delivery" && r.app === app && r.lane === ack.lane && at > records.indexOf(lease),
  ) as DeliveryRecord | undefined;
  const startMs = lease.from === "latest" ? lease.atMs : lease.fromMs!;
  return sentAtMs >= startMs || isBehind(first?.position);
}

/** When the first attempt began after which no attempt, so far, was refused for certain in full. */
function firstLiveSend({ key, seq }: Typed<"ack">, records: readonly HistoryRecord[]): number {
  let sentAtMs = 0;
  let [sends, refusals, others] = [0, 0, 0];
  for (const r of records) {
    if (!("seq" in r) || r.key !== key || r.seq !== seq) continue;
    if (r.type === "send") {
      if (sends === 0 || (refusals >= sends && others === 0)) sentAtMs = r.atMs;
      sends += 1;
    }
    if (r.type === "refused") refusals += 1;
    if (r.type === "ack" || r.type === "uncertain") others += 1;
  }
  return sentAtMs;
}

export type Parents = readonly [string, string][];

export function parentsIn(records: readonly HistoryRecord[]): Parents {
  return ofType(records, "reshard").flatMap((r) =>
    r.parents.flatMap((parent) => r.children.map((child): [string, string] => [parent, child])),
  );
}

/** Whether resharding made one lane out of another. */
export function isFrom(parents: Parents, lane: string, ancestor: string): boolean {
  return lane !== ancestor && descends(parents, lane, ancestor);
}

export function keysOf(records: readonly HistoryRecord[]): string[] {
  return [...new Set(records.flatMap((record) => ("key" in record ? [record.key] : [])))];
}

export function isDecimal(position: string): boolean {
  return /^[0-9]+$/.test(position);
}

export function descends(
  parents: readonly [string, string][],
  lane: string,
  from: string,
): boolean {
  if (lane === from) return true;
  return parents.some(([parent, child]) => child === lane && descends(parents, parent, from));
}
