import type { Sending } from "../scenario/scenario.ts";
import type { Producer, ProducerContext } from "./producer.ts";
import { sendUntilAccepted } from "./send.ts";

/** One event of a truck under way at a time. The safe strategy: no retry can let a later event of the truck pass. */
export function serial(context: ProducerContext, spec: Sending): Producer {
  const lastOf = new Map<string, Promise<void>>();
  return {
    offer: (event) => {
      const previous = lastOf.get(event.truckId);
      const sent =
        previous === undefined
          ? sendUntilAccepted(event, context, spec)
          : previous.then(() => sendUntilAccepted(event, context, spec));
      lastOf.set(event.truckId, sent);
      return sent;
    },
  };
}
