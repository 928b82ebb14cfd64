import type { Sending } from "../scenario/scenario.ts";
import type { Producer, ProducerContext } from "./producer.ts";
import { sendUntilAccepted } from "./send.ts";

/** Every event goes out at once. The control arm: a throttled or slow send is passed by the truck's next one. */
export function concurrent(context: ProducerContext, spec: Sending): Producer {
  return { offer: (event) => sendUntilAccepted(event, context, spec) };
}
