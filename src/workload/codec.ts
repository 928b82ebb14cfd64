import { crc32 } from "node:zlib";

import type { Plan, PlannedEvent } from "./event.ts";
import { type DecodedPayload, decodePayload, encodePayload } from "./payload.ts";
import type { PayloadCode } from "./workload.ts";

/** How an event becomes what goes through the broker, and how it is told again. */
export interface Codec {
  readonly encode: (event: PlannedEvent) => string;
  readonly decode: (body: string) => DecodedPayload;
}

/** Convoy's own payloads, or the user's where the workload has code for them. */
export function codecOf(plan: Plan, { encode, decode }: PayloadCode): Codec {
  if (encode === undefined || decode === undefined) {
    const { payloadBytes, events } = plan;
    // In a closed loop events are made as they go.
    const made = new Map<number, PlannedEvent>();
    return {
      encode: (event) => {
        if (event.index >= events.length) made.set(event.index, event);
        return encodePayload(event, payloadBytes);
      },
      decode: (body) => decodePayload(body, (index) => events[index] ?? made.get(index)),
    };
  }
  const byName = new Map<string, PlannedEvent>();
  for (const event of plan.events) byName.set(`${event.truckId}#${event.seq}`, event);
  return {
    // In a closed loop events are made as they go.
    encode: (event) => {
      byName.set(`${event.truckId}#${event.seq}`, event);
      return encode(event);
    },
    decode: (body) => {
      const checksum = crc32(body);
      const name = decode(body);
      const event = name && byName.get(`${name.truckId}#${name.seq}`);
      return { event, intact: event !== undefined, checksum };
    },
  };
}
