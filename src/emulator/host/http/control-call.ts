/** Calls of Convoy's own, which are none of AWS's: a path, parameters in the query or the body, an answer in JSON. */
import type { Buffer } from "node:buffer";

import type { HttpAnswer, HttpCall } from "./call.ts";

export type Said = readonly [status: number, said: object];

/** What is answered to a call of the path; undefined if it is another's. */
export function controlAnswer(
  path: string,
  call: HttpCall,
  body: Buffer,
  requestId: string,
  perform: (parameters: URLSearchParams) => Said,
): HttpAnswer | undefined {
  const [asked = "", ...query] = call.url.split("?");
  if (asked !== path && asked !== `${path}/`) return undefined;
  if (call.header("x-amz-target") !== undefined) return undefined;
  const [status, said] = perform(new URLSearchParams(`${query.join("?")}&${String(body)}`));
  return {
    status,
    headers: ["content-type", "application/json", "x-amzn-requestid", requestId],
    body: `${JSON.stringify(said)}\n`,
  };
}

export function wrong(status: number, message: string): Said {
  return [status, { message }];
}
