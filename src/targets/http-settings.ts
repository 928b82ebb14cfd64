import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import type { HttpRequest } from "@smithy/core/transport";
import { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpHandlerOptions } from "@smithy/types";

import { proxyAgents, proxyFor, tunnel, urlOf } from "./proxy.ts";
import type { TargetKind } from "./target.ts";

/** Enough for every truck's put and every consumer's long poll at once: the SDK's own 50 make them wait for each other (facts/aws.md 6.4). */
const maxSockets = 4096;
/** Longer than the longest long poll, 20 s. */
const requestTimeoutMs = 60_000;
const connectionTimeoutMs = 5000;
const agentOptions = { keepAlive: true, maxSockets };

/** One sentence for reports. */
export const httpSettings =
  `HTTP/1.1 keep-alive for both services, up to ${maxSockets} sockets each, ` +
  "SubscribeToShard over TLS by HTTP/2, 3 attempts (standard retries of the SDK)";

type Handler = Pick<NodeHttpHandler, "handle" | "destroy">;

/**
 * The same HTTP for both services, so that neither is favoured: the SDK's defaults differ (a new HTTP/2 session per Kinesis request,
 * 50 sockets for SQS: facts/aws.md 6.4). Only what AWS pushes needs HTTP/2; an emulator without TLS may know HTTP/1.1 alone. `kind`
 * decides whether a proxy is on the way.
 */
export function httpHandler(kind: TargetKind = "endpoint") {
  const direct = requestHandler({
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
  });
  const pushes = new NodeHttp2Handler({ disableConcurrentStreams: false });
  const handlers: Handler[] = [direct, pushes];
  const proxied = new Map<string, Handler>();
  const throughProxy = (proxy: string): Handler => {
    const known = proxied.get(proxy) ?? requestHandler(proxyAgents(proxy, agentOptions));
    if (!proxied.has(proxy)) handlers.push(known);
    proxied.set(proxy, known);
    return known;
  };
  const pushThrough = async (proxy: string, request: HttpRequest): Promise<Handler> => {
    const socket = await tunnel(proxy, request);
    const connect = { createConnection: () => socket };
    const handler = new NodeHttp2Handler({ nodeHttp2ConnectOptions: connect });
    handlers.push(handler);
    return handler;
  };
  return {
    metadata: direct.metadata,
    handle: async (request: HttpRequest, options?: HttpHandlerOptions) => {
      const isPush = request.protocol === "https:" && isSubscription(request);
      const proxy = proxyFor(urlOf(request), kind);
      if (proxy === undefined) return (isPush ? pushes : direct).handle(request, options);
      const handler = isPush ? await pushThrough(proxy, request) : throughProxy(proxy);
      return handler.handle(request, options);
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {
      for (const handler of handlers) handler.destroy();
    },
  };
}

interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

function requestHandler(agents: Agents): NodeHttpHandler {
  return new NodeHttpHandler({
    ...agents,
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  });
}

function isSubscription({ headers }: HttpRequest): boolean {
  return headers["x-amz-target"]?.endsWith(".SubscribeToShard") === true;
}
