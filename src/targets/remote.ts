import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";

import { credentialsFor } from "./credentials.ts";
import { httpHandler } from "./http-settings.ts";
import { stoppable } from "./stoppable.ts";
import type { Target, TargetAddress } from "./target.ts";

/** The unmodified SDK clients for a service behind HTTP. Nothing is asked of it yet. */
export function connectRemote(address: TargetAddress): Target {
  const { kinesisEndpoint, sqsEndpoint, region } = address;
  const stops: ((signal: AbortSignal) => void)[] = [];
  const stoppableHandler = () => {
    const { handler, stopWith } = stoppable(httpHandler());
    stops.push(stopWith);
    return handler;
  };
  const common = () => ({
    region,
    credentials: credentialsFor(address.credentials),
    maxAttempts: 3,
    retryMode: "standard",
    requestHandler: stoppableHandler(),
    cacheMiddleware: true,
  });
  let kinesis: KinesisClient | undefined;
  let sqs: SQSClient | undefined;
  return {
    kind: address.kind,
    label: address.label,
    evidence: "measured",
    runId: address.runId,
    kinesis: () =>
      (kinesis ??= new KinesisClient({
        ...common(),
        ...(kinesisEndpoint === undefined ? {} : { endpoint: kinesisEndpoint }),
      })),
    sqs: () =>
      (sqs ??= new SQSClient({
        ...common(),
        // An emulator's queue URLs may name a host that only its own network knows.
        ...(sqsEndpoint === undefined
          ? {}
          : { endpoint: sqsEndpoint, useQueueUrlAsEndpoint: false }),
      })),
    stopWith: (signal) => {
      for (const stopWith of stops) stopWith(signal);
    },
    beginRun: () => {},
    [Symbol.asyncDispose]: async () => {
      kinesis?.destroy();
      sqs?.destroy();
    },
  };
}
