/**
 * As `watch-client.ts`, for clients that somebody else makes of a target's configuration: nothing but what goes over the wire is known
 * of them, so that what they create has no marks, and what they receive counts as its bytes.
 */
import type { HttpRequest } from "@smithy/core/transport";
import type { HttpHandlerOptions } from "@smithy/types";

import type { Request } from "../cost/charge.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import { TargetError } from "../errors.ts";
import { type Account, isCreation } from "./account.ts";
import { answered, begun, failed, resourceOf } from "./attempt.ts";

interface Response {
  readonly response: { readonly statusCode: number; readonly headers: Record<string, string> };
}

interface Handler {
  readonly handle: (request: HttpRequest, options?: HttpHandlerOptions) => Promise<Response>;
}

export function watchHandler<H extends Handler>(
  handler: H,
  service: ServiceName,
  account: Account,
  endpoint?: string,
): H {
  return {
    ...handler,
    handle: async (http: HttpRequest, options?: HttpHandlerOptions) => {
      const request = requestOf(http, service);
      const { closedBecause } = isCreation(request.action) ? account : {};
      if (closedBecause !== undefined) {
        const { kind, name } = resourceOf(request);
        throw new TargetError(`${kind} ${name} is not created: ${closedBecause}`);
      }
      begun(request, account, endpoint);
      try {
        const result = await handler.handle(http, options);
        settle(request, result, account);
        return result;
      } catch (error) {
        failed(request, error, account);
        throw error;
      }
    },
  };
}

function settle(request: Request, { response }: Response, account: Account): void {
  const { statusCode, headers } = response;
  if (statusCode >= 300) {
    const type = headers["x-amzn-errortype"] ?? "";
    const name = statusCode === 400 && type !== "" ? type.split(/[#:]/).at(-1) : "Error";
    const $metadata = { httpStatusCode: statusCode };
    failed(request, Object.assign(new Error("refused"), { name, $metadata }), account);
    return;
  }
  const Body = "x".repeat(Math.min(Number(headers["content-length"] ?? 0), 1 << 20));
  const output = request.action === "ReceiveMessage" ? { Messages: [{ Body }] } : {};
  answered(request, output, account);
}

function requestOf({ headers, body }: HttpRequest, service: ServiceName): Request {
  const action = headers["x-amz-target"]?.split(".")[1] ?? "";
  return { service, action, input: inputOf(body) };
}

/** The API's own JSON; of anything else only that it was asked is known. */
function inputOf(body: unknown): object {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString() : body;
  if (typeof text !== "string") return {};
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
