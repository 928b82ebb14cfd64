/** `POST /work`: a program tells whoever looks on what it does with what it received. */
import type { Buffer } from "node:buffer";

import type { Witness } from "../witness.ts";
import type { HttpAnswer, HttpCall } from "./call.ts";

const path = /^\/work\/?(?:\?(.*))?$/s;

/** What is answered if the call is about that; undefined if it is not. */
export function workAnswer(
  call: HttpCall,
  body: Buffer,
  witness: Witness | undefined,
  requestId: string,
): HttpAnswer | undefined {
  const query = path.exec(call.url);
  if (query === null || call.header("x-amz-target") !== undefined) return undefined;
  const [status, said] = perform(call.method, `${query[1] ?? ""}&${String(body)}`, witness);
  return {
    status,
    headers: ["content-type", "application/json", "x-amzn-requestid", requestId],
    body: `${JSON.stringify(said)}\n`,
  };
}

function perform(
  method: string,
  parameters: string,
  witness: Witness | undefined,
): readonly [number, object] {
  if (witness?.tell === undefined) {
    return [404, { message: "Work is written down with convoy serve --record only." }];
  }
  if (method !== "POST") return [405, { message: "POST tells of work." }];
  const fault = witness.tell(new URLSearchParams(parameters));
  return fault === undefined ? [200, {}] : [400, { message: fault }];
}
