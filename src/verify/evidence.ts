import type { Anomaly } from "./anomaly.ts";
import type { ConsumerRecord } from "./event-order.ts";

type Piece = Omit<Anomaly, "kind" | "key" | "app">;

/** Evidence about a consumer's record. */
export function evidenceOf(record: ConsumerRecord, detail: string): Piece {
  const { seq, consumer, lane, position, atMs } = record;
  return { seq, consumer, lane, position, atMs, detail };
}

/** Evidence about a consumer's record and the event it is wrong against. */
export function evidenceOfPair(
  record: ConsumerRecord,
  other: { readonly key: string; readonly seq: number },
  detail: string,
): Piece {
  const otherKey = other.key === record.key ? {} : { otherKey: other.key };
  return { ...evidenceOf(record, detail), otherSeq: other.seq, ...otherKey };
}
