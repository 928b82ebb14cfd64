/** `POST /work`: a program tells whoever looks on what it does with what it received. */
import type { Buffer } from "node:buffer";

import type { Witness } from "../witness.ts";
import type { HttpAnswer, HttpCall } from "./call.ts";
import { controlAnswer, wrong } from "./control-call.ts";

/** What is answered if the call is about that; undefined if it is not. */
export function workAnswer(
  call: HttpCall,
  body: Buffer,
  witness: Witness | undefined,
  requestId: string,
): HttpAnswer | undefined {
  return controlAnswer("/work", call, body, requestId, (parameters) => {
    if (witness?.tell === undefined) {
      return wrong(404, "Work is written down with convoy serve --record only.");
    }
    if (call.method !== "POST") return wrong(405, "POST tells of work.");
    const fault = witness.tell(parameters);
    return fault === undefined ? [200, {}] : wrong(400, fault);
  });
}
