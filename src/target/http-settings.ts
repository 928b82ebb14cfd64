import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import { NodeHttpHandler } from "@smithy/node-http-handler";

/** Enough for every truck's put and every consumer's long poll at once: the SDK's own 50 make them wait for each other (facts/aws.md 6.4). */
const maxSockets = 4096;
/** Longer than the longest long poll, 20 s. */
const requestTimeoutMs = 60_000;
const connectionTimeoutMs = 5000;

/** One sentence for reports. */
export const httpSettings =
  `HTTP/1.1 keep-alive for both services, up to ${maxSockets} sockets each, ` +
  "3 attempts (standard retries of the SDK)";

/**
 * The same HTTP for both services, so that neither is favoured: the SDK's defaults differ (a new HTTP/2 session per Kinesis request,
 * 50 sockets for SQS: facts/aws.md 6.4).
 */
export function httpHandler(): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets };
  return new NodeHttpHandler({
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  });
}
