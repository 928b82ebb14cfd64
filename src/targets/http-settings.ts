import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import type { HttpRequest } from "@smithy/core/transport";
import { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpHandlerOptions } from "@smithy/types";

/** Enough for every truck's put and every consumer's long poll at once: the SDK's own 50 make them wait for each other (facts/aws.md 6.4). */
const maxSockets = 4096;
/** Longer than the longest long poll, 20 s. */
const requestTimeoutMs = 60_000;
const connectionTimeoutMs = 5000;

/** One sentence for reports. */
export const httpSettings =
  `HTTP/1.1 keep-alive for both services, up to ${maxSockets} sockets each, ` +
  "SubscribeToShard over TLS by HTTP/2, 3 attempts (standard retries of the SDK)";

type Handler = Pick<NodeHttpHandler, "handle" | "destroy">;

/**
 * The same HTTP for both services, so that neither is favoured: the SDK's defaults differ (a new HTTP/2 session per Kinesis request,
 * 50 sockets for SQS: facts/aws.md 6.4). Only what AWS pushes needs HTTP/2; an emulator without TLS may know HTTP/1.1 alone.
 */
export function httpHandler() {
  const agent = { keepAlive: true, maxSockets };
  const requests = new NodeHttpHandler({
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  });
  const pushes = new NodeHttp2Handler({ disableConcurrentStreams: false });
  const handlers: readonly Handler[] = [requests, pushes];
  return {
    metadata: requests.metadata,
    handle: (request: HttpRequest, options?: HttpHandlerOptions) => {
      const isPush = request.protocol === "https:" && isSubscription(request);
      return (isPush ? pushes : requests).handle(request, options);
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {
      for (const handler of handlers) handler.destroy();
    },
  };
}

function isSubscription({ headers }: HttpRequest): boolean {
  return headers["x-amz-target"]?.endsWith(".SubscribeToShard") === true;
}
