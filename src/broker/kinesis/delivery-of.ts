import type { _Record } from "@aws-sdk/client-kinesis";

import type { Delivery } from "../broker.ts";

const decoder = new TextDecoder();

/** A record of a shard as a delivery. */
export function deliveryOf(raw: _Record, lane: string): Delivery {
  const { Data, SequenceNumber: position = "" } = raw;
  return { body: decoder.decode(Data), lane, position, handle: position, raw };
}
