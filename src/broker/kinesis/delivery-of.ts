import type { _Record } from "@aws-sdk/client-kinesis";

import { membersOf } from "../../client/aggregated-record.ts";
import { sequenceNumberOf, subPosition } from "../../client/sub-position.ts";
import { isAfter } from "../../verify/position.ts";
import type { Delivery, ReadingStart } from "../broker.ts";

const decoder = new TextDecoder();

/** Records of a shard as deliveries. */
export type Unpacking = (records: readonly _Record[]) => readonly Delivery[];

/** Each record is an event. */
export function plainly(lane: string): Unpacking {
  return (records) => records.map((raw) => deliveryOf(raw, lane));
}

/**
 * Records may hold several events. Whoever goes on behind a position begins with the record that it lies in, and passes over what is not
 * behind it, as the KCL does.
 */
export function unpacked(lane: string, from: ReadingStart): Unpacking {
  const behind = from.type === "after-position" ? from.position : undefined;
  return (records) => {
    const all = records.flatMap((raw) => {
      const whole = raw.Data!;
      return (membersOf(whole) ?? [{ data: whole }]).map(({ data }, place) => {
        const position = subPosition(raw.SequenceNumber!, place);
        return { body: decoder.decode(data), lane, position, handle: position, raw };
      });
    });
    return behind === undefined ? all : all.filter(({ position }) => isAfter(position, behind));
  };
}

/** The sequence number to begin at, or behind, to go on behind a position. */
export function goingOn(position: string, isAggregated: boolean) {
  return isAggregated
    ? ({ type: "AT_SEQUENCE_NUMBER", sequenceNumber: sequenceNumberOf(position) } as const)
    : ({ type: "AFTER_SEQUENCE_NUMBER", sequenceNumber: position } as const);
}

function deliveryOf(raw: _Record, lane: string): Delivery {
  const position = raw.SequenceNumber!;
  return { body: decoder.decode(raw.Data), lane, position, handle: position, raw };
}
