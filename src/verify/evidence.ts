import type { Anomaly } from "./anomaly.ts";
import type { Entry } from "./entry.ts";
import type { Told } from "./event-text.ts";

type Piece = Omit<Anomaly, "kind" | "key" | "app">;

/** A consumer's record of an event. */
interface Consumed {
  readonly key: string;
  readonly seq: number;
  readonly consumer: string;
  readonly lane?: string;
  readonly position?: string;
  readonly atMs: number;
}

/** Evidence about a consumer's record. */
export function evidenceOf(record: Consumed, detail: string): Piece {
  const { seq, consumer, lane, position, atMs } = record;
  return {
    seq,
    consumer,
    ...(lane === undefined ? {} : { lane }),
    ...(position === undefined ? {} : { position }),
    atMs,
    detail,
  };
}

/** Evidence about a consumer's record and the event it is wrong against. */
export function evidenceOfPair(
  record: Consumed,
  other: { readonly key: string; readonly seq: number },
  detail: string,
): Piece {
  const otherKey = other.key === record.key ? {} : { otherKey: other.key };
  return { ...evidenceOf(record, detail), otherSeq: other.seq, ...otherKey };
}

/** An entry, with what happened to it last. */
export function told({ key, seq, lane, position, consumer, atMs }: Entry): Told {
  return { key, seq, lane: lane.name, position, consumer, atMs };
}
