import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { ServiceName } from "../emulator/service-name.ts";
import { accounted } from "./accounted.ts";
import { Clients } from "./clients.ts";
import { credentialsFor } from "./credentials.ts";
import { httpHandler } from "./http-settings.ts";
import { sweepUp } from "./sweep.ts";
import type { ClientUser, Target, TargetAddress, TargetOptions } from "./target.ts";

/** The unmodified SDK clients for a service behind HTTP. Nothing is asked of it yet. */
export function connectRemote(
  address: TargetAddress,
  { tap, account }: Pick<TargetOptions, "tap" | "account">,
): Target {
  const dealings = accounted(address, account);
  const { kinesisEndpoint, sqsEndpoint, region } = address;
  const clients = new Clients(tap);
  // Found once, however many clients there are.
  const credentials = credentialsFor(address.credentials);
  const common = (handler: ReturnType<typeof httpHandler>, user: ClientUser | undefined) => ({
    region,
    credentials,
    maxAttempts: 3,
    retryMode: "standard",
    requestHandler: clients.stoppable(dealings.handler(handler), user),
    cacheMiddleware: true,
    ...user?.retries,
  });
  const configOf = (
    service: ServiceName,
    user: ClientUser | undefined,
    handler = httpHandler(address.kind),
  ) => {
    const endpoint = service === "kinesis" ? kinesisEndpoint : sqsEndpoint;
    return {
      ...common(handler, user),
      ...(endpoint !== undefined && { endpoint }),
      // An emulator's queue URLs may name a host that only its own network knows.
      ...(endpoint !== undefined && service === "sqs" && { useQueueUrlAsEndpoint: false }),
    };
  };
  const kinesis = (user?: ClientUser): KinesisClient =>
    clients.keep(dealings.client("kinesis", new KinesisClient(configOf("kinesis", user))), user);
  const sqs = (user?: ClientUser): SQSClient =>
    clients.keep(dealings.client("sqs", new SQSClient(configOf("sqs", user))), user);
  return {
    kind: address.kind,
    label: address.label,
    evidence: "measured",
    runId: address.runId,
    kinesis,
    sqs,
    configFor: (service, user) =>
      configOf(service, user, dealings.handlerOf(service, httpHandler(address.kind))),
    stopWith: (signal) => clients.stopWith(signal),
    beginRun: () => {},
    [Symbol.asyncDispose]: async () => {
      if (account !== undefined) await sweepUp(onceEach({ kinesis, sqs }), account);
      clients.destroy();
    },
  };
}

/** One client of each, made when it is first asked for. */
function onceEach(make: {
  readonly kinesis: () => KinesisClient;
  readonly sqs: () => SQSClient;
}): typeof make {
  let kinesis: KinesisClient | undefined;
  let sqs: SQSClient | undefined;
  return {
    kinesis: () => (kinesis ??= make.kinesis()),
    sqs: () => (sqs ??= make.sqs()),
  };
}
