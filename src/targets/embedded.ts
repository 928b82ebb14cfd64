import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Logger } from "@smithy/types";

import { Emulator, type ServiceName } from "../emulator/emulator.ts";
import { requestHandler } from "../emulator/host/request-handler.ts";
import { wakerOf } from "../emulator/host/waker.ts";
import { Clients } from "./clients.ts";
import { quicken } from "./quick-client.ts";
import type { ClientUser, Target, TargetOptions } from "./target.ts";

const unsigned = { sign: async <T>(request: T): Promise<T> => request };

const noUserAgent = async () => [];

const nothing = (): void => {};
/** One that takes no `info`: for that the SDK would copy every request and its answer, to leave out what is secret. */
const silent = {
  trace: nothing,
  debug: nothing,
  warn: nothing,
  error: nothing,
} as unknown as Logger;

/** In the form of the SDK's endpoint rules. */
function endpointOf(service: ServiceName) {
  const url = new URL(`https://${service}.us-east-1.amazonaws.com`);
  return { url, headers: {}, properties: {} };
}

/** The service model in this process, behind the unmodified SDK clients: no socket, no account. */
export function startEmbedded(options: TargetOptions): Target {
  const emulator = new Emulator({
    seed: options.seed,
    faults: options.faults,
    ...options.model,
    ...(options.latency && { latency: options.latency }),
    startMs: Date.now(),
    onDeadLetters: ({ source: lane, messages }) => {
      for (const { body, sequenceNumber, messageId } of messages) {
        options.tap?.deadLettered({ lane, body, position: sequenceNumber ?? messageId });
      }
    },
  });
  const services = {
    kinesis: requestHandler(emulator, "kinesis"),
    sqs: requestHandler(emulator, "sqs"),
  };
  const clients = new Clients(options.tap);
  const endpoints = { kinesis: endpointOf("kinesis"), sqs: endpointOf("sqs") };
  // For the clients of the run: the SDK reads an endpoint that is text anew for each request.
  const quick = (service: ServiceName) => {
    const { protocol, hostname, pathname: path } = endpoints[service].url;
    return { endpoint: { protocol, hostname, path }, logger: silent };
  };
  // Everything is set here, so that the SDK never reads environment variables or files: that would be I/O under virtual time.
  const config = (service: ServiceName, user?: ClientUser) => ({
    region: "us-east-1",
    endpoint: endpoints[service].url.origin,
    // As the SDK would find it anew for each request from what is said here.
    endpointProvider: () => endpoints[service],
    // The model reads none, and makes the digests that would be compared: rules in conformance/ see to them.
    defaultUserAgentProvider: noUserAgent,
    md5: false as const,
    credentials: { accessKeyId: "embedded", secretAccessKey: "embedded" },
    maxAttempts: 3,
    retryMode: "standard",
    // Nobody here checks a signature, and making one is a seventh of the CPU of a request.
    signer: unsigned,
    requestHandler: clients.stoppable(services[service], user),
    cacheMiddleware: true,
    ...user?.retries,
  });
  return {
    kind: "embedded",
    label: "the embedded model",
    evidence: "modelled",
    runId: undefined,
    kinesis: (user) =>
      clients.keep(
        quicken(new KinesisClient({ ...config("kinesis", user), ...quick("kinesis") }), user),
        user,
      ),
    sqs: (user) =>
      clients.keep(quicken(new SQSClient({ ...config("sqs", user), ...quick("sqs") }), user), user),
    configFor: config,
    stopWith: (signal) => clients.stopWith(signal),
    beginRun: () => emulator.beginFaults(wakerOf(emulator).nowMs()),
    [Symbol.asyncDispose]: async () => clients.destroy(),
  };
}
